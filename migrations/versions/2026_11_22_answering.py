"""Answering: find the cases of one person without reading all of them.

Revision: 20261122_answering, after 20261122_evening.
"""

from alembic import op

revision = "20261122_answering"
down_revision = "20261122_evening"
branch_labels = None
depends_on = None

_COLUMNS = ("owner", "deputy")


def upgrade() -> None:
    for column in _COLUMNS:
        op.create_index(f"ix_proceeding_{column}", "proceeding", [column])


def downgrade() -> None:
    for column in _COLUMNS:
        op.drop_index(f"ix_proceeding_{column}", "proceeding")
