"""The hearings that are near: who goes, whether the place is known, what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.evening import Line, Note, Says, person_code
from remedytrack.core.practice.appointments import SAME_HOUR
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.evening_lines import (
    Days,
    Pair,
    is_appointment,
    line_of,
    responsible,
)
from remedytrack.storage.values import EntryContent, Proceeding


def hearings(
    pending: Iterable[Pair],
    days: Days,
    words: Mapping[UUID, EntryContent],
    busy: Mapping[tuple[str, date], str],
) -> list[Line]:
    """Return the appointments of tomorrow and the day after, and until we work again.

    ``busy`` says by owner and day which other case has its last day then.
    """
    near = [
        (proceeding, deadline)
        for proceeding, deadline in pending
        if is_appointment(deadline) and days.ahead(deadline.safe_on, days.last)
    ]
    return [
        line_of(one, deadline, *_hearing(one, deadline, near, words, busy))
        for one, deadline in near
    ]


def _hearing(
    proceeding: Proceeding,
    deadline: Deadline,
    near: Sequence[Pair],
    words: Mapping[UUID, EntryContent],
    busy: Mapping[tuple[str, date], str],
) -> Iterator[Note]:
    at = deadline.closes_at if deadline.trigger_when.clock else None
    yield Note(Says.AT, moment=at) if at else Note(Says.ON, deadline.safe_on)
    content = words.get(deadline.trigger_id)
    place = content.texts.get("place") if content else None
    yield Note(Says.PLACE_KNOWN if place else Says.PLACE_UNKNOWN)
    yield from responsible(proceeding)
    if proceeding.deputy is None:
        yield Note(Says.NO_DEPUTY)
    else:
        yield Note(Says.DEPUTY, who=person_code(proceeding.deputy))
    yield from _in_the_way(proceeding, deadline, near, busy)


def _in_the_way(
    proceeding: Proceeding,
    deadline: Deadline,
    near: Sequence[Pair],
    busy: Mapping[tuple[str, date], str],
) -> Iterator[Note]:
    if proceeding.owner is None or deadline.safe_on is None:
        return
    for other, its in near:
        if its is not deadline and other.owner == proceeding.owner:
            yield from _clash(deadline.closes_at, its.closes_at, other.ref)
    ref = busy.get((proceeding.owner, deadline.safe_on))
    if ref is not None:
        yield Note(Says.SAME_DAY, who=person_code(proceeding.owner), words=ref)


def _clash(one: datetime | None, other: datetime | None, ref: str) -> Iterator[Note]:
    if one is not None and other is not None and abs(one - other) < SAME_HOUR:
        yield Note(Says.CLASH, moment=other, words=ref)
