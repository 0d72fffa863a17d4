"""Reminding: how each person wants to be told, who is away, what to look at when.

Revision: 20261122_reminding, after 20261122_authority_merged.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "20261122_reminding"
down_revision = "20261122_authority_merged"
branch_labels = None
depends_on = None

_LOOKED_AT = sa.text("look_at IS NOT NULL")
_NEW_TABLES = ("ladder_setting", "feed", "openpgp_key", "absence")


def upgrade() -> None:
    for column in _of_recipients():
        op.add_column("recipient", column)
    # Whoever is here already knows the mails with references, and keeps them.
    op.execute("UPDATE recipient SET privacy = 'reference'")
    op.add_column("mail", sa.Column("strict_body", sa.Text(), nullable=True))
    op.add_column("deadline", sa.Column("look_at", UTCDateTime(), nullable=True))
    # Everything is looked at once; the planner then notes when to look again.
    op.execute("UPDATE deadline SET look_at = '2000-01-01 00:00:00.000000'")
    op.create_index(
        "ix_deadline_look_at",
        "deadline",
        ["look_at", "id"],
        sqlite_where=_LOOKED_AT,
        postgresql_where=_LOOKED_AT,
    )
    _create_absences()
    _create_keys()
    _create_feeds()
    _create_ladder_settings()


def downgrade() -> None:
    for table in _NEW_TABLES:
        op.drop_table(table)
    op.drop_index("ix_deadline_look_at", "deadline")
    op.drop_column("deadline", "look_at")
    op.drop_column("mail", "strict_body")
    for column in _of_recipients():
        op.drop_column("recipient", column.name)


def _of_recipients() -> tuple[sa.Column[object], ...]:
    no = sa.text("false")
    return (
        sa.Column("team", AutoString(), nullable=True),
        sa.Column("privacy", AutoString(), nullable=False, server_default="strict"),
        sa.Column("always_daily", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("on_duty", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("deputy", AutoString(), nullable=True),
        sa.Column("suspended_at", UTCDateTime(), nullable=True),
        sa.Column("suspended_because", AutoString(), nullable=True),
    )


def _recipient(*, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "recipient_id",
        AutoString(),
        sa.ForeignKey("recipient.id"),
        primary_key=primary_key,
        index=not primary_key,
        nullable=False,
    )


def _create_absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), primary_key=True, nullable=False),
        _recipient(),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("deputy", AutoString(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", AutoString(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
    )


def _create_keys() -> None:
    op.create_table(
        "openpgp_key",
        _recipient(primary_key=True),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("armoured", sa.Text(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
    )


def _create_feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("secret_hash", AutoString(), primary_key=True, nullable=False),
        _recipient(),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
    )


def _create_ladder_settings() -> None:
    op.create_table(
        "ladder_setting",
        sa.Column("scope", AutoString(), primary_key=True, nullable=False),
        sa.Column("subject", AutoString(), primary_key=True, nullable=False),
        sa.Column("consequence", AutoString(), primary_key=True, nullable=False),
        sa.Column("days_before", sa.JSON(), nullable=False),
        sa.Column("hours_before", sa.JSON(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("set_by", AutoString(), nullable=False),
    )
