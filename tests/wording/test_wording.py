"""Days, moments and sentences as the three languages write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.wording import LANGUAGES, Wording, best_language
from remedytrack.wording.catalogue import UnknownLanguage

ALMATY = ZoneInfo("Asia/Almaty")
TUESDAY = date(2025, 12, 2)


@dataclass(frozen=True)
class Said:
    msgid: str
    values: Mapping[str, object]


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("en", "Tue 2 Dec 2025", "Tuesday 2 December 2025"),
        ("ru", "вт 2 декабря 2025", "вторник 2 декабря 2025 года"),
        ("kk", "2025 жылғы 2 желтоқсан (сс)", "2025 жылғы 2 желтоқсан (сейсенбі)"),
    ],
)
def test_a_day(language: str, short: str, long: str) -> None:
    wording = Wording(language)

    assert wording.day(TUESDAY) == short
    assert wording.long_day(TUESDAY) == long


def test_the_end_of_a_day_is_its_24_00_and_not_the_next_day() -> None:
    at = datetime(2025, 12, 2, 19, tzinfo=UTC)

    assert Wording("en").moment(at, ALMATY) == "Tue 2 Dec 2025, 24:00 (Almaty, UTC+5)"
    assert Wording("ru").moment(at, ALMATY) == (
        "вт 2 декабря 2025, 24:00 (Алматы, UTC+5)"
    )


def test_the_offset_is_that_of_the_moment_and_not_of_today() -> None:
    before_the_change = datetime(2024, 2, 29, 16, 30, tzinfo=UTC)

    assert (
        Wording("en")
        .moment(before_the_change, ALMATY)
        .endswith("22:30 (Almaty, UTC+6)")
    )


@pytest.mark.parametrize(
    ("written", "english", "russian"),
    [
        ("2025-02-28T15:00", "Fri 28 Feb 2025, 15:00", "пт 28 февраля 2025, 15:00"),
        (
            "../2021-07-15",
            "not later than Thu 15 Jul 2021",
            "не позднее: чт 15 июля 2021",
        ),
        (
            "2025-01-01/..",
            "not earlier than Wed 1 Jan 2025",
            "не ранее: ср 1 января 2025",
        ),
        ("2023-07", "some day in July 2023", "неизвестный день июля 2023 года"),
        ("2017", "some day of 2017", "день неизвестен, 2017 год"),
        (
            "2025-02-27|2025-03-11",
            "Thu 27 Feb 2025 or Tue 11 Mar 2025",
            "чт 27 февраля 2025 или вт 11 марта 2025",
        ),
        (
            "2025-02-19/2025-02-21",
            "between Wed 19 Feb 2025 and Fri 21 Feb 2025",
            "между: ср 19 февраля 2025 и пт 21 февраля 2025",
        ),
        ("2025-02-28~", "about Fri 28 Feb 2025", "примерно пт 28 февраля 2025"),
    ],
)
def test_an_uncertain_date_says_as_much_as_is_known(
    written: str, english: str, russian: str
) -> None:
    when = When.parse(written)

    assert Wording("en").when(when) == english
    assert Wording("ru").when(when) == russian


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_uncertain_date_is_without_words(language: str) -> None:
    for written in ("2025", "2025-02", "../2025-02-28", "2025-02-28/..", "2025|2027~"):
        assert "%" not in Wording(language).when(When.parse(written))


def test_a_sentence_of_the_core_with_a_sentence_inside() -> None:
    term = Said("%(n)d months", {"n": 2})
    sentence = Said("%(length)s end on %(day)s.", {"length": term, "day": TUESDAY})

    assert Wording("en").sentence(sentence) == "2 months end on Tue 2 Dec 2025."
    assert Wording("ru").sentence(sentence) == (
        "Срок (2 месяца) истекает: вт 2 декабря 2025."
    )


@pytest.mark.parametrize(
    ("n", "russian"),
    [(1, "1 рабочий день"), (3, "3 рабочих дня"), (15, "15 рабочих дней")],
)
def test_russian_counts_in_three_forms(n: int, russian: str) -> None:
    assert Wording("ru").say("%(n)d working days", n=n) == russian


def test_kazakh_falls_back_to_russian_and_russian_never_to_english() -> None:
    texts = Texts(en="File the appeal", ru="Подать жалобу", kk=None)

    assert Wording("kk").text(texts) == "Подать жалобу"
    assert Wording("ru").text(texts) == "Подать жалобу"
    assert Wording("kk").say("No such message") == "No such message"


def test_a_citation_names_its_article_in_the_reader_s_language() -> None:
    cite = "Code on Administrative Offences (КоАП) No. 235-V, art. 832(1)"

    assert Wording("en").citation(cite) == cite
    assert Wording("ru").citation(cite) == ("КоАП № 235-V, ст. 832(1)")
    assert Wording("ru").citation("Law on peaceful assemblies No. 333-VI") == (
        "Law on peaceful assemblies № 333-VI"
    )


def test_a_language_without_a_catalogue_is_refused_at_once() -> None:
    with pytest.raises(UnknownLanguage, match="choose one of en, ru, kk"):
        Wording("de")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [(["ru-KZ", "en"], "ru"), (["de", "kk"], "kk"), (["de"], "en"), ([], "en")],
)
def test_the_first_language_we_speak_is_chosen(asked: list[str], spoken: str) -> None:
    assert best_language(asked) == spoken
