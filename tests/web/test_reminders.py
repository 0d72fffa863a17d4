"""The reader's own page: how they are reminded, their absence, their key."""

import io
import re

import pytest

from remedytrack.core.access import Role
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Privacy, Recipient
from tests.notify.key_pairs import pair
from tests.web.test_pages import text
from tests.web.visiting import Visitor

PAGE = "/me/reminders"
WISHES = {
    "language": "ru",
    "zone": "Europe/Berlin",
    "hour": "7",
    "privacy": "strict",
    "deputy": "coordinator",
}


def lawyer_on_record(store: Store) -> Recipient:
    with store.reading() as unit:
        found = unit.people.recipient(Role.LAWYER)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_page_speaks_and_shows_both_profiles(
    lawyer: Visitor, language: str
) -> None:
    lawyer.get(f"/language/{language}")
    page = text(lawyer, PAGE)
    assert "%(" not in page
    assert "style=" not in page
    strict, reference = re.findall(
        r'<pre class="letter"[^>]*>(.*?)</pre>', page, re.DOTALL
    )
    assert "RT-" in reference
    assert "RT-" not in strict
    assert "2025" not in strict
    assert lawyer.get(PAGE).headers["Cache-Control"] == "no-store"


def test_wishes_are_kept(lawyer: Visitor, store: Store) -> None:
    answer = lawyer.post(PAGE, **WISHES, always_daily="yes")
    assert answer.status_code == 303
    person = lawyer_on_record(store)
    assert (person.language, person.zone, person.hour) == ("ru", "Europe/Berlin", 7)
    assert person.privacy is Privacy.STRICT
    assert person.always_daily
    assert not person.on_duty
    assert person.deputy == "coordinator"


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Base"},
        {"zone": "../../etc/passwd"},
        {"language": "xx"},
        {"hour": "24"},
        {"hour": "seven"},
        {"deputy": "lawyer"},
        {"deputy": "nobody at all"},
    ],
)
def test_what_does_not_exist_is_refused(
    lawyer: Visitor, store: Store, wrong: dict[str, str]
) -> None:
    before = lawyer_on_record(store)
    answer = lawyer.post(PAGE, **{**WISHES, **wrong})
    assert answer.status_code == 422
    assert lawyer_on_record(store) == before


def test_an_absence_is_recorded_and_ended(lawyer: Visitor) -> None:
    days = {"from_on": "2025-12-05", "until_on": "2025-12-12"}
    lawyer.post(f"{PAGE}/away", on=PAGE, **days, deputy="coordinator")
    page = text(lawyer, PAGE)
    assert "5 Dec 2025" in page
    assert "stands in: Coordinator" in page
    path = re.search(rf"{PAGE}/away/[0-9a-f-]+/end", page)
    assert path
    lawyer.post(path[0], on=PAGE)
    assert "5 Dec 2025" not in text(lawyer, PAGE)
    backwards = lawyer.post(
        f"{PAGE}/away", on=PAGE, from_on="2025-12-12", until_on="2025-12-05"
    )
    assert backwards.status_code == 422


def test_a_ladder_of_ones_own_is_set_and_given_up(lawyer: Visitor) -> None:
    path = f"{PAGE}/ladder/bar"
    lawyer.post(path, on=PAGE, days_before="21, 7 0", hours_before="")
    assert "21, 7, 0" in text(lawyer, PAGE)
    for wrong in ("7", "3, 0", "x", "-1, 7, 0"):
        assert lawyer.post(path, on=PAGE, days_before=wrong).status_code == 422
    lawyer.post(path, on=PAGE, back="yes")
    assert "21, 7, 0" not in text(lawyer, PAGE)
    assert lawyer.post(f"{PAGE}/ladder/none", on=PAGE).status_code == 404


def test_a_key_is_pasted_confirmed_and_removed(lawyer: Visitor) -> None:
    lawyer.post(f"{PAGE}/key", on=PAGE, armoured=pair().armoured)
    page = text(lawyer, PAGE)
    assert "Not used yet" in page
    fingerprint = pair().public.fingerprint.upper()
    assert fingerprint[:4] in page
    wrong = lawyer.post(f"{PAGE}/key/confirm", on=PAGE, fingerprint="ABCD")
    assert wrong.status_code == 422
    lawyer.post(f"{PAGE}/key/confirm", on=PAGE, fingerprint=fingerprint)
    assert "mails are encrypted to it" in text(lawyer, PAGE)
    lawyer.post(f"{PAGE}/key/remove", on=PAGE)
    assert "Add a key" in text(lawyer, PAGE)


def test_a_key_is_taken_from_a_file(lawyer: Visitor, store: Store) -> None:
    file = (io.BytesIO(bytes(pair().public)), "key.pgp")
    assert lawyer.post(f"{PAGE}/key", on=PAGE, file=file).status_code == 303
    with store.reading() as unit:
        assert unit.keys.of(Role.LAWYER) is not None


def test_a_secret_key_is_refused_loudly_and_not_sent_back(
    lawyer: Visitor, store: Store
) -> None:
    secret = str(pair().secret)
    answer = lawyer.post(f"{PAGE}/key", on=PAGE, armoured=secret)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "STOP: this is your SECRET key" in page
    assert "must be considered lost" in page
    assert secret.splitlines()[5] not in page
    with store.reading() as unit:
        assert unit.keys.all() == []


def test_nothing_given_is_said(lawyer: Visitor) -> None:
    assert lawyer.post(f"{PAGE}/key", on=PAGE).status_code == 422
