"""What is owed without a deadline: an evening check that was missed, cases that wait.

Once a day, and once a week, it is found out who owes what, and kept as a setting; from
then on each tick only asks whether they have been mailed. The mails are the record of
that, so one that was withdrawn is written again and a standstill is followed by one.
Only the schedule plane is read here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, midnight_after
from remedytrack.core.evening import NOTHING_TO_CHECK, Sheet
from remedytrack.notify.duties import Duty, DutyLetter
from remedytrack.notify.rendering import render_duty
from remedytrack.services.evening_looking import Looking
from remedytrack.services.evening_scope import (
    HOME_ZONE,
    Team,
    calendar_in,
    of_team,
    scope_on,
)
from remedytrack.services.lettering import Desk, Envelope
from remedytrack.services.next_steps import without_next_step
from remedytrack.services.owing import Roster, fallback_ids
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Privacy, Recipient
from remedytrack.wording import Wording

DUTIES: Final = "duties"
"""The setting that turns these mails off: ``off``."""

_EVENING, _NEXT_STEPS = "duties.evening", "duties.next_steps"


def queue_duties(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Write the mails about duties that are owed by ``now``; return how many."""
    with registry.store.writing() as unit:
        if unit.settings.get(DUTIES) == "off":
            return 0
        desk = Desk(unit, registry, envelope, now)
        people = [each for each in unit.people.recipients() if each.gets_mail]
        letters = [*_missed_checks(desk, people), *_waiting_cases(desk, people)]
        for recipient, letter in letters:
            _queue(desk, recipient, letter)
        return len(letters)


def signers(
    unit: Unit, people: Iterable[Recipient], team: str | None
) -> list[Recipient]:
    """Return who is reminded of a missed check of ``team``.

    Whoever is told where nobody is assigned; in a team without such a person, all.
    """
    named = fallback_ids(unit)
    theirs = [each for each in people if team is None or each.team == team]
    told = [each for each in theirs if each.id in named]
    return told or (theirs if team is not None else [])


def _missed_checks(
    desk: Desk, people: list[Recipient]
) -> Iterator[tuple[Recipient, DutyLetter]]:
    for name in sorted({each.team for each in people}, key=str):
        for_them = signers(desk.unit, people, name)
        if not for_them:
            continue
        team = Team(name, ZoneInfo(for_them[0].zone))
        on = _missed_on(desk, team, min(each.hour for each in for_them))
        if on is None:
            continue
        since = midnight_after(on, team.zone)
        link = f"{desk.envelope.home_link}evening"
        for each in _not_yet_told(desk, for_them, Duty.EVENING, since):
            yield each, DutyLetter(Duty.EVENING, 1, link, on, strict=_strict(each))


def _missed_on(desk: Desk, team: Team, hour: int) -> date | None:
    """Return the day whose sheet a team still owes, on the working day after it.

    Whether it does is found out once, in the morning. A day with nothing on it signs
    itself.
    """
    unit, local = desk.unit, desk.now.astimezone(team.zone)
    calendar = calendar_in(desk.registry, team.zone)
    today = local.date()
    if not calendar.is_working(today) or local.hour < hour:
        return None
    on = calendar.working_day_until(today - ONE_DAY)
    last = unit.evening_sheets.last(team.name)
    if last is not None and last.sheet.day >= on:
        return None
    key = f"{_EVENING}|{team.name or ''}"
    if unit.settings.get(key) != on.isoformat():
        if not _asks(desk, team, on):
            _sign_itself(desk, team, on)
            return None
        unit.settings.put(key, on.isoformat())
    return on


def _asks(desk: Desk, team: Team, on: date) -> bool:
    unit, over = desk.unit, midnight_after(on, team.zone)
    scope = scope_on(unit, desk.registry, team, on, over)
    seen = of_team(unit, unit.proceedings.all(), team.name)
    return Looking(unit, desk.registry, scope, seen).asks()


def _sign_itself(desk: Desk, team: Team, on: date) -> None:
    sheet = Sheet(on, midnight_after(on, team.zone), team.zone.key, team.name)
    signed = desk.unit.evening_sheets.sign(sheet, NOTHING_TO_CHECK, desk.now)
    subject, details = {"sheet": str(signed.number)}, {"hash": signed.hash}
    desk.unit.audit.append(desk.now, "scheduler", "evening.sign", subject, details)


def _waiting_cases(
    desk: Desk, people: list[Recipient]
) -> Iterator[tuple[Recipient, DutyLetter]]:
    zone = ZoneInfo(people[0].zone if people else HOME_ZONE)
    today = desk.now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    begins_on = calendar_in(desk.registry, zone).working_day_from(monday)
    if not people or today < begins_on:
        return
    cases = _stepless(desk, monday.isoformat())
    told = [each for each in people if each.id in cases]
    since = datetime.combine(monday, time(), tzinfo=zone)
    link = f"{desk.envelope.home_link}next-steps"
    for each in _not_yet_told(desk, told, Duty.NEXT_STEPS, since):
        refs = tuple(cases[each.id])
        strict = _strict(each)
        yield each, DutyLetter(Duty.NEXT_STEPS, len(refs), link, None, refs, strict)


def _stepless(desk: Desk, monday: str) -> Mapping[str, list[str]]:
    """Return the references of the waiting cases by who answers, as of this week."""
    unit = desk.unit
    kept = json.loads(unit.settings.get(_NEXT_STEPS) or "{}")
    if kept.get("since") == monday:
        found: Mapping[str, list[str]] = kept["cases"]
        return found
    cases = defaultdict[str, list[str]](list)
    roster = Roster(unit, desk.now)
    everything = unit.proceedings.all()
    for each in without_next_step(unit, desk.registry, everything, desk.now):
        for person in roster.responsible_for(each).first:
            cases[person.id].append(each.ref)
    unit.settings.put(_NEXT_STEPS, json.dumps({"since": monday, "cases": cases}))
    return cases


def _not_yet_told(
    desk: Desk, people: Iterable[Recipient], duty: Duty, since: datetime
) -> Iterator[Recipient]:
    """Yield whose hour has come today, and who has had no such mail since."""
    for each in people:
        come = desk.now.astimezone(ZoneInfo(each.zone)).hour >= each.hour
        if come and not desk.unit.day_log.has_mail(each.id, duty.value, since):
            yield each


def _strict(recipient: Recipient) -> bool:
    return recipient.privacy is Privacy.STRICT


def _queue(desk: Desk, recipient: Recipient, letter: DutyLetter) -> None:
    rendered = render_duty(letter, Wording(recipient.language))
    mail = desk.envelope.mail(recipient, rendered, letter.duty.value, desk.now)
    desk.unit.mails.queue(mail)
    subject = {"mail": str(mail.id), "recipient": recipient.id}
    details = {"sort": letter.duty.value, "count": letter.count}
    desk.unit.audit.append(desk.now, "scheduler", "mail.queue", subject, details)
