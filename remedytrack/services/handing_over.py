"""Handing over: what was planned for somebody who is no longer told goes to who is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from remedytrack.core.recipients import Responsible
from remedytrack.services.queueing import withdraw
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Reminder


def hand_over(
    unit: Unit, people: Responsible, unsent: Sequence[Reminder], now: datetime
) -> None:
    """Take back what has not left the house for those who are not told any more.

    The rungs of the ladder come to the others by themselves; the notice of a moved date
    is passed on. So it is for a case handed on, an absence, a suspended address.
    """
    told = {each.id for each in people.at_any_hour}
    astray = [each for each in unsent if each.recipient_id not in told]
    if not astray:
        return
    _withdraw_mails(unit, astray, now)
    unit.reminders.cancel([each.id for each in astray], now)
    for notice in astray:
        if notice.rung.startswith("moved:"):
            _pass_on(unit, people, notice, now)


def _withdraw_mails(unit: Unit, astray: Iterable[Reminder], now: datetime) -> None:
    for mail_id in dict.fromkeys(each.mail_id for each in astray):
        mail = unit.mails.get(mail_id) if mail_id else None
        if mail is not None:
            withdraw(unit, mail, now)


def _pass_on(unit: Unit, people: Responsible, notice: Reminder, now: datetime) -> None:
    for person in people.first:
        key = notice.key.removesuffix(notice.recipient_id) + person.id
        unit.reminders.plan(
            replace(
                notice,
                id=new_id(now),
                key=key,
                recipient_id=person.id,
                due_at=now,
                planned_at=now,
                mail_id=None,
            )
        )
