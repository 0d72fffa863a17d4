"""Extensions, restoration, letters, composites and changing law in a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.lint import findings
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
    Restoration,
)
from tests.core.workflow.definitions import (
    a_rule,
    a_workflow,
    an_event,
    at,
    deadline,
    entry,
    standing,
    titled,
)

FILED = entry("filed", "2025-06-02")
NOW = "2025-06-20T12:00"


def _workflow(*limits: dict[str, Any], **more: Any) -> Workflow:
    names = (
        "filed", "answered", "asked_more", "granted_more", "refused_more",
        "late_act", "restored", "not_restored", "sent", "closed", "other",
    )  # fmt: skip
    letter = {
        "until": {"type": "date", "title": titled("until")},
        "days": {"type": "number", "title": titled("days")},
        "words": {"type": "text", "title": titled("words")},
    }
    events = {name: an_event() for name in names} | {"filed": an_event(fields=letter)}
    return a_workflow(
        events=events, time_limits=list(limits), sources=["a source"], **more
    )


EXTENDABLE = _workflow(
    a_rule(
        "test.answer",
        10,
        "day",
        satisfied_by="answered",
        extend=[
            {
                "on": "granted_more",
                "requested": "asked_more",
                "refused": "refused_more",
                "n": 15,
                "unit": "day",
                "from": "raw_due",
            }
        ],
    )
)


def _answer(*journal: Entry, now: str = NOW) -> Deadline:
    return deadline(standing(EXTENDABLE, [FILED, *journal], now), "test.answer")


def _ends(found: Deadline) -> tuple[str, str]:
    return str(found.safe_on), str(found.arguable_on)


ASKED = entry("asked_more", "2025-06-10")
GRANTED = entry("granted_more", "2025-06-11")
REFUSED = entry("refused_more", "2025-06-11")


def test_an_extension_that_was_granted_moves_the_end() -> None:
    assert _ends(_answer()) == ("2025-06-12", "2025-06-12")
    assert _ends(_answer(ASKED, GRANTED)) == ("2025-06-27", "2025-06-27")


def test_an_extension_only_asked_for_is_provisional_until_it_is_decided() -> None:
    hoped = _answer(ASKED)
    assert _ends(hoped) == ("2025-06-12", "2025-06-27")
    assert hoped.state is DeadlineState.OPEN  # nobody is called late before the answer
    assert hoped.provisional
    refused = _answer(ASKED, REFUSED)
    assert _ends(refused) == ("2025-06-12", "2025-06-12")
    assert refused.state is DeadlineState.LATE
    assert not refused.provisional


def test_an_extension_of_an_earlier_matter_does_not_count() -> None:
    before = entry("granted_more", "2025-05-20")
    assert _ends(_answer(before)) == ("2025-06-12", "2025-06-12")


RESTORABLE = _workflow(
    a_rule(
        "test.appeal",
        10,
        "day",
        bound="us",
        consequence="restorable",
        satisfied_by="answered",
        restore={
            "on": "late_act",
            "ground": titled("a good reason"),
            "granted": "restored",
            "refused": "not_restored",
            "term": {"n": 1, "unit": "month"},
        },
    )
)


@pytest.mark.parametrize(
    ("journal", "now", "state"),
    [
        ([], "2025-06-05T12:00", None),
        ([], NOW, Restoration.POSSIBLE),
        ([], "2025-07-13T12:00", Restoration.LAPSED),
        ([entry("late_act", "2025-06-18")], NOW, Restoration.ASKED),
        (
            [entry("late_act", "2025-06-18"), entry("restored", "2025-06-19")],
            NOW,
            Restoration.GRANTED,
        ),
        (
            [entry("late_act", "2025-06-18"), entry("not_restored", "2025-06-19")],
            NOW,
            Restoration.REFUSED,
        ),
        ([entry("answered", "2025-06-10")], NOW, None),
    ],
)
def test_a_missed_term_is_a_state_with_an_exit(
    journal: list[Entry], now: str, state: Restoration | None
) -> None:
    found = deadline(standing(RESTORABLE, [FILED, *journal], now), "test.appeal")
    assert found.restoration is state


def test_the_time_to_ask_runs_from_the_end_of_the_missed_term() -> None:
    found = deadline(standing(RESTORABLE, [FILED], NOW), "test.appeal")
    assert (str(found.safe_on), str(found.restore_by_on)) == (
        "2025-06-12",
        "2025-07-12",
    )


def test_the_end_of_the_time_to_ask_is_a_change_and_announced() -> None:
    found = standing(RESTORABLE, [FILED], NOW)
    assert found.changes_at == at("2025-07-13T00:00")
    (then,) = standing(RESTORABLE, [FILED], "2025-07-13T00:00").deadlines
    assert then.restoration is Restoration.LAPSED


def _by_letter(term: dict[str, Any], **fields: Any) -> Deadline:
    workflow = _workflow(a_rule("test.letter", 1, "day", term=term))
    filed = entry("filed", "2025-06-02", fields=fields)
    return deadline(standing(workflow, [filed], NOW), "test.letter")


@pytest.mark.parametrize(
    ("term", "fields", "due"),
    [
        ({"by_letter": "until"}, {"until": "2025-06-30"}, "2025-06-30"),
        ({"by_letter": "days", "unit": "day"}, {"days": 14}, "2025-06-16"),
        ({"by_letter": "until"}, {}, None),
        ({"by_letter": "until"}, {"until": "soon"}, None),
        ({"by_letter": "days", "unit": "day"}, {"days": 0}, None),
    ],
)
def test_a_letter_sets_the_term_or_leaves_it_open(
    term: dict[str, Any], fields: dict[str, Any], due: str | None
) -> None:
    found = _by_letter(term, **fields)
    assert (str(found.safe_on) if found.safe_on else None) == due
    assert (found.no_date is NoDate.LETTER_SILENT) == (due is None)


def test_after_a_reasonable_time_we_are_reminded_to_ask() -> None:
    term = {"reasonable": True, "ask_after": {"n": 30, "unit": "day"}}
    found = _by_letter(term)
    assert found.safe_on is None
    assert found.no_date is NoDate.REASONABLE_TIME
    assert str(found.remind_on) == "2025-07-02"


def test_a_shorter_new_law_within_an_uncertain_trigger_gives_the_safe_date() -> None:
    # Six months until the end of January, four from February on: the earliest end is
    # that of 1 February, in the middle of what is possible.
    def version(n: int, first: str, last: str | None) -> dict[str, Any]:
        valid = {"from": first} | ({"to": last} if last else {})
        return a_rule("test.short", n, "month", valid=valid)

    workflow = _workflow(
        version(6, "2000-01-01", "2022-01-31"), version(4, "2022-02-01", None)
    )
    filed = entry("filed", "2022-01-20/2022-02-10")
    found = deadline(standing(workflow, [filed], NOW), "test.short")
    assert _ends(found) == ("2022-06-01", "2022-07-31")


def _composed(kind: str, missing: str = "ignore") -> Workflow:
    return _workflow(
        a_rule("test.five", 5, "year", on="filed"),
        a_rule("test.three", 3, "year", on="closed"),
        composites=[
            {
                "id": "test.window",
                "act": titled("send the communication"),
                kind: ["test.five", "test.three"],
                "missing": missing,
            }
        ],
    )


CLOSED = entry("closed", "2025-07-01", recorded="2025-07-02T12:00")


@pytest.mark.parametrize(
    ("kind", "journal", "due"),
    [
        ("latest_of", [FILED, CLOSED], "2030-06-02"),
        ("earliest_of", [FILED, CLOSED], "2028-07-01"),
        ("latest_of", [FILED], "2030-06-02"),
        ("earliest_of", [CLOSED], "2028-07-01"),
    ],
)
def test_several_limits_as_one(kind: str, journal: list[Entry], due: str) -> None:
    (found,) = standing(_composed(kind), journal, NOW).deadlines
    assert (found.limit, str(found.safe_on)) == ("test.window", due)
    assert len(found.parts) == len(journal)


def test_a_composite_keeps_its_identity_when_another_member_comes() -> None:
    workflow = _composed("latest_of")
    (alone,) = standing(workflow, [FILED], NOW).deadlines
    (both,) = standing(workflow, [CLOSED, FILED], NOW).deadlines
    assert alone.id == both.id


def test_a_member_without_a_date_is_left_out_or_makes_the_date_provisional() -> None:
    (left_out,) = standing(_composed("latest_of"), [FILED], NOW).deadlines
    assert not left_out.provisional
    (open_yet,) = standing(
        _composed("latest_of", "provisional"), [FILED], NOW
    ).deadlines
    assert open_yet.provisional


def test_what_was_done_settles_a_composite() -> None:
    workflow = _workflow(
        a_rule("test.five", 5, "year", satisfied_by="sent"),
        a_rule("test.three", 3, "year", on="closed", satisfied_by="sent"),
        composites=_composed("latest_of").model_dump(mode="json")["composites"],
    )
    (found,) = standing(workflow, [FILED, entry("sent", "2025-06-10")], NOW).deadlines
    assert found.state is DeadlineState.SATISFIED


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (a_rule("t.x", 1, "day", term={"by_letter": "untl"}), "did you mean “until”?"),
        (a_rule("t.x", 1, "day", term={"by_letter": "words"}), "a date is needed"),
        (
            a_rule("t.x", 1, "day", term={"by_letter": "until", "unit": "day"}),
            "a number is needed",
        ),
        (a_rule("t.x", 1, "day", term={"fixed": "02-30"}), "no year has a day 02-30"),
        (
            a_rule(
                "t.x",
                1,
                "day",
                term={
                    "window": [
                        {
                            "id": "w",
                            "title": titled("w"),
                            "from": "01-01",
                            "to": "11-30",
                            "until": "12-31",
                        }
                    ]
                },
            ),
            "12-01 falls into none of the windows",
        ),
        (
            a_rule(
                "t.x",
                1,
                "day",
                term={"reasonable": True, "ask_after": {"n": 0, "unit": "day"}},
            ),
            "0 is no length",
        ),
        (a_rule("t.x", 1, "date"), "no unit to count in"),
        (
            a_rule(
                "t.x",
                1,
                "day",
                extend=[
                    {"on": "grnted_more", "n": 1, "unit": "day", "from": "raw_due"}
                ],
            ),
            "grnted_more",
        ),
        (
            a_rule("t.x", 1, "day", restore={"on": "nothing", "ground": titled("g")}),
            "nothing",
        ),
    ],
)
def test_a_term_that_cannot_be_is_refused(limit: dict[str, Any], told: str) -> None:
    assert told in " ".join(_problems(_workflow(limit)))


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (["test.five"], "two time limits or more"),
        (["test.five", "test.fife"], "did you mean “test.five”?"),
        (["test.five", "test.silent"], "would be lost"),
    ],
)
def test_a_composite_that_cannot_be_is_refused(members: list[str], told: str) -> None:
    silent = a_rule("test.silent", 1, "day", on_expiry={"event": "other"})
    composite = {
        "id": "test.window",
        "act": titled("act"),
        "latest_of": members,
        "missing": "ignore",
    }
    workflow = _workflow(a_rule("test.five", 5, "year"), silent, composites=[composite])
    assert told in " ".join(_problems(workflow))


def test_a_composite_is_named_once() -> None:
    composite = {
        "id": "test.five",
        "act": titled("act"),
        "latest_of": ["test.five", "test.three"],
        "missing": "ignore",
    }
    limits = a_rule("test.five", 5, "year"), a_rule("test.three", 3, "year")
    assert "“test.five” is defined twice" in " ".join(
        _problems(_workflow(*limits, composites=[composite]))
    )


def _problems(workflow: Workflow) -> list[str]:
    return [finding.message for finding in findings(workflow, {}, {})]


_DAY = st.dates(date(2020, 1, 1), date(2025, 6, 1))


@given(filed=_DAY, closed=_DAY, years=st.tuples(*[st.integers(1, 9)] * 2))
def test_a_composite_lies_at_the_end_of_its_members(
    filed: date, closed: date, years: tuple[int, int]
) -> None:
    members = (
        a_rule("test.five", years[0], "year", on="filed"),
        a_rule("test.three", years[1], "year", on="closed"),
    )
    journal = [entry("filed", str(filed)), entry("closed", str(closed))]
    each = [
        deadline(standing(_workflow(*members), journal, NOW), limit).safe_on
        for limit in ("test.five", "test.three")
    ]
    first, last = (_end_of(kind, members, journal) for kind in _ENDS)
    assert all(first <= member <= last for member in each if member and first and last)
    assert {first, last} == set(each)


_ENDS = ("earliest_of", "latest_of")


def _end_of(
    kind: str, members: tuple[dict[str, Any], ...], journal: list[Entry]
) -> date | None:
    composites = _composed(kind).model_dump(mode="json")["composites"]
    workflow = _workflow(*members, composites=composites)
    return standing(workflow, journal, NOW).deadlines[0].safe_on
