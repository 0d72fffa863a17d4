"""Loading a whole folder: all of it, or nothing and a list of problems."""

from datetime import date
from pathlib import Path

import pytest

from remedytrack.core.timelimits.compute import CountingLaw
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.lawbook import LawbookRefused, UnknownLaw, load
from remedytrack.resources import folder
from tests.lawbook.small_law import (
    CONTENT,
    PROFILES,
    SECOND_DAY,
    WORKFLOW,
    Spoil,
    written,
)


def test_a_correct_folder_is_loaded_whole(law: Path) -> None:
    book = load(law)
    assert list(book.workflows) == ["kz.request"]
    assert book.limit_ids == ("kz.request.answer",)
    workflow, (limit,) = book.limit_versions("kz.request.answer")
    assert workflow is book.workflows["kz.request"]
    assert (limit.term.n, limit.on) == (15, "request_registered")
    assert book.ladders["bar"].days_before == (7, 0)
    assert set(book.ladders) == set(Consequence)
    assert book.replaced == ()


def test_the_law_that_we_ship_is_in_order() -> None:
    book = load(folder("workflows"))
    assert book.limit_ids
    assert {"kz", "geneva"} <= set(book.calendars)


def test_a_computation_may_look_up_its_law_here(law: Path) -> None:
    counting: CountingLaw = load(law)
    assert counting.calendar("kz").zone.key == "Asia/Almaty"


def test_versions_of_a_profile_may_stand_in_two_files(law: Path) -> None:
    later = PROFILES.replace("2015-01-01", "2024-01-01")
    written(law, {"counting/later.yaml": later})
    with pytest.raises(LawbookRefused, match=r"later\.yaml:6: L326 this version begin"):
        load(law)


def test_the_version_of_a_profile_is_chosen_by_day(law: Path) -> None:
    later = PROFILES.removeprefix("profiles:\n").replace("2015-01-01", "2024-01-01")
    earlier = PROFILES.replace(
        "{from: 2015-01-01}", "{from: 2015-01-01, to: 2023-12-31}"
    )
    written(law, {"counting/kz.yaml": earlier + later})
    book = load(law)
    first, second = book.profiles["kz.plain"]
    assert book.profile_in_force("kz.plain", date(2023, 12, 31)) is first
    assert book.profile_in_force("kz.plain", date(2024, 1, 1)) is second
    assert book.profile_in_force("kz.plain", date(2014, 12, 31)) is None


def test_a_calendar_is_built_once_for_what_was_known(law: Path) -> None:
    book = load(law)
    now = book.calendar("kz")
    assert book.calendar("kz") is now
    assert not now.is_working(date(2025, 1, 2))
    in_november = book.calendar("kz", date(2024, 11, 30))
    assert in_november.is_working(date(2025, 1, 2))
    assert book.calendar("kz", date(2024, 10, 1)) is in_november
    assert book.calendar("kz", date(2024, 12, 1)) is not in_november


def test_an_unknown_name_is_answered_with_the_known_ones(law: Path) -> None:
    book = load(law)
    with pytest.raises(UnknownLaw, match=r"did you mean “kz\.request\.answer”\?"):
        book.limit_versions("kz.request.answr")
    with pytest.raises(UnknownLaw, match="Known: kz"):
        book.calendar("mars")
    with pytest.raises(UnknownLaw):
        book.profile_in_force("kz.nothing", date(2025, 1, 1))


def test_problems_of_all_files_are_told_together(law: Path) -> None:
    written(law, {"un/broken.yaml": "a: [", "kz/latin.yml": "a: 1"})
    (law / "ngo").mkdir()
    (law / "ngo" / "x.yaml").write_bytes("a: Алматы".encode("cp1251"))
    with pytest.raises(LawbookRefused) as refused:
        load(law)
    assert [(p.file, p.code) for p in refused.value.problems] == [
        ("law/kz/latin.yml", "L111"),
        ("law/ngo/x.yaml", "L100"),
        ("law/un/broken.yaml", "L101"),
    ]
    assert str(refused.value).startswith("Nothing was loaded: 3 problems.\nlaw/kz/")


def test_something_that_is_not_yaml_is_told_so(law: Path) -> None:
    written(law, {"kz/request.yaml": "<html>\n<body>: }} Not found\n"})
    with pytest.raises(LawbookRefused, match="this is not YAML; look for"):
        load(law)


def test_examples_are_read_elsewhere(law: Path) -> None:
    written(law, {"examples/x.yaml": "a: 1", ".x.yaml": "["})
    assert load(law).limit_ids == ("kz.request.answer",)


CASCADES = """
cascades:
  - id: xc.again
    title: {en: "Ask again", ru: "Спросить ещё раз"}
    in: [kz.request]
    on: request_registered
    opens: kz.request
    cite: {act: "A code", unit: "art. 3"}
    status: sourced
    valid: {from: 2015-01-01}
remedies:
  - id: rm.request
    title: {en: "Request", ru: "Запрос"}
    workflow: kz.request
    used: {occurred: request_registered}
"""


def test_cascades_and_remedies_are_found_by_their_procedure(law: Path) -> None:
    book = load(written(law, {"cascades.yaml": CASCADES}))
    assert [each.id for each in book.cascades_of("kz.request")] == ["xc.again"]
    assert [each.id for each in book.remedies_of("kz.request")] == ["rm.request"]
    assert not book.cascades_of("kz.other")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("opens: kz.request", "opens: kz.reqest", "did you mean “kz.request”?"),
        (
            "on: request_registered",
            "on: request_registred",
            "did you mean “request_registered”?",
        ),
        ("workflow: kz.request", "workflow: kz.none", "no procedure “kz.none”"),
        (
            "opens: kz.request",
            "opens: kz.request\n    as_event: request_registered",
            "again",
        ),
    ],
)
def test_a_cascade_that_leads_nowhere_is_refused(
    law: Path, old: str, new: str, told: str
) -> None:
    written(law, {"cascades.yaml": CASCADES.replace(old, new)})
    with pytest.raises(LawbookRefused, match=told.replace("?", "[?]")):
        load(law)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawbookRefused, match="does not exist"):
        load(tmp_path / "nowhere")


def test_own_definitions_replace_bundled_ones_and_are_listed(
    law: Path, tmp_path: Path
) -> None:
    ours = WORKFLOW.replace("n: 15", "n: 20")
    added = ours.replace("kz.request", "kz.second")
    own = written(tmp_path / "own", {"request.yaml": ours, "more/second.yaml": added})
    book = load(law, extra=own)
    assert book.workflows["kz.request"].time_limits[0].term.n == 20
    assert sorted(book.workflows) == ["kz.request", "kz.second"]
    assert [str(each) for each in book.replaced] == [
        "workflow kz.request (own/request.yaml)"
    ]
    assert [str(each) for each in book.added] == [
        "workflow kz.second (own/more/second.yaml)"
    ]


def test_own_definitions_are_checked_like_any_other(law: Path, tmp_path: Path) -> None:
    spoiled = PROFILES.replace("kz.plain", "kz.other").replace("art. 2", '" "')
    own = written(tmp_path / "own", {"counting/x.yaml": spoiled})
    with pytest.raises(LawbookRefused, match=r"own/counting/x\.yaml:4: L334"):
        load(law, extra=own)


def test_one_procedure_stands_in_one_file(law: Path) -> None:
    written(law, {"un/again.yaml": CONTENT["kz/request.yaml"]})
    with pytest.raises(LawbookRefused) as refused:
        load(law)
    first, second = refused.value.problems
    assert str(first) == (
        "law/un/again.yaml:1: L335 “kz.request” is defined in law/kz/request.yaml "
        "already"
    )
    assert (second.line, second.code) == (26, "L335")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "calendars/kz.yaml",
            "act: law, known_from: 2024-12-01",
            "act: lew, known_from: 2024-12-01",
            "12: L341 “lew” is not among the acts; did you mean “law”?",
        ),
        (
            "calendars/kz.yaml",
            "new_year, act: law, known_from: 2024",
            "newyear, act: law, known_from: 2024",
            "12: L342 “newyear” is not among the names; did you mean “new_year”?",
        ),
        (
            "calendars/kz.yaml",
            "day: 2025-01-02",
            "day: 2028-01-02",
            "12: L343 2028-01-02 lies outside 2020-01-01 to 2027-12-31",
        ),
        (
            "calendars/kz.yaml",
            SECOND_DAY,
            SECOND_DAY.replace("01-02", "01-01").replace("2024-12-01", "2001-12-13"),
            "12: L335 2025-01-01, known from 2001-12-13, stands here twice",
        ),
        (
            "calendars/kz.yaml",
            "2025-01-02, kind: holiday",
            "2025-01-02, kind: in_lieu",
            "12: L346 in_lieu needs “of”: the day that it stands for",
        ),
        (
            "calendars/kz.yaml",
            "zone: Asia/Almaty",
            "zone: Asia/Almati",
            "3: L345 “Asia/Almati” is no time zone; they are like “Asia/Almaty”",
        ),
        (
            "calendars/kz.yaml",
            "to: 2027-12-31",
            "to: 2019-12-31",
            "5: L344 the calendar ends on 2019-12-31, before it begins",
        ),
        (
            "counting/kz.yaml",
            "en: Plain, ru: Просто",
            'en: Plain, ru: ""',
            "3: L334 “ru” is blank; write the text",
        ),
        (
            "calendars/kz.yaml",
            "known_from: 2024-12-01",
            "known_from: 2024-12-01, withdrawn_on: 2024-11-30",
            "12: L347 withdrawn on 2024-11-30, before it was known",
        ),
        (
            "counting/kz.yaml",
            "    resume: refuse",
            "    resume: refuse\n    readings:\n      - {id: a}\n      - {id: a}",
            "17: L335 the reading “a” stands here twice",
        ),
        (
            "ladders.yaml",
            "class: embargo",
            "class: bar",
            "7: L335 “bar” is defined in law/ladders.yaml already",
        ),
        (
            "ladders.yaml",
            "class: bar, days_before: [7, 0]",
            "class: bar, days_before: [0, 7]",
            "2: L208 “ladders[1]”: rungs go down, each once: [0, 7] does not",
        ),
    ],
)
def test_calendars_profiles_and_ladders_are_checked(
    spoil: Spoil, file: str, old: str, new: str, expected: str
) -> None:
    problems = spoil(old, new, file)
    assert f"law/{file}:{expected}" in [str(problem) for problem in problems]


def test_a_day_may_be_known_anew_from_a_later_day(law: Path) -> None:
    again = CONTENT["calendars/kz.yaml"].replace("2025-01-02", "2025-01-01")
    written(law, {"calendars/kz.yaml": again})
    assert len(load(law).calendars["kz"].days) == 2


def test_a_calendar_bears_the_name_of_its_file(law: Path) -> None:
    (law / "calendars" / "kz.yaml").rename(law / "calendars" / "kaz.yaml")
    with pytest.raises(LawbookRefused, match="L348 the calendar “kz” belongs in"):
        load(law)


def test_every_consequence_has_a_ladder(spoil: Spoil) -> None:
    text = CONTENT["ladders.yaml"]
    (problem,) = spoil(text[text.index("  - {class: embargo") :], "", "ladders.yaml")
    assert str(problem) == (
        "law/ladders.yaml:1: L351 there is no ladder of the class “embargo”"
    )
