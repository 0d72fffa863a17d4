"""A missed evening check and cases that wait are themselves reminded of."""

from dataclasses import replace

import pytest

from remedytrack.core.evening import NOTHING_TO_CHECK, fingerprint
from remedytrack.core.workflow.journal import NoStep
from remedytrack.notify.transport import OutgoingMail, RecordingTransport
from remedytrack.services import evening
from remedytrack.services.duties import DUTIES
from remedytrack.services.next_steps import explain_waiting
from remedytrack.storage.values import Privacy
from tests.services.office import (
    APPEAL,
    COMPLAINT,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
)


class Postman:
    """Ticks, and gives what each tick has sent about duties."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.transport = RecordingTransport()

    def at(self, text: str) -> list[tuple[str, str]]:
        """Return whom a tick at ``text`` told, with the first line of each mail."""
        before = len(self.transport.sent)
        self.office.at(text).tick(self.transport)
        return [
            (mail.recipient.removesuffix("@example.org"), mail.body.splitlines()[0])
            for mail in self.transport.sent[before:]
            if is_duty(mail)
        ]


def is_duty(mail: OutgoingMail) -> bool:
    first = mail.body.splitlines()[0]
    return first.startswith(("Evening check", "Cases without", "Without a next"))


@pytest.fixture
def postman(office: Office) -> Postman:
    with office.registry.store.writing() as unit:
        unit.settings.put(DUTIES, "on")
    return Postman(office)


def ruling(office: Office) -> str:
    office.at("2025-11-27T10:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return ref


def test_a_missed_check_is_reminded_of_once_the_next_working_morning(
    office: Office, postman: Postman
) -> None:
    ruling(office)
    assert postman.at("2025-11-27T20:00") == []
    assert postman.at("2025-11-28T08:59") == []
    missed = [("coordinator", "Evening check of Thu 27 Nov 2025: not done")]
    assert postman.at("2025-11-28T09:00") == missed
    assert postman.at("2025-11-28T09:01") == []
    assert postman.at("2025-11-29T09:00") == [], "a Saturday"
    missed = [("coordinator", "Evening check of Fri 28 Nov 2025: not done")]
    assert postman.at("2025-12-01T09:00") == missed


def test_a_signed_sheet_reminds_nobody(office: Office, postman: Postman) -> None:
    ruling(office)
    office.at("2025-11-27T18:00")
    registry, now = office.registry, office.now
    sheet = evening.evening_sheet(registry, viewer=COORDINATOR, now=now)
    evening.sign(registry, actor=COORDINATOR, now=now, looked_at=fingerprint(sheet))
    assert postman.at("2025-11-28T09:00") == []


def test_a_day_with_nothing_on_it_signs_itself(
    office: Office, postman: Postman
) -> None:
    assert postman.at("2025-12-02T09:00") == []
    with office.registry.store.reading() as unit:
        [sheet] = unit.evening_sheets.all()
    assert (sheet.signed_by, str(sheet.sheet.day)) == (NOTHING_TO_CHECK, "2025-12-01")
    postman.at("2025-12-02T10:00")
    with office.registry.store.reading() as unit:
        assert len(unit.evening_sheets.all()) == 1


def test_a_team_is_told_of_its_own_sheet(office: Office, postman: Postman) -> None:
    with office.registry.store.writing() as unit:
        for viewer, team in ((COORDINATOR, "a"), (LAWYER, "b"), (DEPUTY, "b")):
            known = unit.people.recipient(viewer.id)
            assert known is not None
            unit.people.put_recipient(replace(known, team=team))
    ref = ruling(office)
    office.assign(ref, LAWYER)
    told = {who for who, _ in postman.at("2025-11-28T09:00")}
    assert told == {"lawyer", "deputy"}, "nobody there is told otherwise: all are"


def test_cases_that_wait_are_mailed_once_a_week_to_who_answers(
    office: Office, postman: Postman
) -> None:
    office.at("2025-11-26T10:00")
    mine, nobodys = office.open(COMPLAINT), office.open(COMPLAINT)
    office.assign(mine, LAWYER)
    waiting = dict(postman.at("2025-12-01T09:00"))
    assert waiting["lawyer"] == "Cases without a next step: 1"
    assert nobodys in body_to(postman, COORDINATOR.id, "Cases")
    assert postman.at("2025-12-01T09:01") == []
    explain_waiting(
        office.registry, actor=LAWYER, now=office.now, ref=mine, why=NoStep.WAITING
    )
    told = dict(postman.at("2025-12-08T09:00"))
    assert "lawyer" not in told
    assert told["coordinator"].startswith(("Cases", "Evening"))


def test_a_strict_mail_says_only_how_many(office: Office, postman: Postman) -> None:
    with office.registry.store.writing() as unit:
        known = unit.people.recipient(COORDINATOR.id)
        assert known is not None
        unit.people.put_recipient(replace(known, privacy=Privacy.STRICT))
    ref = office.at("2025-11-26T10:00").open(COMPLAINT)
    postman.at("2025-12-01T09:00")
    body = body_to(postman, COORDINATOR.id, "Without")
    assert body.startswith("Without a next step: 1\n")
    assert ref not in body
    assert "2025" not in body


def body_to(postman: Postman, who: str, first: str) -> str:
    """Return the one mail to ``who`` that begins so."""
    [body] = [
        mail.body
        for mail in postman.transport.sent
        if mail.recipient.startswith(who) and mail.body.startswith(first)
    ]
    return body
