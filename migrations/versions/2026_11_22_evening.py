"""Evening: the signed sheets of the evening check.

Revision: 20261122_evening, after 20261122_reminding.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "20261122_evening"
down_revision = "20261122_reminding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evening_sheet",
        sa.Column(
            "number",
            sa.Integer(),
            primary_key=True,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False, index=True),
        sa.Column("team", AutoString(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("signed_by", AutoString(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("previous_hash", AutoString(), unique=True, nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
    )
    _make_append_only()


def downgrade() -> None:
    op.drop_table("evening_sheet")


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
    message = "What was signed stays on record: sign a further sheet"
    same = "number = NEW.number OR previous_hash = NEW.previous_hash"
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement.format("evening_sheet", message, same))
