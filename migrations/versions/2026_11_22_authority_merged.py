"""Authorities that turned out to be one: which body another was merged into.

Revision: 20261122_authority_merged, after 20261122_published_law.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_authority_merged"
down_revision = "20261122_published_law"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authority", sa.Column("merged_into", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("authority", "merged_into")
