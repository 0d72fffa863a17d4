"""First schema: two planes and the accounts.

Revision: 20261122_first, the first of all.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "20261122_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_docket()
    _create_projections()
    _create_outbox()
    _create_record()
    _create_content()
    _create_accounts()
    _create_triggers()


def downgrade() -> None:
    # Dropping a table drops its indexes and triggers with it.
    tables = (
        "account_role role account content_person content_authority content_incident "
        "content_entry content_proceeding content_matter setting heartbeat audit "
        "reminder mail recipient state flag deadline incident link entry proceeding "
        "authority membership matter"
    )
    for table in tables.split():
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


_Making = Callable[..., sa.Column[Any]]


def _column(kind: sa.types.TypeEngine[Any]) -> _Making:
    def make(
        name: str, *arguments: Any, nullable: bool = False, **options: Any
    ) -> sa.Column[Any]:
        return sa.Column(name, kind, *arguments, nullable=nullable, **options)

    return make


_text = _column(AutoString())
_long_text = _column(sa.Text())
_id = _column(sa.Uuid())
_moment = _column(UTCDateTime())
_day = _column(sa.Date())
_number = _column(sa.Integer())
_yes_no = _column(sa.Boolean())
_json = _column(sa.JSON())


def _create_docket() -> None:
    op.create_table(
        "matter",
        _id("id", primary_key=True),
        _text("ref", unique=True),
        _moment("created_at"),
    )
    op.create_table(
        "membership",
        _id("matter_id", sa.ForeignKey("matter.id"), primary_key=True),
        _text("user_id", primary_key=True, index=True),
        _moment("since_at"),
    )
    op.create_table("authority", _id("id", primary_key=True), _text("calendar"))
    op.create_table(
        "proceeding",
        _id("id", primary_key=True),
        _text("ref", unique=True),
        _id("matter_id", sa.ForeignKey("matter.id"), index=True),
        _text("workflow"),
        _number("workflow_version"),
        _id("authority_id", sa.ForeignKey("authority.id"), nullable=True),
        _moment("opened_at"),
        _text("embargo"),
        _text("owner", nullable=True),
        _text("deputy", nullable=True),
        _text("headline_state"),
        _moment("changes_at", nullable=True, index=True),
        _number("rev"),
        _moment("refreshed_at", nullable=True),
    )
    op.create_table(
        "entry",
        _number("seq", primary_key=True),
        _id("id", unique=True),
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), index=True),
        _text("kind"),
        _text("occurred"),
        _day("earliest", nullable=True),
        _day("latest", nullable=True),
        _json("fields"),
        _text("person", nullable=True),
        _text("basis"),
        _id("supersedes", sa.ForeignKey("entry.id"), nullable=True),
        _yes_no("withdrawn"),
        _id("origin", sa.ForeignKey("entry.id"), nullable=True, index=True),
        _moment("recorded_at"),
        _text("recorded_by"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "link",
        _id("from_proceeding", sa.ForeignKey("proceeding.id"), primary_key=True),
        _id(
            "to_proceeding",
            sa.ForeignKey("proceeding.id"),
            primary_key=True,
            index=True,
        ),
        _text("kind", primary_key=True),
        _moment("created_at"),
    )
    op.create_table(
        "incident",
        _id("id", primary_key=True),
        _text("ref", unique=True),
        _id("matter_id", sa.ForeignKey("matter.id"), index=True),
        _text("occurred"),
        _day("earliest", nullable=True),
        _day("latest", nullable=True),
        _id("authority_id", sa.ForeignKey("authority.id"), nullable=True),
        _yes_no("authority_knew"),
        _yes_no("to_investigate"),
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), nullable=True),
    )


def _create_projections() -> None:
    op.create_table(
        "deadline",
        _id("id", primary_key=True),
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), index=True),
        _text("limit_id"),
        _text("bound"),
        _text("consequence"),
        _text("state"),
        _day("safe_on", nullable=True),
        _day("arguable_on", nullable=True),
        _day("remind_on", nullable=True),
        _moment("closes_at", nullable=True),
        _moment("late_at", nullable=True),
        _yes_no("provisional"),
        _long_text("payload"),
    )
    op.create_table(
        "flag",
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), primary_key=True),
        _number("position", primary_key=True),
        _text("flag_id"),
        _text("grade", nullable=True),
        _long_text("payload"),
    )
    op.create_table(
        "state",
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), primary_key=True),
        _text("track", primary_key=True),
        _number("position"),
        _text("state"),
    )


def _create_outbox() -> None:
    op.create_table(
        "recipient",
        _text("id", primary_key=True),
        _text("address"),
        _text("language"),
        _text("zone"),
        _number("hour"),
        _yes_no("active"),
    )
    op.create_table(
        "mail",
        _id("id", primary_key=True),
        _text("message_id", unique=True),
        _text("recipient_id", sa.ForeignKey("recipient.id"), index=True),
        _text("sort"),
        _text("state"),
        _text("subject"),
        _long_text("body"),
        _text("language"),
        _moment("created_at"),
        _moment("due_at"),
        _moment("lease_until", nullable=True),
        _number("attempts"),
        _moment("next_try_at"),
        _moment("sent_at", nullable=True),
        _text("last_error", nullable=True),
        _yes_no("possibly_repeated"),
    )
    unsent = sa.text("state IN ('queued', 'sending')")
    _index_some("ix_mail_unsent", "mail", ["next_try_at", "id"], unsent)
    op.create_table(
        "reminder",
        _id("id", primary_key=True),
        _text("key", unique=True),
        _id("deadline_id", nullable=True, index=True),
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), index=True),
        _text("recipient_id", sa.ForeignKey("recipient.id")),
        _text("rung"),
        _day("remind_on", nullable=True),
        _moment("due_at"),
        _text("kind"),
        _moment("planned_at"),
        _id("mail_id", sa.ForeignKey("mail.id"), nullable=True),
        _moment("cancelled_at", nullable=True),
    )
    unmailed = sa.text("mail_id IS NULL AND cancelled_at IS NULL")
    _index_some("ix_reminder_unmailed", "reminder", ["due_at", "id"], unmailed)
    mailed = sa.text("mail_id IS NOT NULL")
    _index_some("ix_reminder_mail_id", "reminder", ["mail_id"], mailed)


def _index_some(
    name: str, table: str, columns: list[str], where: sa.TextClause
) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _create_record() -> None:
    op.create_table(
        "audit",
        _number("seq", primary_key=True, autoincrement=False),
        _moment("at"),
        _text("actor"),
        _text("action"),
        _json("subject"),
        _json("details"),
        _text("previous_hash", unique=True),
        _text("hash"),
    )
    op.create_table("heartbeat", _text("name", primary_key=True), _moment("at"))
    op.create_table("setting", _text("key", primary_key=True), _text("value"))


def _create_content() -> None:
    op.create_table(
        "content_matter",
        _id("matter_id", sa.ForeignKey("matter.id"), primary_key=True),
        _text("title"),
    )
    op.create_table(
        "content_proceeding",
        _id("proceeding_id", sa.ForeignKey("proceeding.id"), primary_key=True),
        _text("title"),
        _text("number", nullable=True),
    )
    op.create_table(
        "content_entry",
        _id("entry_id", sa.ForeignKey("entry.id"), primary_key=True),
        _long_text("note", nullable=True),
        _text("source_document", nullable=True),
        _text("source_place", nullable=True),
        _json("texts"),
    )
    op.create_table(
        "content_incident",
        _id("incident_id", sa.ForeignKey("incident.id"), primary_key=True),
        _text("title"),
        _long_text("note", nullable=True),
        _text("source_document", nullable=True),
        _text("source_place", nullable=True),
    )
    op.create_table(
        "content_authority",
        _id("authority_id", sa.ForeignKey("authority.id"), primary_key=True),
        _text("name"),
        _json("aliases"),
    )
    op.create_table("content_person", _text("id", primary_key=True), _text("initials"))


def _create_accounts() -> None:
    op.create_table(
        "account",
        _text("id", primary_key=True),
        _text("email", unique=True),
        _text("name"),
        _text("password", nullable=True),
        _yes_no("active"),
        _text("fs_uniquifier", unique=True),
    )
    op.create_table(
        "role",
        _text("id", primary_key=True),
        _text("name", unique=True),
        _text("description", nullable=True),
    )
    op.create_table(
        "account_role",
        _text("account_id", sa.ForeignKey("account.id"), primary_key=True),
        _text("role_id", sa.ForeignKey("role.id"), primary_key=True),
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

_REFUSE_CHANGE = (
    "CREATE FUNCTION refuse_change() RETURNS trigger "
    "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
    "MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
)


def _create_triggers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE_CHANGE)
    _make_append_only(
        "entry",
        "seq = NEW.seq OR id = NEW.id",
        "The journal is append-only: record a correction instead",
    )
    _make_append_only(
        "audit",
        "seq = NEW.seq OR previous_hash = NEW.previous_hash",
        "The audit log is append-only: write a further entry instead",
    )


def _make_append_only(table: str, same: str, message: str) -> None:
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement.format(table, message, same))
