"""Persons by initials, links between cases: what is taken and what is refused."""

import pytest

from remedytrack.core.dates import When
from remedytrack.services import opening
from remedytrack.services.persons import initials_of, persons_beside
from remedytrack.services.recording import Report
from remedytrack.services.refusals import (
    AlreadyLinked,
    AlreadyNamed,
    NotInitials,
    SameCase,
)
from tests.services.office import CASE, COMPLAINT, LAWYER, Office


def named(office: Office, ref: str) -> list[str]:
    return [*persons_beside(office.registry, viewer=LAWYER, ref=ref).values()]


def report(initials: str, occurred: str = "2025-11-22") -> Report:
    return Report("detained", When.parse(occurred), {}, initials=initials)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("G.S.", "G.S."), (" g. s. ", "G.S."), ("г.с.", "Г.С."), ("Z.S. 2", "Z.S. 2")],
)
def test_initials_are_tidied(typed: str, kept: str) -> None:
    assert initials_of(typed) == kept


@pytest.mark.parametrize(
    "typed", ["Given Family", "G. Family", "GS", "", "G.S.A.B.C.", "<script>", "1."]
)
def test_a_name_is_no_initials(typed: str) -> None:
    with pytest.raises(NotInitials):
        initials_of(typed)


def test_a_person_added_has_an_id_that_tells_nothing(office: Office) -> None:
    ref = office.open(CASE)
    person = opening.add_person(
        office.registry, actor=LAWYER, now=office.now, ref=ref, initials="g.s."
    )
    office.record(ref, "ruling_made", "2025-11-22", person=person, penalty="fine")

    assert named(office, ref) == ["G.S."]
    assert "G" not in person.upper()


def test_somebody_new_is_named_with_the_entry_that_concerns_them(
    office: Office,
) -> None:
    ref = office.open(CASE)
    office.report(ref, report("Z.S."))

    assert named(office, ref) == ["Z.S."]
    assert named(office, office.open(COMPLAINT)) == ["Z.S."], "the same dossier"


def test_a_refused_entry_leaves_no_person_behind(office: Office) -> None:
    ref = office.open(CASE)
    before = office.everything()
    for refused in (report("Z.S.", "2026-11-22"), report("Given Family")):
        with pytest.raises(Exception, match=r"still to come|not initials"):
            office.report(ref, refused)
    with office.registry.store.reading() as unit:
        assert unit.people.all_initials() == {}
    assert office.everything() == before


def test_initials_that_are_in_the_dossier_are_chosen_and_not_typed_again(
    office: Office,
) -> None:
    ref = office.open(CASE)
    office.report(ref, report("Z.S."))
    with pytest.raises(AlreadyNamed, match=r"Z\.S\. 2"):
        office.report(ref, report("Z.S."))
    office.report(ref, report("Z.S. 2"))

    assert named(office, ref) == ["Z.S.", "Z.S. 2"]


def test_two_cases_are_linked_once_from_either_side(office: Office) -> None:
    one, other = office.open(CASE), office.open(COMPLAINT)

    def link(ref: str, to: str) -> None:
        opening.link(
            office.registry,
            actor=LAWYER,
            now=office.now,
            ref=ref,
            to=to,
            kind=opening.RELATED,
        )

    def offered() -> list[str]:
        found = opening.linkable(office.registry, viewer=LAWYER, ref=one)
        return [case.ref for case, _title in found]

    assert offered() == [other]
    link(one, other)
    assert offered() == []
    with pytest.raises(AlreadyLinked):
        link(other, one)
    with pytest.raises(SameCase):
        link(one, one)
