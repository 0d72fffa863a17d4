"""Consent: what stands on a day, whom it binds, and what a withdrawal uncovers."""

from datetime import date

import pytest

from remedytrack.core.practice.consent import Consents, already_sent, needs_of
from remedytrack.core.workflow.definition import EventDefinition
from tests.core.laws import lawbook
from tests.core.practice.practised import fact

GOVERNMENT = "name_to_government"
LETTER = lawbook().workflows["un.special_procedures"].events
COMMITTEE = lawbook().workflows["un.human_rights_committee"].events


def given(on: str, person: str = "zs", what: str = GOVERNMENT, **f: str) -> Consents:
    return Consents.among([fact("consent_given", on, person, what=what, **f)])


@pytest.mark.parametrize(
    ("given_on", "until", "day", "stands"),
    [
        ("2025-11-30", "", "2025-11-29", False),
        ("2025-11-30", "", "2025-11-30", True),
        ("2025-11-30", "2026-02-28", "2026-02-28", True),
        ("2025-11-30", "2026-02-28", "2026-03-01", False),
        ("2025-11-01/2025-11-30", "", "2025-11-15", False),
        ("2025-11-01/2025-11-30", "", "2025-11-30", True),
    ],
)
def test_it_stands_from_the_last_day_it_can_be_of_through_its_end(
    given_on: str, until: str, day: str, *, stands: bool
) -> None:
    consents = given(given_on, until=until)
    found = consents.standing("zs", GOVERNMENT, date.fromisoformat(day))
    assert (found is not None) is stands


def test_it_is_one_persons_and_for_one_purpose() -> None:
    consents, day = given("2025-11-30"), date(2025, 12, 1)
    assert consents.standing("zs", GOVERNMENT, day)
    assert not consents.standing("gs", GOVERNMENT, day)
    assert not consents.standing("zs", "name_in_public", day)


def test_a_withdrawal_ends_it_that_day_and_a_new_consent_begins_anew() -> None:
    consents = Consents.among(
        [
            fact("consent_given", "2025-11-30", "zs", what=GOVERNMENT),
            fact("consent_given", "2025-11-30", "zs", what="name_in_public"),
            fact("consent_withdrawn", "2025-12-05", "zs", what="name_in_public"),
            fact("consent_withdrawn", "2025-12-10", "zs", what="everything"),
            fact("consent_given", "2025-12-20", "zs", what=GOVERNMENT),
        ]
    )

    def standing(day: int) -> set[str]:
        on = date(2025, 12, day)
        purposes = (GOVERNMENT, "name_in_public")
        return {each for each in purposes if consents.standing("zs", each, on)}

    assert standing(4) == {GOVERNMENT, "name_in_public"}
    assert standing(5) == {GOVERNMENT}
    assert standing(10) == set()
    assert standing(20) == {GOVERNMENT}


def test_each_person_named_must_have_consented() -> None:
    consents, day = given("2025-11-30"), date(2025, 12, 1)
    (need,) = LETTER["submitted"].needs_consent
    assert consents.missing([need], ["zs"], day) == ()
    (missing,) = consents.missing([need], ["zs", "gs"], day)
    assert (missing.person, missing.need.for_what) == ("gs", GOVERNMENT)
    (nobody,) = consents.missing([need], [], day)
    assert nobody.person is None


@pytest.mark.parametrize(
    ("event", "ground", "counts"),
    [
        (LETTER["submitted"], "names_nobody", True),
        (LETTER["submitted"], "authority", True),
        (LETTER["submitted"], "cannot_be_asked", False),
        (COMMITTEE["communication_sent"], "cannot_be_asked", True),
        (COMMITTEE["communication_sent"], "names_nobody", False),
        (LETTER["made_public"], "authority", False),
    ],
)
def test_a_reason_counts_where_the_law_of_the_body_allows_it(
    event: EventDefinition, ground: str, *, counts: bool
) -> None:
    need = event.needs_consent[0]
    excuse = fact("consent_not_needed", "2025-12-01", what=need.for_what, ground=ground)
    consents, day = Consents.among([excuse]), date(2025, 12, 1)
    assert (consents.missing([need], ["zs"], day) == ()) is counts
    assert consents.missing([need], ["zs"], date(2025, 11, 30))


def test_a_reason_holds_in_its_own_case_a_consent_in_the_whole_dossier() -> None:
    excuse = fact(
        "consent_not_needed", "2025-12-01", what=GOVERNMENT, ground="authority"
    )
    consent = fact("consent_given", "2025-12-01", "zs", what=GOVERNMENT)
    beside = Consents.among([], [excuse, consent])
    needs, day = LETTER["submitted"].needs_consent, date(2025, 12, 1)
    assert beside.missing(needs, ["zs"], day) == ()
    assert beside.missing(needs, ["gs"], day)


def test_health_is_asked_for_only_where_the_paper_speaks_of_it() -> None:
    event = LETTER["forwarded"]
    assert [n.for_what for n in needs_of(event, {})] == ["forward_to_other_body"]
    assert len(needs_of(event, {"health": True})) == 2


def test_a_withdrawal_lists_what_went_out_before() -> None:
    facts = [
        fact("consent_given", "2025-11-30", "zs", what=GOVERNMENT),
        fact("submitted", "2025-12-01", "zs"),
        fact("submitted", "2025-12-02", "gs"),
        fact("comments_sent", "2025-12-03"),
        fact("made_public", "2025-12-03", "zs"),
        fact("letter_sent", "2025-12-03"),
        fact("consent_withdrawn", "2025-12-10", "zs", what=GOVERNMENT),
        fact("comments_sent", "2025-12-11"),
    ]
    (withdrawal,) = Consents.among(facts).withdrawals
    sent = [str(each.occurred) for each in already_sent(withdrawal, LETTER, facts)]
    assert sent == ["2025-12-01", "2025-12-03"]
