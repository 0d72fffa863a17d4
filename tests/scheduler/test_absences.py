"""Who is away is not told: everything goes to whoever stands in, at once, and back."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from remedytrack.notify.transport import RecordingTransport
from remedytrack.services import absences, acting, opening
from remedytrack.services.absences import AbsenceBackwards, AbsenceOver, NobodyToStandIn
from remedytrack.services.planning import plan_reminders
from remedytrack.services.refusals import NotAllowed, NotFound
from remedytrack.storage.values import MailState
from tests.services.office import (
    ALMATY,
    APPEAL,
    CASE,
    COORDINATOR,
    DEPUTY,
    ENVELOPE,
    LAWYER,
    OUTSIDER,
    Office,
    Postbox,
    recipient,
)


def appeal(office: Office, made_on: str, deputy: str | None = "deputy") -> str:
    """Return an appeal of the lawyer's, to be filed ten days after ``made_on``."""
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=deputy,
    )
    office.record(ref, "ruling_made", made_on, penalty="fine")
    return ref


def away(
    office: Office, from_on: str, until_on: str, deputy: str | None = None
) -> UUID:
    return absences.be_away(
        office.registry,
        actor=LAWYER,
        now=office.now,
        recipient_id="lawyer",
        from_on=date.fromisoformat(from_on),
        until_on=date.fromisoformat(until_on),
        deputy=deputy,
    )


def changed(office: Office, **facts: Any) -> None:
    with office.registry.store.writing() as unit:
        known = unit.people.recipient("lawyer")
        assert known is not None
        unit.people.put_recipient(replace(known, **facts))


def posted(box: Postbox) -> list[str]:
    return [f"{each.on:%m-%d} {each.clock} {each.to}" for each in sorted(box.posted)]


def test_the_deputy_is_told_at_once_and_the_owner_on_their_return(
    office: Office,
) -> None:
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-22")
    box = Postbox(office)
    box.run_until("2025-11-25T12:00")
    assert posted(box) == ["11-25 09:00 lawyer"]
    away(office, "2025-11-25", "2025-11-30")
    box.tick()
    assert posted(box)[1:] == ["11-25 12:00 deputy"], "at once, not tomorrow at nine"
    assert "LATE" not in box.mails_to(DEPUTY)[0].body, "nobody was late with it"
    box.posted.clear()
    box.run_until("2025-12-01T12:00")
    # Friday: the rung, and the coordinator is behind the deputy. Monday: the owner is
    # back, and the deputy, behind them again, hears that nobody has taken it on.
    assert posted(box) == [
        "11-28 09:00 coordinator",
        "11-28 09:00 deputy",
        "12-01 09:00 deputy",
        "12-01 09:00 lawyer",
    ]


def test_what_came_meanwhile_and_what_is_hard_is_told_on_the_return(
    office: Office,
) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22")
    box = Postbox(office)
    box.run_until("2025-11-25T12:00")
    away(office, "2025-11-26", "2025-11-26")
    box.run_until("2025-11-27T12:00")
    # No rung falls on Thursday, but the date is hard and runs.
    assert posted(box)[-1] == "11-27 09:00 lawyer"
    assert ref in box.mails_to(LAWYER)[-1].body


def test_days_away_are_days_of_their_own_zone(office: Office) -> None:
    office.at("2025-11-30T12:00")
    changed(office, zone="America/New_York")
    appeal(office, "2025-11-22")
    away(office, "2025-12-01", "2025-12-02", "deputy")
    box = Postbox(office)
    office.at("2025-12-01T09:00")
    box.tick()
    box.posted.clear()
    office.at("2025-12-01T09:59")
    box.tick()
    assert posted(box) == [], "it is Sunday, 23:59, in New York"
    office.at("2025-12-01T10:00")
    box.tick()
    assert posted(box) == ["12-01 10:00 coordinator", "12-01 10:00 deputy"]


def test_a_mail_that_has_not_left_is_withdrawn_and_written_to_the_deputy(
    office: Office,
) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22")
    office.at("2025-11-25T09:00")
    plan_reminders(office.registry, ENVELOPE, office.now)
    away(office, "2025-11-25", "2025-11-30")
    box = Postbox(office)
    box.tick()
    assert box.mails_to(LAWYER) == []
    (mail,) = box.mails_to(DEPUTY)
    assert ref in mail.body
    with office.registry.store.reading() as unit:
        assert unit.mails.counts()[MailState.WITHDRAWN] == 1


def test_the_notice_of_a_moved_date_is_passed_on(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22")
    box = Postbox(office).run_until("2025-11-26T15:00")
    office.record(ref, "ruling_delivered", "2025-11-25")
    box.tick()
    away(office, "2025-11-27", "2025-11-30")
    office.at("2025-11-27T00:10")
    box.tick()
    (mail,) = box.mails_to(DEPUTY)
    assert "moved LATER" in mail.body


def test_an_absence_taken_back_brings_back_what_was_withdrawn(office: Office) -> None:
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-22")
    office.at("2025-11-25T09:00")
    plan_reminders(office.registry, ENVELOPE, office.now)
    mistaken = away(office, "2025-11-25", "2025-11-30")
    box = Postbox(office)
    box.office.tick(RecordingTransport())
    absences.end_absence(
        office.registry, actor=LAWYER, now=office.now, absence_id=mistaken
    )
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1


def test_a_suspended_address_moves_the_ladder_to_the_deputy(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22")
    box = Postbox(office).run_until("2025-11-25T12:00")
    changed(office, suspended_at=office.now, suspended_because="5.1.1")
    box.tick()
    (mail,) = box.mails_to(DEPUTY)
    assert ref in mail.body


def test_a_case_handed_on_takes_its_unsent_mails_along(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22", deputy=None)
    office.at("2025-11-25T09:00")
    plan_reminders(office.registry, ENVELOPE, office.now)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="deputy",
        deputy=None,
    )
    box = Postbox(office)
    box.tick()
    assert box.mails_to(LAWYER) == []
    assert len(box.mails_to(DEPUTY)) == 1


def test_a_stand_in_outside_the_circle_leaves_it_to_the_coordinator(
    office: Office,
) -> None:
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(recipient(OUTSIDER))
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-22", deputy=None)
    away(office, "2025-11-25", "2025-11-30", "outsider")
    box = Postbox(office).run_until("2025-11-25T12:00")
    assert box.mails_to(OUTSIDER) == []
    assert len(box.mails_to(COORDINATOR)) == 1
    opening.add_member(
        office.registry,
        actor=LAWYER,
        now=office.now,
        matter_ref=office.matter.ref,
        user_id="outsider",
    )
    box.tick()
    assert len(box.mails_to(OUTSIDER)) == 1, "now they may open it"


def test_running_hours_are_told_to_everybody_on_duty(office: Office) -> None:
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(COORDINATOR), on_duty=True))
    office.at("2025-12-01T15:10")
    ref = office.open(CASE)
    office.record(ref, "detained", "2025-12-01T15:00", arrest_possible="no", seen=True)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy="deputy",
    )
    box = Postbox(office)
    box.tick()
    assert sorted(each.to for each in box.posted) == ["coordinator", "deputy", "lawyer"]
    assert len({each.first_line for each in box.posted}) == 1


def test_looking_never_stops_a_ladder(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22")
    box = Postbox(office)
    for hour in ("2025-11-25T09:00", "2025-11-28T09:00", "2025-12-01T09:00"):
        office.at(hour)
        box.tick()
        office.deadline(ref)
    assert box.days(LAWYER) == ["2025-11-25", "2025-11-28", "2025-12-01"]


def test_one_s_own_absence_or_a_coordinator_s_to_say(office: Office) -> None:
    office.at("2025-12-01T12:00")
    days: dict[str, Any] = {"from_on": date(2025, 12, 2), "until_on": date(2025, 12, 5)}
    common: dict[str, Any] = {"now": office.now, "recipient_id": "lawyer"}
    be_away, registry = absences.be_away, office.registry
    with pytest.raises(NotAllowed):
        be_away(registry, actor=DEPUTY, **common, **days)
    with pytest.raises(NotFound):
        be_away(registry, actor=COORDINATOR, **{**common, "recipient_id": "x"}, **days)
    be_away(registry, actor=COORDINATOR, **common, **days)
    with pytest.raises(NobodyToStandIn):
        be_away(registry, actor=LAWYER, deputy="lawyer", **common, **days)
    with pytest.raises(NobodyToStandIn):
        be_away(registry, actor=LAWYER, deputy="auditor", **common, **days)


def test_an_absence_has_days_in_order_and_an_end(office: Office) -> None:
    office.at("2025-12-01T12:00")
    with pytest.raises(AbsenceBackwards):
        away(office, "2025-12-05", "2025-12-02")
    with pytest.raises(AbsenceOver):
        away(office, "2025-11-05", "2025-11-30")
    this = away(office, "2025-11-29", "2025-12-01")
    listed = absences.absences_of(
        office.registry, viewer=LAWYER, now=office.now, recipient_id="lawyer"
    )
    assert [each.id for each in listed] == [this]
    absences.end_absence(office.registry, actor=LAWYER, now=office.now, absence_id=this)
    with pytest.raises(AbsenceOver):
        absences.end_absence(
            office.registry, actor=LAWYER, now=office.now, absence_id=this
        )
    assert office.now.astimezone(ALMATY).date() == date(2025, 12, 1)
