"""Those who keep the sending of mails: people, refused addresses, mail health."""

import re
from dataclasses import replace

import pytest

from remedytrack.core.access import Role
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Recipient
from tests.notify.key_pairs import pair
from tests.web.test_pages import text
from tests.web.visiting import NOW, Visitor

PEOPLE, HEALTH = "/people", "/mail-health"


def on_record(store: Store, who: str = Role.LAWYER) -> Recipient:
    with store.reading() as unit:
        found = unit.people.recipient(who)
    assert found is not None
    return found


@pytest.fixture
def refused(store: Store) -> None:
    """The lawyer's address has refused mail."""
    held = replace(on_record(store), suspended_at=NOW, suspended_because="5.1.1")
    with store.writing() as unit:
        unit.people.put_recipient(held)


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_speak_and_hold_no_address(coordinator: Visitor, language: str) -> None:
    coordinator.get(f"/language/{language}")
    for path in (PEOPLE, HEALTH):
        page = text(coordinator, path)
        assert "%(" not in page, path
        assert "style=" not in page, path
        assert "@" not in page, path
        assert "5.1.1" in page or path == PEOPLE


@pytest.mark.usefixtures("refused")
def test_a_refused_address_is_counted_everywhere_and_lifted(
    coordinator: Visitor, store: Store
) -> None:
    home = text(coordinator, "/")
    assert "Mail health (1)" in home
    assert "Addresses that refuse mail: 1" in home
    coordinator.post(f"{PEOPLE}/lawyer/lift", on=HEALTH)
    assert on_record(store).gets_mail
    assert "Mail health (1)" not in text(coordinator, "/")


@pytest.mark.usefixtures("refused")
def test_whose_mail_is_refused_reads_it_on_every_page(lawyer: Visitor) -> None:
    for path in ("/", "/matters", "/me/reminders"):
        assert "Mail to you is refused" in text(lawyer, path)


@pytest.mark.usefixtures("refused")
def test_a_new_address_needs_the_administrator_and_lifts(
    administrator: Visitor, coordinator: Visitor, store: Store
) -> None:
    path = f"{PEOPLE}/lawyer/address"
    new = {"address": "new@example.org"}
    assert coordinator.post(path, on=PEOPLE, **new).status_code == 404
    administrator.post(path, on=PEOPLE, **new)
    person = on_record(store)
    assert (person.address, person.gets_mail) == ("new@example.org", True)
    with store.reading() as unit:
        account = unit.accounts.get(Role.LAWYER)
    assert account is not None
    assert account.email == "new@example.org"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b, c@d", "a@b\nBcc: c@d", "auditor@example.org"]
)
def test_what_is_no_address_of_theirs_is_refused(
    administrator: Visitor, store: Store, address: str
) -> None:
    administrator.post(f"{PEOPLE}/lawyer/address", on=PEOPLE, address=address)
    assert on_record(store).address == "lawyer@example.org"


def test_a_coordinator_records_an_absence_and_a_team(
    coordinator: Visitor, store: Store
) -> None:
    days = {"from_on": "2025-12-05", "until_on": "2025-12-12"}
    coordinator.post(f"{PEOPLE}/lawyer/away", on=PEOPLE, **days)
    page = text(coordinator, PEOPLE)
    assert "5 Dec 2025" in page
    path = re.search(rf"{PEOPLE}/away/[0-9a-f-]+/end", page)
    assert path
    coordinator.post(path[0], on=PEOPLE)
    assert "5 Dec 2025" not in text(coordinator, PEOPLE)
    coordinator.post(f"{PEOPLE}/lawyer/team", on=PEOPLE, team="Litigation")
    assert on_record(store).team == "Litigation"
    ladder = {"team": "Litigation", "consequence": "bar", "days_before": "40, 7, 0"}
    coordinator.post(f"{PEOPLE}/ladder", on=PEOPLE, **ladder)
    assert "40, 7, 0" in text(coordinator, PEOPLE)
    coordinator.post(f"{PEOPLE}/ladder", on=PEOPLE, **ladder, back="yes")
    assert "40, 7, 0" not in text(coordinator, PEOPLE)


def test_a_coordinator_confirms_a_key(lawyer: Visitor, coordinator: Visitor) -> None:
    lawyer.post("/me/reminders/key", on="/me/reminders", armoured=pair().armoured)
    assert "Nobody has compared" in text(coordinator, HEALTH)
    fingerprint = pair().public.fingerprint
    coordinator.post(f"{PEOPLE}/lawyer/key/confirm", on=PEOPLE, fingerprint=fingerprint)
    assert "nothing is wrong" in text(coordinator, HEALTH)


def test_nobody_else_sees_these_pages(lawyer: Visitor, auditor: Visitor) -> None:
    for visitor in (lawyer, auditor):
        for path in (PEOPLE, HEALTH):
            assert visitor.get(path).status_code == 404
