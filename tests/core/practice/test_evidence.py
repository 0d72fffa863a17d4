"""The station's video of 13 February: noted, asked for, secured, or gone."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.practice.evidence import Kept, evidence_of
from remedytrack.core.workflow.journal import Fact
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, DeadlineState, NoDate
from tests.core.laws import lawbook
from tests.core.practice.practised import fact

EVENING = datetime(2025, 2, 13, 18, tzinfo=UTC)

VIDEO = fact("evidence_noted", "2025-02-13", sort="station_video")
CAMERA = fact("evidence_noted", "2025-02-13", sort="body_camera")
ASKED = fact("preservation_requested", "2025-02-14", sort="station_video")
SECURED = fact("evidence_secured", "2025-02-20", sort="station_video")
LOST = fact("evidence_lost", "2025-02-21", sort="body_camera")


def clocks(*facts: Fact) -> list[Deadline]:
    law = lawbook()
    entries = [each.entry for each in facts]
    found = replay(law.workflows["ngo.incident"], entries, law, EVENING).deadlines
    return [each for each in found if each.limit == "evidence"]


def test_each_piece_reminds_on_its_own_and_says_that_no_law_does() -> None:
    first, second = clocks(VIDEO, CAMERA)
    for each in (first, second):
        assert (each.remind_on, each.no_date) == (
            date(2025, 2, 14),
            NoDate.NO_LAST_DAY,
        )
        assert each.act is not None
        assert "no law" in each.act.en


def test_asking_moves_the_reminder_and_securing_ends_it() -> None:
    asked, other = clocks(VIDEO, ASKED, CAMERA)
    assert {asked.remind_on, other.remind_on} == {
        date(2025, 2, 17),
        date(2025, 2, 14),
    }
    states = {each.state for each in clocks(VIDEO, ASKED, SECURED)}
    assert states == {DeadlineState.SATISFIED}


def test_a_number_tells_two_of_one_sort_apart() -> None:
    one, two = (
        fact("evidence_noted", "2025-02-13", sort="object", evidence_no=n)
        for n in (1, 2)
    )
    lost = fact("evidence_lost", "2025-02-15", sort="object", evidence_no=2)
    states = {
        each.noted.entry.fields["evidence_no"]: each.state
        for each in evidence_of([one, two, lost])
    }
    assert states == {1: Kept.NOTED, 2: Kept.LOST}


@given(st.permutations([VIDEO, CAMERA, ASKED, SECURED, LOST]))
def test_the_order_of_recording_plays_no_part(facts: list[Fact]) -> None:
    states = {e.noted.entry.fields["sort"]: e.state for e in evidence_of(facts)}
    assert states == {"station_video": Kept.SECURED, "body_camera": Kept.LOST}
