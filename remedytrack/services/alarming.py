"""Alarming: each trouble is told once when it begins and once when it is over.

Of the processes that notice it one tells it: its record in the database is claimed
first. An alarm that could not be told is free again, and whoever looks next tries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from remedytrack.services.second_channel import (
    Alarm,
    AlarmNotTold,
    SecondChannel,
    Trouble,
)
from remedytrack.storage.unit import Store

CLAIM_LASTS: Final = timedelta(minutes=3)
"""Longer than telling takes; then whoever claimed it has died, and another tells it."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is stored of a trouble: since when, and how far telling it has come."""

    since: str
    over: bool = False
    told: bool = False
    claimed_at: str = ""

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        return cls(**json.loads(text)) if text else None

    def written(self) -> str:
        return json.dumps(asdict(self))

    def is_free(self, now: datetime) -> bool:
        """Whether nobody tells it now; a claim from the future binds nobody."""
        if not self.claimed_at:
            return True
        age = now - datetime.fromisoformat(self.claimed_at)
        return not timedelta(0) <= age < CLAIM_LASTS


def notice(
    store: Store, channel: SecondChannel, seen: Mapping[Trouble, bool], now: datetime
) -> None:
    """Note which troubles are there, and tell what nobody has been told yet.

    Args:
        store: where the records are kept, among the settings.
        channel: by which alarms are told.
        seen: for each trouble that was looked at, whether it is there.
        now: the present moment.
    """
    for trouble, present in seen.items():
        claimed = _claimed(store, trouble, now, present=present)
        if claimed is not None:
            _tell(store, channel, trouble, claimed, now)


def _claimed(
    store: Store, trouble: Trouble, now: datetime, *, present: bool
) -> _Record | None:
    """Return the record if there is something to tell and it is ours to tell."""
    with store.reading() as unit:
        text = unit.settings.get(_key(trouble))
    found = _followed(_Record.read(text), now, present=present)
    if found is None or found.told or not found.is_free(now):
        return None
    claimed = replace(found, claimed_at=now.isoformat())
    with store.writing() as unit:
        ours = unit.settings.exchange(_key(trouble), text, claimed.written())
    return claimed if ours else None


def _followed(
    record: _Record | None, now: datetime, *, present: bool
) -> _Record | None:
    """Return what the record is to be now, after the trouble was seen or not."""
    began = record is not None and not record.over
    if present and not began:
        return _Record(now.isoformat())
    if record is not None and began and not present:
        return _Record(record.since, over=True)
    return record


def _tell(
    store: Store,
    channel: SecondChannel,
    trouble: Trouble,
    claimed: _Record,
    now: datetime,
) -> None:
    alarm = Alarm(trouble, datetime.fromisoformat(claimed.since), claimed.over)
    try:
        channel.tell(alarm, now)
        after = replace(claimed, told=True)
    except AlarmNotTold:
        after = replace(claimed, claimed_at="")
    with store.writing() as unit:
        unit.settings.exchange(_key(trouble), claimed.written(), after.written())


def _key(trouble: Trouble) -> str:
    return f"alarm.{trouble.value}"
