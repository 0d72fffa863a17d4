"""Persons, representation, consent and papers as the office records and sees them."""

from datetime import date

import pytest

from remedytrack.core.access import Output
from remedytrack.core.dates import When
from remedytrack.core.practice.register import Direction
from remedytrack.services.cases import case_view
from remedytrack.services.opening import add_person
from remedytrack.services.practice import PracticeView, practice_of, readiness
from remedytrack.services.recording import Report, correct_event
from remedytrack.services.refusals import (
    ConsentMissing,
    EventBeforeProceeding,
    NobodyNamed,
    NotFound,
)
from remedytrack.services.registering import register_of, registers
from tests.services.office import APPEAL, CASE, LAWYER, LETTER, OUTSIDER, Office

TODAY = date(2025, 12, 1)
GOVERNMENT = "name_to_government"


def named(office: Office, ref: str, initials: str) -> str:
    return add_person(
        office.registry, actor=LAWYER, now=office.now, ref=ref, initials=initials
    )


def practice(office: Office, ref: str) -> PracticeView:
    case = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    return practice_of(office.registry, case, today=TODAY)


def test_each_person_has_roles_and_clocks_of_their_own(office: Office) -> None:
    ref = office.open(CASE)
    zs, gs, counsel = (named(office, ref, each) for each in ("Z.S.", "G.S.", "L."))
    office.record(ref, "detained", "2025-11-21T16:05", person=zs)
    office.record(ref, "role_given", "2025-11-21", person=zs, role="defender")
    office.record(ref, "role_given", "2025-11-21", person=gs, role="victim")
    office.record(ref, "role_given", "2025-11-22", person=gs, role="witness")
    office.record(ref, "role_given", "2025-11-22", person=counsel, role="counsel")
    first, second, third = practice(office, ref).persons
    assert (first.initials, first.roles) == ("G.S.", ("victim", "witness"))
    assert (second.initials, second.roles) == ("Z.S.", ("defender",))
    assert (third.initials, third.asked) == ("L.", False)
    assert not first.clocks
    assert second.clocks
    assert {clock.person for clock in second.clocks} == {zs}


def test_a_role_is_corrected_and_withdrawn_like_any_entry(office: Office) -> None:
    ref = office.open(CASE)
    zs = named(office, ref, "Z.S.")
    given = office.record(ref, "role_given", "2025-11-21", person=zs, role="victim")
    report = Report("", When.parse("2025-11-21"), {"role": "witness"}, person=zs)
    correct_event(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        entry_id=given.entry_id,
        report=report,
    )
    (person,) = practice(office, ref).persons
    assert person.roles == ("witness",)


def test_filing_without_representation_is_warned_of_and_not_refused(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    zs = named(office, ref, "Z.S.")
    office.record(ref, "ruling_made", "2025-11-22", person=zs, penalty="fine")

    def lacking() -> tuple[str | None, ...]:
        return readiness(
            office.registry,
            viewer=LAWYER,
            now=office.now,
            ref=ref,
            kind="appeal_filed",
        ).unrepresented

    office.record(ref, "role_given", "2025-11-22", person=zs, role="defender")
    assert lacking() == (zs,)
    office.record(ref, "appeal_filed", "2025-11-24", person=zs)
    (without,) = practice(office, ref).filed_without
    assert (without.entry.kind, without.person) == ("appeal_filed", zs)
    office.record(
        ref,
        "representation_given",
        "2025-11-23",
        person=zs,
        paper="notice",
        scope="this_case",
        representative="L.",
        conflict="yes",
    )
    seen = practice(office, ref)
    assert (lacking(), seen.filed_without) == ((), ())
    (paper,) = seen.conflicts
    assert seen.contents[paper.entry].texts == {"representative": "L."}


def test_a_letter_that_names_a_person_waits_for_consent(office: Office) -> None:
    ref = office.open(LETTER)
    before = office.everything()
    with pytest.raises(NobodyNamed, match="names nobody"):
        office.record(ref, "submitted", "2025-12-01")
    assert office.everything() == before
    zs = named(office, ref, "Z.S.")
    with pytest.raises(ConsentMissing, match=r"Z\.S\. has not consented"):
        office.record(ref, "submitted", "2025-12-01", person=zs)
    office.record(
        ref,
        "consent_given",
        "2025-11-30",
        person=zs,
        what=GOVERNMENT,
        language="ru",
        channel="written",
    )
    with pytest.raises(ConsentMissing):
        office.record(ref, "submitted", "2025-11-29", person=zs, begins_earlier=True)
    office.record(ref, "submitted", "2025-12-01", person=zs)


def test_a_power_of_attorney_is_older_than_the_case_and_does_not_open_it(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    zs = named(office, ref, "Z.S.")
    office.record(ref, "role_given", "2025-11-25", person=zs, role="defender")
    office.record(ref, "ruling_made", "2025-11-22", person=zs, penalty="fine")
    office.record(
        ref,
        "representation_given",
        "2024-05-13",
        person=zs,
        paper="power_of_attorney",
        scope="all_cases",
    )
    with pytest.raises(EventBeforeProceeding):
        office.record(ref, "appeal_filed", "2025-11-21", person=zs)


def test_a_consent_recorded_in_another_case_of_the_dossier_counts(
    office: Office,
) -> None:
    appeal, letter = office.open(APPEAL), office.open(LETTER)
    zs = named(office, appeal, "Z.S.")
    office.record(appeal, "consent_given", "2025-11-30", person=zs, what=GOVERNMENT)
    office.record(letter, "role_given", "2025-11-30", person=zs, role="victim")
    office.record(letter, "submitted", "2025-12-01")


def test_the_way_out_is_a_reason_that_the_body_accepts(office: Office) -> None:
    ref = office.open(LETTER)
    office.record(
        ref,
        "consent_not_needed",
        "2025-12-01",
        what=GOVERNMENT,
        ground="names_nobody",
        reason="The letter speaks of the law only",
    )
    office.record(ref, "submitted", "2025-12-01")
    with pytest.raises(NobodyNamed):
        office.record(ref, "made_public", "2025-12-01")


def test_a_withdrawal_stops_everything_and_lists_what_was_sent(office: Office) -> None:
    ref = office.open(LETTER)
    zs = named(office, ref, "Z.S.")
    office.record(ref, "consent_given", "2025-11-20", person=zs, what=GOVERNMENT)
    sent = office.record(ref, "submitted", "2025-11-21", person=zs)
    office.record(ref, "consent_withdrawn", "2025-11-28", person=zs, what="everything")
    with pytest.raises(ConsentMissing):
        office.record(ref, "comments_sent", "2025-11-28", person=zs)
    (taken_back,) = practice(office, ref).taken_back
    assert [(r, entry.id) for r, _, entry in taken_back.sent] == [(ref, sent.entry_id)]


def test_the_register_holds_papers_of_all_cases_newest_first(office: Office) -> None:
    appeal, letter = office.open(APPEAL), office.open(LETTER)
    zs = named(office, appeal, "Z.S.")
    office.record(appeal, "ruling_made", "2025-11-22", person=zs, penalty="fine")
    office.record(
        appeal,
        "sent",
        "2025-11-24",
        person=zs,
        paper="Motion to see the file",
        paper_no="1",
        channel="portal",
        receipt="ZT-1",
    )
    office.record(appeal, "registered_there", "2025-11-25", paper_no="1", number="4-12")
    office.record(letter, "letter_sent", "2025-11-26", reference="AL KAZ 9/2025")
    shown = register_of(
        office.registry, viewer=LAWYER, matter_ref=office.matter.ref, today=TODAY
    ).lines
    assert [each.line.entry.kind for each in shown] == [
        "letter_sent",
        "registered_there",
        "sent",
    ]
    letter_line, registered, sent = shown
    assert letter_line.line.direction is Direction.IN
    assert (sent.paper, sent.number, sent.line.proven, sent.last) == (
        "Motion to see the file",
        "ZT-1",
        True,
        False,
    )
    assert (registered.number, registered.last) == ("4-12", True)
    assert (sent.initials, sent.channel and sent.channel.en) == (
        "Z.S.",
        "through a portal",
    )


def test_what_leaves_names_only_who_agreed_and_no_closed_letter(office: Office) -> None:
    appeal, letter = office.open(APPEAL), office.open(LETTER)
    zs = named(office, appeal, "Z.S.")
    office.record(appeal, "sent", "2025-11-24", person=zs, receipt="ZT-1")
    office.record(letter, "letter_sent", "2025-11-26")

    def leaving() -> list[tuple[str, str | None]]:
        (view,) = registers(
            office.registry, viewer=LAWYER, today=TODAY, output=Output.EXPORT
        )
        return [(each.line.entry.kind, each.initials) for each in view.lines]

    assert leaving() == [("sent", None)]
    what = "forward_to_other_body"
    office.record(appeal, "consent_given", "2025-11-30", person=zs, what=what)
    assert leaving() == [("sent", "Z.S.")]


def test_nobody_outside_the_circle_sees_the_register(office: Office) -> None:
    assert registers(office.registry, viewer=OUTSIDER, today=TODAY) == []
    with pytest.raises(NotFound):
        register_of(
            office.registry, viewer=OUTSIDER, matter_ref=office.matter.ref, today=TODAY
        )
