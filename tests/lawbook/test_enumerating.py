"""Which texts of the law are counted for every trigger, and under which profiles."""

from __future__ import annotations

from pathlib import Path

from remedytrack.core.dates import When
from remedytrack.core.timelimits.computation import Ambiguity
from remedytrack.core.timelimits.lint_enumerate import Enumeration
from remedytrack.lawbook import Lawbook, load
from remedytrack.lawbook.enumerating import NotEnumerated, enumerations
from remedytrack.services.asking import Given, answer
from tests.lawbook.small_law import CONTENT, PROFILES, WORKFLOW, written

RULE = WORKFLOW[WORKFLOW.index("  - id: kz.request") : WORKFLOW.index("flags:")]
CHOSEN = RULE.replace("select_by: request_registered", "select_by: answer_received")
OLD = CHOSEN.replace("{from: 2021-07-01}", "{from: 2021-07-01, to: 2024-12-31}")
NEW = CHOSEN.replace("{from: 2021-07-01}", "{from: 2025-01-01}").replace(
    "n: 15", "n: 10"
)


def _law(folder: Path, *rules: str, profiles: str = PROFILES) -> Lawbook:
    changed = {
        "kz/request.yaml": WORKFLOW.replace(RULE, "".join(rules)),
        "counting/kz.yaml": profiles,
    }
    return load(written(folder, CONTENT | changed))


def test_each_text_of_a_rule_meets_each_text_of_its_profile(tmp_path: Path) -> None:
    second = PROFILES.partition("profiles:\n")[2].replace("2015-01-01", "2023-01-01")
    first = PROFILES.replace("{from: 2015-01-01}", "{from: 2015-01-01, to: 2022-12-31}")
    law = _law(tmp_path, OLD, NEW, profiles=first + second)
    pairs = [
        (each.limit_version.partition("@")[2], each.profile_version.partition("@")[2])
        for each in enumerations(law, 1)
        if isinstance(each, Enumeration)
    ]
    assert pairs == [
        ("2021-07-01", "2015-01-01"),
        ("2021-07-01", "2023-01-01"),
        ("2025-01-01", "2023-01-01"),
    ]


def test_a_void_text_and_a_term_without_a_number_are_not_counted(
    tmp_path: Path,
) -> None:
    reasonable = "{reasonable: true, ask_after: {n: 1, unit: month}}"
    void = OLD + "    void: true\n"
    law = _law(tmp_path, void, NEW.replace("{n: 10, unit: day}", reasonable))
    (only,) = enumerations(law, 1)
    assert isinstance(only, NotEnumerated)
    assert "no number" in only.reason


def test_w11_is_told_by_the_calculator_where_the_texts_give_other_days(
    tmp_path: Path,
) -> None:
    law = _law(tmp_path, OLD, NEW)

    def doubts(chosen: str) -> tuple[Ambiguity, ...]:
        given = Given("answer_received", When.parse(chosen))
        on = When.parse("2025-02-03")
        return answer(law, "kz.request.answer", on, [given]).doubts

    # Registered in 2025 under the text of 2024: 15 working days, by the new one 10.
    (doubt,) = doubts("2024-12-20")
    assert (doubt.code, str(doubt.other_on)) == ("W11", "2025-02-17")
    assert doubts("2025-01-20") == ()
