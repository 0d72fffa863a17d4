"""The evening check: what stands on the sheet, and what a signature binds."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from remedytrack.core.access import Viewer
from remedytrack.core.audit import GENESIS
from remedytrack.core.dates import When
from remedytrack.core.evening import (
    Line,
    Says,
    Section,
    Sheet,
    fingerprint,
    number_in,
    person_code,
    sealed,
)
from remedytrack.core.workflow.journal import Proof
from remedytrack.services import acting, checking, proving
from remedytrack.services.check_refusals import (
    ChangedMeanwhile,
    NothingToSign,
    SignedAlready,
)
from remedytrack.services.evening import (
    codes,
    evening_sheet,
    sheets_of,
    sign,
    signed_sheet,
)
from remedytrack.services.refusals import NotFound
from tests.services.office import (
    APPEAL,
    APPEAL_TERM,
    COMPLAINT,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    OUTSIDER,
    Office,
)


def sheet(office: Office, viewer: Viewer = COORDINATOR) -> Sheet:
    return evening_sheet(office.registry, viewer=viewer, now=office.now)


def says(line: Line) -> list[Says]:
    return [note.says for note in line.notes]


def signed(office: Office, by: Viewer = COORDINATOR) -> int:
    looked_at = fingerprint(sheet(office, by))
    return sign(office.registry, actor=by, now=office.now, looked_at=looked_at).number


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal whose worst case is Tuesday 2 December; today is Monday evening."""
    office.at("2025-11-24T10:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.at("2025-12-01T18:10")
    return ref


def test_the_last_day_tomorrow_stands_there_with_what_is_doubtful(
    office: Office, ref: str
) -> None:
    found = sheet(office)
    assert found.day == date(2025, 12, 1)
    [line] = found.lines(Section.TOMORROW)
    assert line.ref == ref
    assert says(line) == [
        Says.BY,
        Says.NOBODY,
        Says.NOT_TAKEN_ON,
        Says.PROVISIONAL,
        Says.NO_CHECK,
    ]
    assert found.lines(Section.TODAY) == ()


def test_on_friday_the_whole_week_end_is_tomorrow(office: Office) -> None:
    ref = office.at("2025-11-20T10:00").open(APPEAL)
    office.record(ref, "ruling_delivered", "2025-11-20", seen=True)
    assert str(office.deadline(ref).safe_on) == "2025-11-30", "a Sunday"
    office.at("2025-11-28T18:00").tick()
    [line] = sheet(office).lines(Section.TOMORROW)
    assert line.ref == ref
    office.at("2025-12-01T18:00").tick()
    assert [each.ref for each in sheet(office).lines(Section.TODAY)] == [ref]


def test_what_is_struck_shows_its_proof_or_stays_until_it_has_one(
    office: Office, ref: str
) -> None:
    due = office.deadline(ref)
    acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=due.id,
        done=When.parse("2025-12-01"),
        proof="",
    )
    assert sheet(office).lines(Section.TOMORROW) == ()
    [line] = sheet(office).lines(Section.STRUCK_UNPROVEN)
    assert says(line) == [Says.DONE, Says.RECORDED, Says.NO_PROOF]
    signed(office)

    office.at("2025-12-02T18:00")
    assert len(sheet(office).lines(Section.STRUCK_UNPROVEN)) == 1, "asked again"
    proving.prove(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=due.id,
        proof=Proof.REGISTRATION_NUMBER,
        text="ZT-2025/17",
    )
    assert sheet(office).lines(Section.STRUCK_UNPROVEN) == ()


def test_a_proof_s_number_is_told_and_its_words_are_not(
    office: Office, ref: str
) -> None:
    for proof, told in (("ZT-2025/17", "ZT-2025/17"), ("given to G.S. by hand", None)):
        due = office.deadline(ref)
        acting.satisfy(
            office.registry,
            actor=LAWYER,
            now=office.now,
            deadline_id=due.id,
            done=When.parse("2025-12-01"),
            proof=proof,
        )
        [line] = sheet(office).lines(Section.STRUCK_PROVEN)
        [shown] = [note for note in line.notes if note.says is Says.PROOF]
        assert shown.words == told
        assert Says.NOT_OPENED in says(line)
        proving.reopen(
            office.registry,
            actor=LAWYER,
            now=office.now,
            deadline_id=due.id,
            reason="Once more",
        )


@pytest.mark.parametrize("typed", ["12", "№ 7781", "ZT-2025/17", "KZ 5/2-77"])
def test_a_number_of_a_register_may_be_printed(typed: str) -> None:
    assert number_in(f" {typed} ") == typed


@pytest.mark.parametrize("typed", ["G.S.", "Receipt of G.S.", "Petrova 12", "", "а"])
def test_what_could_be_a_name_may_not(typed: str) -> None:
    assert number_in(typed) is None


def test_what_was_entered_and_what_moved_stands_with_its_cause_and_its_author(
    office: Office, ref: str
) -> None:
    other = office.open(COMPLAINT)
    office.record(other, "complaint_filed", "2025-12-01", seen=True)
    office.record(ref, "ruling_delivered", "2025-11-25", by=DEPUTY)
    found = sheet(office)
    assert {line.ref for line in found.lines(Section.ENTERED)} == {other}
    [moved] = [
        line
        for line in found.lines(Section.CHANGED)
        if line.act == office.deadline(ref).act
    ]
    assert says(moved) == [Says.MOVED, Says.FROM, Says.RECORDED]
    assert (str(moved.notes[0].was), str(moved.notes[0].day)) == (
        "2025-12-02",
        "2025-12-05",
    )
    assert moved.notes[2].who == person_code(DEPUTY.id)


def test_given_up_is_a_change_that_is_looked_at(office: Office, ref: str) -> None:
    acting.waive(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        reason="paid",
    )
    assert Says.GIVEN_UP in says(sheet(office).lines(Section.CHANGED)[0])


def test_hearings_of_the_next_two_days_and_who_has_something_else_that_day(
    office: Office, ref: str
) -> None:
    office.assign(ref, LAWYER)
    office.record(
        ref, "appointment_set", "2025-12-02T10:30", sort="hearing", place="Room 5"
    )
    [line] = sheet(office).lines(Section.HEARINGS)
    assert says(line) == [
        Says.AT,
        Says.PLACE_KNOWN,
        Says.OWNER,
        Says.NO_DEPUTY,
        Says.SAME_DAY,
    ]


def test_a_check_made_alone_and_a_mismatch_stand_on_the_sheet(
    office: Office, ref: str
) -> None:
    delivered = office.record(ref, "ruling_delivered", "2025-11-25", seen=True)

    def check(day: str, by: Viewer, because: str = "") -> None:
        checking.double_check(
            office.registry,
            actor=by,
            now=office.now,
            ref=ref,
            entry_id=delivered.entry_id,
            occurred=When.parse(day),
            alone_because=because,
        )

    def doubts() -> set[Says]:
        return {s for x in sheet(office).lines(Section.UNCHECKED) for s in says(x)}

    check("2025-11-25", LAWYER, "all away")
    assert Says.ALONE in doubts()
    check("2025-11-26", DEPUTY)
    assert Says.DIFFERS in doubts()


def test_their_terms_are_late_by_the_latest_count_only(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2025-11-21", seen=True)
    theirs = [
        each
        for each in office.deadlines(ref).values()
        if each.bound != "us" and each.safe_on and each.arguable_on
    ]
    strict = min(theirs, key=lambda each: str(each.safe_on))
    office.at(f"{strict.safe_on}T18:00").tick()
    [line] = [x for x in sheet(office).lines(Section.THEIRS) if x.act == strict.act]
    late = strict.safe_on == strict.arguable_on
    assert says(line) == [Says.LATE_BY_ALL if late else Says.STRICT_ONLY]


def test_a_signed_sheet_is_bound_to_the_one_before_and_never_changes(
    office: Office, ref: str
) -> None:
    assert signed(office) == 1
    with pytest.raises(SignedAlready):
        signed(office)
    office.at("2025-12-02T18:00")
    assert signed(office) == 2
    with office.registry.store.reading() as unit:
        first, second = unit.evening_sheets.all()
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    assert all(sealed(each) == each.hash for each in (first, second))
    assert sealed(replace(first, content="{}")) != first.hash
    assert first.sheet.lines(Section.TOMORROW)[0].ref == ref
    for change in (
        "UPDATE evening_sheet SET content = ''",
        "DELETE FROM evening_sheet",
    ):
        with (
            pytest.raises(DatabaseError, match="sign a further sheet"),
            office.registry.store.engine.begin() as connection,
        ):
            connection.execute(text(change))


def test_what_changed_after_the_look_is_to_be_looked_at_again(
    office: Office, ref: str
) -> None:
    looked_at = fingerprint(sheet(office))
    office.record(ref, "ruling_delivered", "2025-11-25")
    with pytest.raises(ChangedMeanwhile):
        sign(office.registry, actor=COORDINATOR, now=office.now, looked_at=looked_at)


def test_a_day_with_nothing_asks_for_nothing(office: Office) -> None:
    assert not sheet(office).asks
    with pytest.raises(NothingToSign):
        signed(office)


def test_what_happened_after_the_signature_is_on_the_next_sheet(
    office: Office, ref: str
) -> None:
    signed(office)
    office.at("2025-12-01T21:00")
    office.record(ref, "ruling_delivered", "2025-11-25")
    office.at("2025-12-03T18:00").tick()
    moved = sheet(office).lines(Section.CHANGED)
    assert {line.ref for line in moved} == {ref}


@pytest.mark.usefixtures("ref")
def test_nobody_sees_on_a_sheet_what_they_may_not_open(office: Office) -> None:
    assert sheet(office, OUTSIDER).sections == {}
    number = signed(office)
    assert signed_sheet(office.registry, viewer=LAWYER, number=number).number == number
    assert sheets_of(office.registry, viewer=OUTSIDER) == []
    with pytest.raises(NotFound):
        signed_sheet(office.registry, viewer=OUTSIDER, number=number)


def test_a_sheet_holds_no_name_and_no_id_of_a_person(office: Office, ref: str) -> None:
    office.assign(ref, LAWYER, DEPUTY)
    office.record(ref, "ruling_delivered", "2025-11-25", note="Told by G.S.")
    signed(office)
    with office.registry.store.reading() as unit:
        [kept] = unit.evening_sheets.all()
    for planted in ("G.S.", "Lawyer", '"lawyer"', "deputy", "The case"):
        assert planted not in kept.content
    assert person_code(LAWYER.id) in kept.content
    assert codes(office.registry, viewer=LAWYER)[person_code(LAWYER.id)] == "Lawyer"


def test_a_team_s_sheet_holds_its_own_cases_and_those_of_nobody(
    office: Office, ref: str
) -> None:
    with office.registry.store.writing() as unit:
        for viewer, team in ((COORDINATOR, "legal"), (LAWYER, "other")):
            known = unit.people.recipient(viewer.id)
            assert known is not None
            unit.people.put_recipient(replace(known, team=team))
    assert [x.ref for x in sheet(office).lines(Section.TOMORROW)] == [ref]
    office.assign(ref, LAWYER)
    assert sheet(office).lines(Section.TOMORROW) == ()
    assert [x.ref for x in sheet(office, LAWYER).lines(Section.TOMORROW)] == [ref]
    assert sheet(office).team == "legal"
    assert APPEAL_TERM in office.deadlines(ref)
