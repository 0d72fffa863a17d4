"""Absences: who cannot be reached, on which days, and who stands in for them.

While somebody is away everything that they would be told goes to whoever stands in, at
once; on the day of their return they are told where things stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Viewer, may_coordinate
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Absence, Recipient


class AbsenceBackwards(Refused):
    """The last day of the absence lies before its first day."""

    message = Sentence(
        "The absence would end on %(until)s, before it begins. Enter the first and the "
        "last day away.",
        {},
    )


class AbsenceOver(Refused):
    """The absence has ended already, or would lie wholly in the past."""

    message = Sentence("This absence is over: nothing can be changed about it.", {})


class NobodyToStandIn(Refused):
    """The deputy named gets no mail, or is the person who is away."""

    message = Sentence(
        "“%(person)s” cannot stand in: name another person who gets mail from here.", {}
    )


def be_away(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    recipient_id: str,
    from_on: date,
    until_on: date,
    deputy: str | None = None,
) -> UUID:
    """Record that somebody is away from ``from_on`` until ``until_on``, both counted.

    The days are those of their own zone. Everybody may say it of themselves, and a
    coordinator of anybody. Without ``deputy`` the case's deputy stands in, else their
    own, else the coordinators.

    Raises:
        NotAllowed: the actor is neither that person nor a coordinator.
        NotFound: nobody of this id gets mail.
        AbsenceBackwards: it would end before it begins.
        AbsenceOver: its last day is past.
        NobodyToStandIn: the deputy gets no mail, or is the same person.
    """
    with registry.store.writing() as unit:
        recipient = _known(unit, actor, recipient_id)
        _check_days(recipient, from_on, until_on, now)
        _check_deputy(unit, recipient_id, deputy)
        absence = Absence(
            id=new_id(now),
            recipient_id=recipient_id,
            from_on=from_on,
            until_on=until_on,
            deputy=deputy or None,
            recorded_at=now,
            recorded_by=actor.id,
        )
        unit.absences.add(absence)
        subject = {"recipient": recipient_id, "absence": str(absence.id)}
        unit.audit.append(now, actor.id, "absence.begin", subject, {})
    return absence.id


def end_absence(
    registry: Registry, *, actor: Viewer, now: datetime, absence_id: UUID
) -> None:
    """End an absence now, or take back one that has not begun.

    Raises:
        NotFound: there is no such absence.
        NotAllowed: the actor is neither that person nor a coordinator.
        AbsenceOver: it has ended already.
    """
    with registry.store.writing() as unit:
        absence = unit.absences.get(absence_id)
        if absence is None:
            raise NotFound(ref=absence_id)
        recipient = _known(unit, actor, absence.recipient_id)
        if _is_over(absence, recipient, now):
            raise AbsenceOver
        unit.absences.end(absence_id, now)
        subject = {"recipient": recipient.id, "absence": str(absence_id)}
        unit.audit.append(now, actor.id, "absence.end", subject, {})


def absences_of(
    registry: Registry, *, viewer: Viewer, now: datetime, recipient_id: str
) -> Sequence[Absence]:
    """Return the absences of somebody that run or are to come, the earliest first.

    Raises :class:`NotAllowed` and :class:`NotFound` as :func:`be_away` does.
    """
    with registry.store.reading() as unit:
        recipient = _known(unit, viewer, recipient_id)
        every = unit.absences.all(recipient_id)
    return tuple(each for each in every if not _is_over(each, recipient, now))


def _known(unit: Unit, actor: Viewer, recipient_id: str) -> Recipient:
    if actor.id != recipient_id and not may_coordinate(actor):
        raise NotAllowed
    recipient = unit.people.recipient(recipient_id)
    if recipient is None:
        raise NotFound(ref=recipient_id)
    return recipient


def _check_days(
    recipient: Recipient, from_on: date, until_on: date, now: datetime
) -> None:
    if until_on < from_on:
        raise AbsenceBackwards(until=until_on)
    if until_on < _today(recipient, now):
        raise AbsenceOver


def _check_deputy(unit: Unit, recipient_id: str, deputy: str | None) -> None:
    if not deputy:
        return
    found = unit.people.recipient(deputy)
    if deputy == recipient_id or found is None or not found.active:
        raise NobodyToStandIn(person=deputy)


def _is_over(absence: Absence, recipient: Recipient, now: datetime) -> bool:
    past = absence.until_on < _today(recipient, now)
    return absence.ended_at is not None or past


def _today(recipient: Recipient, now: datetime) -> date:
    return now.astimezone(ZoneInfo(recipient.zone)).date()
