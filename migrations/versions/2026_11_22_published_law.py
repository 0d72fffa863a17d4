"""Published law: which state of the law the stored dates were brought over to.

Revision: 20261122_published_law, after 20261122_results.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "20261122_published_law"
down_revision = "20261122_results"
branch_labels = None
depends_on = None

_UNSETTLED = sa.text(
    "(consulted_to IS NULL OR (remind_on < safe_on "
    "AND state NOT IN ('satisfied', 'waived', 'lifted')))"
)


def upgrade() -> None:
    op.create_table(
        "published_law",
        sa.Column("seq", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, unique=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("tzdata", AutoString(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result_seq", sa.Integer(), nullable=False),
        sa.Column(
            "supersedes",
            sa.Uuid(),
            sa.ForeignKey("published_law.id"),
            unique=True,
            nullable=True,
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deadline_unsettled",
        "deadline",
        ["limit_id"],
        sqlite_where=_UNSETTLED,
        postgresql_where=_UNSETTLED,
    )
    _make_append_only()


def downgrade() -> None:
    op.drop_index("ix_deadline_unsettled", "deadline")
    op.drop_table("published_law")


_TRIGGERS = {
    "sqlite": (
        (
            "CREATE TRIGGER {0}_never_changes BEFORE UPDATE ON {0} "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
        (
            "CREATE TRIGGER {0}_never_shrinks BEFORE DELETE ON {0} "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
        (
            "CREATE TRIGGER {0}_never_replaced BEFORE INSERT ON {0} "
            "WHEN EXISTS (SELECT 1 FROM {0} WHERE {2}) "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE TRIGGER {0}_never_changes BEFORE UPDATE ON {0} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change('{1}')"
        ),
        (
            "CREATE TRIGGER {0}_never_shrinks BEFORE DELETE ON {0} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change('{1}')"
        ),
        (
            "CREATE TRIGGER {0}_never_emptied BEFORE TRUNCATE ON {0} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{1}')"
        ),
    ),
}


def _make_append_only() -> None:
    message = "What was published stays on record: publish again"
    same = "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes"
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement.format("published_law", message, same))
