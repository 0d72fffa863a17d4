"""Ladder settings: how early a team or a person wants to be reminded.

A person's setting goes before their team's, that before the file's ladder of the
procedure, and that before the file's ladder of the class. A setting changes the rungs
only: who is told, and what happens after the day, is not a matter of taste.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never

from remedytrack.core.access import Viewer, may_coordinate
from remedytrack.core.ladder import Lacking, Ladder, Scope, lacking
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import LadderSetting

FURTHEST_BEFORE = 366
"""The greatest number of days or hours before that a setting may name."""


class NotARung(Refused):
    """A number that cannot be a rung."""

    message = Sentence(
        "“%(rung)s” cannot be a reminder: enter whole numbers from 0 to %(most)s.", {}
    )


class LastDayKept(Refused):
    """A hard deadline would not be mailed on its last day."""

    message = Sentence(
        "The reminder of the last day itself stays: add 0. Whoever misses this date "
        "loses a right.",
        {},
    )


class WeekBeforeKept(Refused):
    """A hard deadline would not be mailed a week before, to check its date."""

    message = Sentence(
        "One reminder at least a week before stays: add 7 or more. It is the one that "
        "leaves time to check the date itself.",
        {},
    )


def set_ladder(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    scope: Scope,
    subject: str,
    consequence: Consequence,
    days_before: Iterable[int],
    hours_before: Iterable[int] = (),
) -> None:
    """Set when a team or a person is reminded of deadlines of one class.

    ``subject`` is a recipient's id, or a team's name. Everybody sets their own; a
    coordinator sets a team's, and anybody's. The order of the rungs does not matter.

    Raises:
        NotAllowed: the actor may not set this one.
        NotFound: nobody of this id gets mail.
        NotARung: a number is negative, or too great.
        LastDayKept, WeekBeforeKept: a hard class would lose a rung it must keep.
    """
    _check_may_set(actor, scope, subject)
    days, hours = _going_down(days_before), _going_down(hours_before)
    _check_kept(consequence, days)
    with registry.store.writing() as unit:
        _check_known(unit, scope, subject)
        unit.ladder_settings.put(
            LadderSetting(scope, subject, consequence, days, hours, now, actor.id)
        )
        about = {"scope": scope.value, "subject": subject}
        details = {"class": consequence.value}
        unit.audit.append(now, actor.id, "ladder.set", about, details)


def drop_ladder(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    scope: Scope,
    subject: str,
    consequence: Consequence,
) -> None:
    """Go back to what the file (or the team) says; nothing happens if it is so.

    Raises :class:`NotAllowed` as :func:`set_ladder` does.
    """
    _check_may_set(actor, scope, subject)
    with registry.store.writing() as unit:
        if unit.ladder_settings.drop(scope, subject, consequence):
            about = {"scope": scope.value, "subject": subject}
            details = {"class": consequence.value}
            unit.audit.append(now, actor.id, "ladder.drop", about, details)


def own_settings(
    registry: Registry, *, viewer: Viewer, scope: Scope, subject: str
) -> Mapping[Consequence, LadderSetting]:
    """Return what a team or a person has set, by class.

    Raises :class:`NotAllowed` as :func:`set_ladder` does.
    """
    _check_may_set(viewer, scope, subject)
    with registry.store.reading() as unit:
        every = unit.ladder_settings.all()
    theirs = (each for each in every if (each.scope, each.subject) == (scope, subject))
    return {each.consequence: each for each in theirs}


def ladders_for(
    registry: Registry, *, viewer: Viewer, recipient_id: str
) -> Mapping[Consequence, Ladder]:
    """Return the ladder of each class by which somebody is reminded.

    Those of single procedures are left out. Raises :class:`NotAllowed` for anybody
    else's but a coordinator's eyes, and :class:`NotFound`.
    """
    _check_may_set(viewer, Scope.PERSON, recipient_id)
    with registry.store.reading() as unit:
        _check_known(unit, Scope.PERSON, recipient_id)
        recipient = unit.people.recipient(recipient_id)
        settings = unit.ladder_settings.all()
    team = recipient.team if recipient else None
    return {
        consequence: chosen(
            registry.law.ladders[consequence], settings, recipient_id, team
        )
        for consequence in Consequence
    }


def chosen(
    ladder: Ladder, settings: Iterable[LadderSetting], person: str, team: str | None
) -> Ladder:
    """Return ``ladder`` as the person wants it, else as their team does."""
    by_whom = {
        (each.scope, each.subject): each
        for each in settings
        if each.consequence is ladder.consequence
    }
    own = by_whom.get((Scope.PERSON, person))
    setting = own or by_whom.get((Scope.TEAM, team or ""))
    if setting is None:
        return ladder
    return ladder.with_rungs(setting.days_before, setting.hours_before)


def _check_may_set(actor: Viewer, scope: Scope, subject: str) -> None:
    own = scope is Scope.PERSON and actor.id == subject
    if not own and not may_coordinate(actor):
        raise NotAllowed


def _check_known(unit: Unit, scope: Scope, subject: str) -> None:
    if scope is Scope.PERSON and unit.people.recipient(subject) is None:
        raise NotFound(ref=subject)


def _going_down(rungs: Iterable[int]) -> tuple[int, ...]:
    down = tuple(sorted(set(rungs), reverse=True))
    for rung in down:
        if not 0 <= rung <= FURTHEST_BEFORE:
            raise NotARung(rung=rung, most=FURTHEST_BEFORE)
    return down


def _check_kept(consequence: Consequence, days: tuple[int, ...]) -> None:
    match lacking(consequence, days):
        case None:
            return
        case Lacking.LAST_DAY:
            raise LastDayKept
        case Lacking.WEEK_BEFORE:
            raise WeekBeforeKept
        case never:
            assert_never(never)
