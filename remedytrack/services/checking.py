"""The second check of a date: entered again without a look at what was entered first.

It is another person's. Where the circle has nobody else who could, the same person
enters it again on a later day; where nobody can be had in time, at once and with a
reason. Both are marked so wherever the check is shown.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer, may_record
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Act, Alone, Entry, standing_facts
from remedytrack.services.acting import act_entry, append_act
from remedytrack.services.check_refusals import CheckedTooSoon
from remedytrack.services.refusals import NotFound, OwnCheck
from remedytrack.services.registry import Registry, recordable, viewers
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


def double_check(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    entry_id: UUID,
    occurred: When,
    alone_because: str = "",
) -> bool:
    """Enter the date of an entry a second time, independently.

    Returns whether the two agree. A check that disagrees is kept and shown to both;
    until they agree the earlier of their days is reminded of. ``alone_because`` is why
    whoever made the entry checks it too (break-glass).

    Raises:
        OwnCheck: they recorded the entry, and somebody else could check it.
        CheckedTooSoon: nobody else could, but it is still the day of the entry.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        entry = _entry(unit, proceeding, entry_id)
        fields = {"occurred": str(occurred)}
        if entry.recorded_by == actor.id:
            if alone_because.strip():
                fields["alone"] = Alone.BREAK_GLASS.value
            else:
                _refuse_unless_next_day(unit, registry, proceeding, entry, now)
                fields["alone"] = Alone.NEXT_DAY.value
        today = When.on(registry.today(proceeding, now))
        # A linked case counts from its own copy of the date: check that one as well.
        for holder, copy in [(proceeding.id, entry), *unit.journal.copies_of(entry_id)]:
            whole = {"entry": str(copy.id), **fields}
            check = act_entry(Act.DOUBLE_CHECKED, actor, now, today, whole)
            whose = unit.proceedings.get(holder)
            append_act(
                unit, registry, whose, check, alone_because, audited=copy is entry
            )
    return str(occurred) == str(entry.occurred)


def others_who_could_check(
    unit: Unit, proceeding: Proceeding, person: str
) -> frozenset[str]:
    """Return who of the circle may record, beside ``person``."""
    circle = unit.matters.members(proceeding.matter_id)
    writing = {each.id for each in viewers(unit) if may_record(each, circle)}
    return frozenset(writing - {person})


def _entry(unit: Unit, proceeding: Proceeding, entry_id: UUID) -> Entry:
    for fact in standing_facts(unit.journal.of(proceeding.id)):
        if fact.entry.id == entry_id:
            return fact.entry
    raise NotFound(ref=entry_id)


def _refuse_unless_next_day(
    unit: Unit, registry: Registry, proceeding: Proceeding, entry: Entry, now: datetime
) -> None:
    if others_who_could_check(unit, proceeding, entry.recorded_by):
        raise OwnCheck
    entered_on = registry.today(proceeding, entry.recorded_at)
    if registry.today(proceeding, now) <= entered_on:
        raise CheckedTooSoon
