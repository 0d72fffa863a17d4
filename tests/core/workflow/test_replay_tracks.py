"""Facts in, states out: tracks, corrections, withdrawals, anomalies."""

from __future__ import annotations

from uuid import uuid4

from remedytrack.core.workflow.journal import Act, Entry, known_at, standing_facts
from tests.core.workflow.definitions import (
    COMPLAINT,
    LETTER,
    a_track,
    a_workflow,
    an_event,
    at,
    entry,
    standing,
)

FILED = entry("filed", "2025-06-02")
REFUSED = entry("answered", "2025-06-10", fields={"outcome": "refused"})


def test_a_proceeding_without_facts_stands_at_the_beginning() -> None:
    found = standing(COMPLAINT, [])
    assert found.states == {"procedure": "open", "review": "none"}
    assert (found.deadlines, found.flags, found.changes_at) == ((), (), None)
    assert (found.owner, found.deputy) == (None, None)


def test_a_letter_is_public_answered_and_being_translated_at_once() -> None:
    journal = [
        entry("sent", "2025-03-03"),
        entry("replied", "2025-04-01"),
        entry("translation_begun", "2025-04-03"),
        entry("published", "2025-05-05"),
    ]
    assert standing(LETTER, journal).states == {
        "visibility": "public",
        "reply": "replied",
        "translation": "under_way",
    }


def test_a_passage_names_the_entry_that_brought_it() -> None:
    filed, refused = standing(COMPLAINT, [REFUSED, FILED]).passages
    assert (filed.state, filed.cause) == ("pending", FILED.id)
    assert (refused.state, refused.cause) == ("refused", REFUSED.id)
    assert str(refused.when) == "2025-06-10"


def test_an_answer_without_its_outcome_leaves_the_state_where_it_is() -> None:
    found = standing(COMPLAINT, [FILED, entry("answered", "2025-06-10")])
    assert found.states["procedure"] == "pending"
    assert found.anomalies == ()


def test_an_event_that_does_not_fit_is_told_and_moves_nothing() -> None:
    found = standing(COMPLAINT, [REFUSED])
    (anomaly,) = found.anomalies
    assert (anomaly.entry, anomaly.kind) == (REFUSED.id, "answered")
    assert (anomaly.track, anomaly.state) == ("procedure", "open")
    assert found.states["procedure"] == "open"


def test_what_may_come_next_follows_from_the_states() -> None:
    before, after = standing(COMPLAINT, []), standing(COMPLAINT, [FILED])
    assert "filed" in before.allowed
    assert "answered" not in before.allowed
    assert "filed" not in after.allowed
    assert {"answered", "inspected"} <= set(after.allowed)
    assert "silence" not in after.allowed  # the replay's own


def test_a_correction_supersedes_and_everything_is_counted_again() -> None:
    later = entry("filed", "2025-06-04", recorded="2025-06-05T10:00", supersedes=FILED)
    (before,) = standing(COMPLAINT, [FILED]).deadlines
    (after,) = standing(COMPLAINT, [FILED, later]).deadlines
    assert (str(before.safe_on), str(after.safe_on)) == ("2025-06-12", "2025-06-14")
    assert after.id == before.id
    assert after.trigger_id == later.id


def test_a_withdrawal_takes_the_fact_away_with_all_that_followed() -> None:
    gone = entry(
        "filed",
        "2025-06-02",
        recorded="2025-06-05T10:00",
        supersedes=FILED,
        withdrawn=True,
    )
    found = standing(COMPLAINT, [FILED, gone])
    assert (found.states["procedure"], found.deadlines) == ("open", ())


def test_a_withdrawn_fact_can_be_entered_again_by_a_correction() -> None:
    gone = entry(
        "filed",
        "2025-06-02",
        recorded="2025-06-05T10:00",
        supersedes=FILED,
        withdrawn=True,
    )
    again = entry("filed", "2025-06-03", recorded="2025-06-06T10:00", supersedes=gone)
    (fact,) = standing_facts([again, gone, FILED])
    assert (fact.entry, fact.first) == (again, FILED)
    assert fact.versions == (FILED, gone, again)


def test_of_two_corrections_the_one_recorded_later_stands() -> None:
    one = entry("filed", "2025-06-03", recorded="2025-06-05T10:00", supersedes=FILED)
    two = entry("filed", "2025-06-04", recorded="2025-06-06T10:00", supersedes=FILED)
    (fact,) = standing_facts([two, one, FILED])
    assert fact.entry == two


def test_a_correction_of_something_unknown_stands_by_itself() -> None:
    lost = entry("filed", "2025-06-02", name="never recorded here")
    orphan = entry("filed", "2025-06-03", supersedes=lost)
    assert [fact.entry for fact in standing_facts([orphan])] == [orphan]


def test_what_we_knew_earlier_is_a_replay_of_what_was_recorded_then() -> None:
    later = entry("filed", "2025-06-04", recorded="2025-06-05T10:00", supersedes=FILED)
    then = known_at([FILED, later], at("2025-06-05T09:59"))
    assert then == [FILED]
    assert known_at([FILED, later], at("2025-06-05T10:00")) == [FILED, later]
    (known,) = standing(COMPLAINT, then).deadlines
    assert str(known.safe_on) == "2025-06-12"


def test_events_of_one_day_follow_the_order_of_the_definition() -> None:
    answered = entry("answered", "2025-06-02", fields={"outcome": "granted"})
    found = standing(COMPLAINT, [answered, FILED])
    assert (found.states["procedure"], found.anomalies) == ("granted", ())


def test_two_of_a_kind_on_one_day_follow_their_clock_time() -> None:
    definition = a_workflow(
        tracks={"door": a_track("shut", "open", "locked")},
        events={
            "moved": an_event(
                fields={
                    "to": {
                        "type": "choice",
                        "title": {"en": "to", "ru": "куда"},
                        "choice": {
                            "open": {"en": "open", "ru": "открыта"},
                            "locked": {"en": "locked", "ru": "заперта"},
                        },
                    }
                },
                moves={"door": {"to_by": "to"}},
            )
        },
    )
    late = entry("moved", "2025-06-02T15:00", fields={"to": "locked"})
    early = entry("moved", "2025-06-02T09:00", fields={"to": "open"})
    for journal in ([late, early], [early, late]):
        assert standing(definition, journal).states == {"door": "locked"}


def test_what_is_only_known_not_later_than_a_day_comes_after_what_is_earlier() -> None:
    closed = entry("answered", "../2025-07-01", fields={"outcome": "refused"})
    found = standing(COMPLAINT, [closed, FILED])
    assert found.states["procedure"] == "refused"
    open_ended = entry("answered", "2025-06-03/..", fields={"outcome": "refused"})
    assert standing(COMPLAINT, [open_ended, FILED]).states["procedure"] == "refused"


def test_a_move_may_lead_back_to_where_it_stands_without_a_passage() -> None:
    definition = a_workflow(
        tracks={"procedure": a_track("open")},
        events={"noted": an_event(moves={"procedure": {"from": ["open"]}})},
    )
    found = standing(definition, [entry("noted", "2025-06-02")])
    assert (found.passages, found.anomalies) == ((), ())


def test_owner_and_deputy_are_those_assigned_last() -> None:
    def assigned(day: str, **people: str) -> Entry:
        return entry(Act.ASSIGNED, day, recorded=f"{day}T10:00", fields=people)

    first = assigned("2025-06-02", owner="ann", deputy="ben")
    second = assigned("2025-06-03", owner="cem")
    found = standing(COMPLAINT, [second, first])
    assert (found.owner, found.deputy) == ("cem", None)
    found = standing(COMPLAINT, [first])
    assert (found.owner, found.deputy) == ("ann", "ben")


def test_kinds_nobody_defined_are_ignored() -> None:
    strange = Entry(
        uuid4(), "unheard_of", FILED.occurred, FILED.recorded_at, recorded_by="ann"
    )
    assert standing(COMPLAINT, [strange]) == standing(COMPLAINT, [])


def test_the_first_track_is_the_headline_and_a_group_means_its_events() -> None:
    assert LETTER.headline == "visibility"
    assert COMPLAINT.meant_by("investigative") == {"inspected", "questioned"}
    assert COMPLAINT.meant_by("filed") == {"filed"}
