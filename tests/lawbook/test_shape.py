"""Every misfit between a file and the format, in plain words, with file and line."""

from pathlib import Path

import pytest

from remedytrack.lawbook import LawbookRefused, load
from tests.lawbook.small_law import Spoil


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    satisfied_by: answer_received",
            "    satisfied_bye: answer_received",
            "34: L201 unknown key “satisfied_bye”; did you mean “satisfied_by”?",
        ),
        (
            "{n: 15, unit: day}",
            "{n: 15, unit: day, unti: day}",
            "32: L201 unknown key “unti”; did you mean “unit”?",
        ),
        (
            "    bound: authority\n",
            "",
            "26: L202 “bound” is missing in “time_limits[1]”",
        ),
        (
            "{n: 15,",
            "{n: fifteen,",
            "32: L203 “time_limits[1].term.n” is “fifteen”, but must be a whole number",
        ),
        (
            "{n: 15,",
            "{n: 15.0,",
            "32: L203 “time_limits[1].term.n” is 15.0, but must be a whole number",
        ),
        (
            "{final: true, ",
            "{final: NO, ",
            (
                "11: L203 “tracks.procedure.states.answered.final” is “NO”, but must "
                "be true or false"
            ),
        ),
        (
            "unit: art. 1, no: 1-I",
            "unit: 832, no: 1-I",
            (
                "35: L203 “time_limits[1].cite.unit” is 832, but must be text (put "
                "it in quotes)"
            ),
        ),
        (
            "sources: [a document]",
            "sources: a document",
            "43: L203 “sources” is “a document”, but must be a list",
        ),
        (
            "bound: authority",
            "bound: autority",
            (
                "28: L204 “time_limits[1].bound”: “autority” is not one of 'us', "
                "'authority', 'court', 'un' or 'state'; did you mean “authority”?"
            ),
        ),
        (
            "date: 2021-07-01}",
            "date: 2025-02-30}",
            (
                "35: L205 “time_limits[1].cite.date”: “2025-02-30” is not a day of the "
                "calendar"
            ),
        ),
        (
            "    valid: {from: 2021-07-01}",
            "    valid: {from: 20210701}",
            (
                "37: L203 “time_limits[1].valid.from” is 20210701, but must be a date "
                "such as 2025-02-28"
            ),
        ),
        (
            "  procedure:\n    initial",
            "  Procedure:\n    initial",
            (
                "7: L206 “tracks.Procedure”: “Procedure” is no name; names are like "
                "“ruling_made”"
            ),
        ),
        (
            "{expired: kz.request.answer}",
            "{expire: kz.request.answer}",
            (
                "42: L207 “flags[1].when” is no condition; begin it with one of fact, "
                "occurred, in_state, expired, late, elapsed, not, all, any; did you "
                "mean “expired”?"
            ),
        ),
        (
            "{expired: kz.request.answer}",
            "{all: [{fact: request_registered.channel, equals: [post]}]}",
            "42: L203 “flags[1].when.all[1].equals” is a list",
        ),
        (
            "{expired: kz.request.answer}",
            "{fact: request_registered.channel}",
            (
                "42: L208 “flags[1].when.fact”: a fact asks exactly one of equals, in, "
                "before, after"
            ),
        ),
        (
            "    status: sourced\n    valid: {from: 2021",
            "    status: verified\n    valid: {from: 2021",
            "26: L208 “time_limits[1]”: status: verified needs `verified:",
        ),
    ],
)
def test_a_misfit_is_told_in_plain_words(
    spoil: Spoil, old: str, new: str, expected: str
) -> None:
    (problem,) = spoil(old, new)
    assert str(problem).startswith(f"law/kz/request.yaml:{expected}")


def test_every_misfit_of_a_file_is_listed_at_once(spoil: Spoil) -> None:
    problems = spoil(
        "    bound: authority\n    consequence: expectation\n", "    to: 1\n"
    )
    assert [problem.code for problem in problems] == ["L202", "L202", "L201"]


def test_a_list_is_no_workflow(law: Path) -> None:
    (law / "kz" / "request.yaml").write_text("- 1\n- 2\n", encoding="utf-8")
    with pytest.raises(LawbookRefused, match="L203 the file must hold keys with val"):
        load(law)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("", "“kind”: empty is not one of "),
        ("true", "“kind”: true is not one of "),
        ("{a: 1}", "“kind”: keys with values is not one of "),
    ],
)
def test_what_was_written_is_told_back(spoil: Spoil, new: str, said: str) -> None:
    (problem,) = spoil("kind: application", f"kind: {new}")
    assert problem.line == 3
    assert problem.message.startswith(said)
