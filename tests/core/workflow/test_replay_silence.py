"""Silence is an event: it comes when the last reading has run out, and it can go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from remedytrack.core.workflow.journal import Act
from remedytrack.core.workflow.standing import DeadlineState, NoDate, Timeliness
from tests.core.workflow.definitions import (
    COMPLAINT,
    LETTER,
    a_rule,
    a_workflow,
    an_event,
    at,
    deadline,
    entry,
    standing,
)

FILED = entry("filed", "2025-06-02")
LAST_MINUTE, DAY_AFTER = "2025-06-12T23:59", "2025-06-13T00:00"


def test_nobody_is_silent_before_the_last_minute_of_the_term() -> None:
    found = standing(COMPLAINT, [FILED], LAST_MINUTE)
    assert found.silences == ()
    assert deadline(found, "test.answer").state is DeadlineState.OPEN
    assert found.changes_at == at(DAY_AFTER)


def test_silence_comes_the_day_after_and_is_dated_to_the_last_day() -> None:
    found = standing(COMPLAINT, [FILED], DAY_AFTER)
    (silence,) = found.silences
    assert (silence.kind, str(silence.occurred)) == ("silence", "2025-06-12")
    assert silence.limit == "test.answer"
    assert silence.known_at == at(DAY_AFTER)
    assert silence.deadline_id == deadline(found, "test.answer").id
    assert deadline(found, "test.answer").state is DeadlineState.LATE
    assert found.states == {"procedure": "silent", "review": "asked"}


def test_a_filing_of_which_only_the_latest_day_is_known_is_answered_by_silence() -> (
    None
):
    filed = entry("filed", "../2025-06-02")
    (silence, *_) = standing(COMPLAINT, [filed], DAY_AFTER).silences
    assert str(silence.occurred) == "../2025-06-12"
    assert standing(COMPLAINT, [filed], LAST_MINUTE).silences == ()


def test_silence_starts_the_next_terms_from_the_day_the_first_ran_out() -> None:
    found = standing(COMPLAINT, [FILED], DAY_AFTER)
    review, claim = deadline(found, "test.review"), deadline(found, "test.claim")
    assert (str(review.safe_on), str(claim.safe_on)) == ("2025-06-17", "2025-07-12")
    assert str(claim.opens_on) == "2025-06-13"  # earlier, the claim is premature
    assert review.opens_on is None
    assert review.known_at == at(DAY_AFTER)


def test_silences_follow_from_silences() -> None:
    found = standing(COMPLAINT, [FILED], "2025-06-18T00:00")
    assert [each.kind for each in found.silences] == ["silence", "review_silence"]
    assert found.states["review"] == "silent"


def test_an_answer_in_time_makes_the_silence_vanish_with_all_that_followed() -> None:
    in_time = entry("answered", "2025-06-12", fields={"outcome": "granted"})
    found = standing(COMPLAINT, [FILED, in_time], "2025-08-01T00:00")
    assert (found.silences, len(found.deadlines)) == ((), 1)
    assert found.states == {"procedure": "granted", "review": "none"}
    assert deadline(found, "test.answer").timeliness is Timeliness.IN_TIME


def test_a_late_answer_leaves_the_silence_standing() -> None:
    late = entry("answered", "2025-06-13", fields={"outcome": "granted"})
    found = standing(COMPLAINT, [FILED, late], "2025-06-14T00:00")
    assert [each.kind for each in found.silences] == ["silence"]
    answer = deadline(found, "test.answer")
    assert (answer.state, answer.timeliness) == (
        DeadlineState.SATISFIED,
        Timeliness.LATE,
    )
    assert found.states["procedure"] == "granted"


@pytest.mark.parametrize("when", ["2025-06", "../2025-07-15", "2025-06-12|2025-06-30"])
def test_an_answer_of_unknown_date_spares_the_authority(when: str) -> None:
    answered = entry("answered", when, fields={"outcome": "refused"})
    found = standing(COMPLAINT, [FILED, answered], "2025-08-01T00:00")
    assert found.silences == ()
    assert deadline(found, "test.answer").timeliness is Timeliness.UNKNOWN
    assert "silent" not in {flag.id for flag in found.flags}


def test_of_disputed_readings_only_the_latest_accuses() -> None:
    definition = a_workflow(
        events={
            "filed": an_event(),
            "answered": an_event(),
            "silence": an_event(derived=True),
        },
        time_limits=[
            a_rule(
                "test.answer",
                10,
                "day",
                profile="test.sutki",
                satisfied_by="answered",
                on_expiry={"event": "silence"},
            )
        ],
    )
    filed = entry("filed", "2025-02-28")  # 10, 11 or 17 March
    open_still = standing(definition, [filed], "2025-03-17T23:59")
    assert open_still.silences == ()
    (silence,) = standing(definition, [filed], "2025-03-18T00:00").silences
    assert str(silence.occurred) == "2025-03-10/2025-03-17"
    between = entry("answered", "2025-03-12")
    found = standing(definition, [filed, between], "2025-04-01T00:00")
    assert found.silences == ()
    assert deadline(found, "test.answer").timeliness is Timeliness.UNKNOWN


@pytest.mark.parametrize("draft", [{"status": "draft"}, {"profile": "test.draft"}])
def test_a_draft_rule_shows_a_date_and_accuses_nobody(draft: dict[str, str]) -> None:
    definition = a_workflow(
        events={
            "filed": an_event(),
            "answered": an_event(),
            "silence": an_event(derived=True),
        },
        time_limits=[
            a_rule(
                "test.answer",
                10,
                "day",
                satisfied_by="answered",
                on_expiry={"event": "silence"},
                **draft,
            )
        ],
        flags=[
            {
                "id": "silent",
                "title": {"en": "silent", "ru": "молчание"},
                "when": {"any": [{"expired": "test.answer"}, {"late": "test.answer"}]},
                "since": "filed",
            }
        ],
    )
    for filed in (FILED, entry("filed", "../2025-06-02")):
        found = standing(definition, [filed], "2025-12-01T00:00")
        assert (found.silences, found.flags) == ((), ())
        assert deadline(found, "test.answer").state is DeadlineState.OPEN
    late = standing(definition, [FILED, entry("answered", "2025-07-01")])
    assert deadline(late, "test.answer").timeliness is Timeliness.LATE
    assert late.silences == ()


def test_of_an_uncertain_filing_the_latest_day_counts_for_the_silence() -> None:
    filed = entry("filed", "2025-06-02/2025-06-04")
    assert standing(COMPLAINT, [filed], "2025-06-14T23:59").silences == ()
    (silence,) = standing(COMPLAINT, [filed], "2025-06-15T00:00").silences
    assert str(silence.occurred) == "2025-06-12/2025-06-14"


def test_a_silence_keeps_its_id_when_the_filing_is_corrected() -> None:
    later = entry("filed", "2025-06-03", recorded="2025-07-01T10:00", supersedes=FILED)
    before, *_ = standing(COMPLAINT, [FILED], "2025-08-01T00:00").silences
    after, *_ = standing(COMPLAINT, [FILED, later], "2025-08-01T00:00").silences
    assert after.id == before.id
    assert str(after.occurred) == "2025-06-13"


def test_a_granted_extension_puts_the_silence_off() -> None:
    answer = deadline(standing(COMPLAINT, [FILED]), "test.answer")
    extended = entry(
        Act.EXTENDED,
        "2025-06-11",
        fields={"deadline": str(answer.id), "until": "2025-06-30", "granted": True},
    )
    journal = [FILED, extended]
    assert standing(COMPLAINT, journal, "2025-06-30T23:59").silences == ()
    assert standing(COMPLAINT, journal, "2025-07-01T00:00").silences != ()


def test_an_embargo_is_closed_then_liftable_then_lifted_by_a_person() -> None:
    sent = entry("sent", "2025-09-25")
    published = entry("published", "2025-12-01")
    closed = standing(LETTER, [sent], "2025-11-24T23:59")
    assert (closed.embargo, closed.embargo.closes) == ("closed", True)
    assert deadline(closed, "test.embargo").state is DeadlineState.CONFIDENTIAL
    liftable = standing(LETTER, [sent], "2025-11-25T00:00")
    assert (liftable.embargo, liftable.embargo.closes) == ("liftable", True)
    lifted = standing(LETTER, [sent, published], "2025-12-02T00:00")
    assert (lifted.embargo, lifted.embargo.closes) == ("lifted", False)
    assert standing(LETTER, []).embargo == "none"


def test_one_letter_that_is_confidential_keeps_the_whole_closed() -> None:
    first, second = entry("sent", "2025-03-03"), entry("sent", "2025-11-03")
    published = entry("published", "2025-06-01")
    found = standing(LETTER, [first, second, published], "2025-11-10T00:00")
    assert found.embargo == "closed"


def test_an_unknown_day_of_sending_keeps_the_letter_closed() -> None:
    sent = entry("sent", "2025-01-01/..")
    found = standing(LETTER, [sent], "2150-01-01T00:00")
    embargo = deadline(found, "test.embargo")
    assert (found.embargo, embargo.state) == ("closed", DeadlineState.CONFIDENTIAL)
    assert embargo.late_at is None


def test_a_reply_not_later_than_day_60_is_in_time_and_later_is_late() -> None:
    sent = entry("sent", "2025-09-25")
    for day, expected in (
        ("2025-11-24", Timeliness.IN_TIME),
        ("2025-11-25", Timeliness.LATE),
        ("../2025-11-24", Timeliness.IN_TIME),
        ("../2025-11-25", Timeliness.UNKNOWN),
        ("2025-11-24~", Timeliness.UNKNOWN),
    ):
        found = standing(LETTER, [sent, entry("replied", day)], "2026-01-01T00:00")
        assert deadline(found, "test.reply").timeliness is expected, day


def test_a_filing_without_a_first_day_has_no_safe_date() -> None:
    filed = entry("filed", "../2025-06-02")
    answer = deadline(standing(COMPLAINT, [filed]), "test.answer")
    assert (answer.safe_on, answer.no_date) == (None, NoDate.TRIGGER_UNKNOWN)
    assert str(answer.arguable_on) == "2025-06-12"
    assert answer.provisional


def test_a_silence_is_known_from_the_moment_it_became_law() -> None:
    (silence, *_) = standing(COMPLAINT, [FILED], "2026-01-01T00:00").silences
    assert silence.known_at == datetime(2025, 6, 12, 19, tzinfo=UTC)


def test_even_a_chain_of_silences_without_an_end_comes_to_one() -> None:
    # The check of the law refuses such a rule; the replay must not hang over it.
    definition = a_workflow(
        events={"filed": an_event(), "silence": an_event(derived=True)},
        time_limits=[
            a_rule("test.first", 1, "day", on_expiry={"event": "silence"}),
            a_rule(
                "test.again", 1, "day", on="silence", on_expiry={"event": "silence"}
            ),
        ],
    )
    found = standing(definition, [FILED], "2026-06-02T00:00")
    assert len(found.silences) > 10
