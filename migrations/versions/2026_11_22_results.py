"""Results: every count with its trace, and what each deadline was counted by.

Revision: 20261122_results, after 20261122_first.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "20261122_results"
down_revision = "20261122_first"
branch_labels = None
depends_on = None

_INDEXED = (
    ("calendar", "consulted_span", "consulted_to", "consulted_from"),
    ("limit_version",),
    ("profile_version",),
    ("tzdata",),
)


def upgrade() -> None:
    _create_results()
    for column in _columns():
        op.add_column("deadline", column)
    for columns in _INDEXED:
        op.create_index(_index(columns), "deadline", list(columns))
    _make_append_only()


def downgrade() -> None:
    for columns in _INDEXED:
        op.drop_index(_index(columns), "deadline")
    for column in _columns():
        op.drop_column("deadline", column.name)
    op.drop_table("result")


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("limit_version", AutoString(), nullable=True),
        sa.Column("profile_version", AutoString(), nullable=True),
        sa.Column("calendar", AutoString(), nullable=True),
        sa.Column("calendar_revision_on", sa.Date(), nullable=True),
        sa.Column("tzdata", AutoString(), nullable=True),
        sa.Column("consulted_from", sa.Date(), nullable=True),
        sa.Column("consulted_to", sa.Date(), nullable=True),
        sa.Column("consulted_span", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=True),
    )


def _index(columns: tuple[str, ...]) -> str:
    return "_".join(("ix_deadline", *columns))


def _create_results() -> None:
    op.create_table(
        "result",
        sa.Column("seq", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, unique=True),
        sa.Column(
            "proceeding_id",
            sa.Uuid(),
            sa.ForeignKey("proceeding.id"),
            index=True,
            nullable=False,
        ),
        sa.Column("deadline_id", sa.Uuid(), index=True, nullable=False),
        sa.Column("limit_version", AutoString(), nullable=True),
        sa.Column("profile_version", AutoString(), nullable=True),
        sa.Column("calendar", AutoString(), nullable=True),
        sa.Column("calendar_revision_on", sa.Date(), nullable=True),
        sa.Column("tzdata", AutoString(), nullable=False),
        sa.Column("safe_on", sa.Date(), nullable=True),
        sa.Column("arguable_on", sa.Date(), nullable=True),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.Column("computed_at", UTCDateTime(), nullable=False),
        sa.Column("cause", AutoString(), nullable=True),
        sa.Column(
            "supersedes",
            sa.Uuid(),
            sa.ForeignKey("result.id"),
            unique=True,
            nullable=True,
        ),
        sqlite_autoincrement=True,
    )


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
    message = "The results are append-only: append one that supersedes"
    same = "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes"
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement.format("result", message, same))
