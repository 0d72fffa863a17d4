"""Each choice that a rule leaves open is refused, with its file and its line."""

from __future__ import annotations

import pytest

from tests.lawbook.small_law import PROFILES, WORKFLOW, Spoil

PROFILE_FILE, RULE_FILE = "counting/kz.yaml", "kz/request.yaml"
TERM = "    term: {n: 15, unit: day}\n"
FROM_ONLY = "    stop: [{from: answer_received, to: answer_received, from_day: in}]"
TO_ONLY = "    stop: [{from: answer_received, to: answer_received, to_day: in}]"


@pytest.mark.parametrize(
    ("codes", "line", "choice"),
    [
        ("W01, W02", "    month_end: down\n", "month_end"),
        ("W05", "    month_anchor: event_day\n", "month_anchor"),
        ("W07", "    day_means: working\n", "day_means"),
        ("W13", "    resume: refuse\n", "resume"),
        ("W14", '    ends: "24:00"\n', "ends"),
    ],
)
def test_what_the_profile_does_not_say(
    spoil: Spoil, codes: str, line: str, choice: str
) -> None:
    (problem,) = spoil(line, "", PROFILE_FILE)
    assert problem.file.endswith(RULE_FILE)
    assert f"kz.request.answer@2021-07-01: nothing says `{choice}`" in problem.message
    assert WORKFLOW.splitlines()[problem.line - 1] == "  - id: kz.request.answer", codes


@pytest.mark.parametrize(
    ("code", "term", "said", "at"),
    [
        (
            "W03",
            TERM + "    direction: before\n",
            "nothing says `count`",
            "  - id: kz.request.answer",
        ),
        (
            "W06",
            TERM + "    deemed: {n: 3, unit: day}\n",
            "“when” is missing",
            "    deemed: {n: 3, unit: day}",
        ),
        (
            "W06",
            TERM + "    deemed: {n: 3, unit: day, when: after}\n",
            "nothing says `deemed.roll` (W06)",
            "  - id: kz.request.answer",
        ),
        (
            "W13",
            TERM + TO_ONLY + "\n",
            "“from_day” is missing",
            TO_ONLY,
        ),
        (
            "W13",
            TERM + FROM_ONLY + "\n",
            "“to_day” is missing",
            FROM_ONLY,
        ),
    ],
)
def test_what_the_rule_does_not_say(
    spoil: Spoil, code: str, term: str, said: str, at: str
) -> None:
    problems = spoil(TERM, term)
    found = [each for each in problems if said in each.message]
    assert found, (code, problems)
    spoiled = WORKFLOW.replace(TERM, term).splitlines()
    assert spoiled[found[0].line - 1] == at


def test_w11_which_event_chooses_the_text_of_the_law(spoil: Spoil) -> None:
    problems = spoil("    select_by: request_registered\n", "")
    assert any("select_by" in each.message for each in problems)


def test_w15_what_a_missing_member_of_a_composite_means(spoil: Spoil) -> None:
    composite = (
        "composites:\n  - id: kz.request.window\n    act: {en: Both, ru: Оба}\n"
        "    earliest_of: [kz.request.answer, kz.request.answer]\n"
    )
    problems = spoil("flags:\n", composite + "flags:\n")
    assert any("“missing” is missing" in each.message for each in problems)


def test_w04_and_w14_an_office_that_closes_at_an_hour_that_nobody_says(
    spoil: Spoil,
) -> None:
    cutoff, closing = spoil('ends: "24:00"', "ends: office_close", PROFILE_FILE)
    assert "nothing says `cutoff` (W04)" in cutoff.message
    assert "says no `office_closes` (W14)" in closing.message
    assert cutoff.file.endswith(RULE_FILE)
    assert 'ends: "24:00"' in PROFILES
