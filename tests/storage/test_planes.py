"""The two planes: what the scheduler and the mailer can reach names nobody."""

import pytest
from sqlalchemy import JSON, DateTime, String, Table, TypeDecorator

from remedytrack.storage.tables import METADATA

ACCOUNTS = {"account", "role", "account_role"}

# Every text column of the schedule plane, looked at by a person: ids, kinds, codes,
# dates in words, and what a mail is made of. A new one is a decision, not a habit.
REVIEWED = {
    "matter": {"ref"},
    "membership": {"user_id"},
    "authority": {"calendar"},
    "proceeding": {
        "ref",
        "workflow",
        "embargo",
        "owner",
        "deputy",
        "headline_state",
    },
    "entry": {"kind", "occurred", "fields", "person", "basis", "recorded_by"},
    "link": {"kind"},
    "incident": {"ref", "occurred"},
    "deadline": {
        "limit_id",
        "bound",
        "consequence",
        "state",
        "limit_version",
        "profile_version",
        "calendar",
        "tzdata",
        "payload",
    },
    "result": {
        "limit_version",
        "profile_version",
        "calendar",
        "tzdata",
        "trace",
        "cause",
    },
    "evening_sheet": {"team", "content", "signed_by", "previous_hash", "hash"},
    "published_law": {"by", "tzdata", "fingerprint", "state"},
    "flag": {"flag_id", "grade", "payload"},
    "state": {"track", "state"},
    "recipient": {
        "id",
        "address",
        "language",
        "zone",
        "team",
        "privacy",
        "deputy",
        "suspended_because",
    },
    "absence": {"recipient_id", "deputy", "recorded_by"},
    "openpgp_key": {"recipient_id", "fingerprint", "armoured"},
    "feed": {"secret_hash", "recipient_id"},
    "ladder_setting": {
        "scope",
        "subject",
        "consequence",
        "days_before",
        "hours_before",
        "set_by",
    },
    "mail": {
        "message_id",
        "recipient_id",
        "sort",
        "state",
        "subject",
        "body",
        "strict_body",
        "language",
        "last_error",
    },
    "reminder": {"key", "recipient_id", "rung", "kind"},
    "audit": {"actor", "action", "subject", "details", "previous_hash", "hash"},
    "heartbeat": {"name"},
    "setting": {"key", "value"},
}

SCHEDULE = {
    name: table
    for name, table in METADATA.tables.items()
    if not name.startswith("content_") and name not in ACCOUNTS
}
CONTENT = {
    name: table
    for name, table in METADATA.tables.items()
    if name.startswith("content_")
}


def holds_text(column_type: object) -> bool:
    plain = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    return isinstance(plain, String | JSON)


def text_columns(table: Table) -> set[str]:
    return {column.name for column in table.columns if holds_text(column.type)}


def referred_to(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def test_every_text_of_the_schedule_plane_has_been_looked_at() -> None:
    assert {name: text_columns(table) for name, table in SCHEDULE.items()} == REVIEWED


@pytest.mark.parametrize("table", SCHEDULE.values(), ids=SCHEDULE)
def test_the_schedule_plane_points_only_into_itself(table: Table) -> None:
    assert referred_to(table) <= set(SCHEDULE)


@pytest.mark.parametrize("table", CONTENT.values(), ids=CONTENT)
def test_the_content_plane_points_only_to_the_schedule_plane(table: Table) -> None:
    assert referred_to(table) <= set(SCHEDULE)


def test_nothing_points_to_projections() -> None:
    projections = {"deadline", "flag", "state"}
    pointing = [
        name
        for name, table in METADATA.tables.items()
        if referred_to(table) & projections
    ]
    assert pointing == []


def test_no_moment_is_stored_without_its_zone() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime)
    ]
    assert plain == []
