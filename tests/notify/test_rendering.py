"""What the mails say, in three languages: compare with the files in ``snapshots``.

The clock of the examples is Monday 1 December 2025 in Almaty; RT-7Q4K-2MXP is to be
filed by Tuesday 2 December. To renew the files after a change of words on purpose, run
``python -m tests.notify.test_rendering`` and read the difference.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remedytrack.core.reminding import Sort
from remedytrack.notify.letters import Item, Letter, Service, What
from remedytrack.notify.rendering import SIZES, WIDTH, render
from remedytrack.notify.urgency import LISTED
from remedytrack.wording import LANGUAGES, Wording
from remedytrack.wording.catalogue import read_catalogue
from tests.wording.extraction import extracted

SNAPSHOTS = Path(__file__).parent / "snapshots"
FILE_BY = Item(
    ref="RT-7Q4K-2MXP",
    what=What.FILE_BY,
    on=date(2025, 12, 2),
    shown_on=None,
    was_on=None,
    days_left=None,
    closes_at=datetime(2025, 12, 2, 19, tzinfo=UTC),
    zone="Asia/Almaty",
    provisional=True,
    taken_on=False,
    link="https://example.org/i/9f3c",
)
PROVEN = replace(FILE_BY, provisional=False)
TODAY = replace(PROVEN, what=What.TODAY, deputy_told=True)
THEIRS = replace(
    PROVEN,
    ref="RT-C5WE-4JZR",
    what=What.THEIR_DAY,
    on=date(2026, 1, 21),
    closes_at=datetime(2026, 1, 21, 19, tzinfo=UTC),
    ours=False,
)
LIABILITY = replace(THEIRS, what=What.LIABILITY)
PROPOSAL = replace(
    PROVEN,
    ref="RT-2KDP-6WQX",
    what=What.PROPOSAL,
    on=date(2025, 12, 12),
    closes_at=datetime(2025, 12, 12, 19, tzinfo=UTC),
)
LIFTABLE = replace(
    PROVEN,
    ref="RT-3HND-8VTA",
    what=What.LIFTABLE,
    on=date(2025, 11, 24),
    closes_at=datetime(2025, 11, 24, 19, tzinfo=UTC),
    ours=False,
)
UNDATED = replace(
    FILE_BY, ref="RT-9XKD-MM2P", what=What.UNDATED, on=None, closes_at=None
)
LATER = replace(
    PROVEN,
    what=What.MOVED_LATER,
    was_on=date(2025, 12, 2),
    shown_on=date(2025, 12, 5),
)
EARLIER = replace(PROVEN, what=What.MOVED_EARLIER, was_on=date(2025, 12, 5))
HOURS = replace(
    TODAY,
    what=What.HOURS,
    on=date(2025, 12, 1),
    closes_at=datetime(2025, 12, 1, 11, 5, tzinfo=UTC),
)


def letter(
    *items: Item, on: date = date(2025, 12, 1), sort: Sort = Sort.DIGEST
) -> Letter:
    return Letter(
        sort=sort,
        items=items,
        today=on,
        home_link="https://example.org/i/home",
        zone="Asia/Almaty",
    )


def numbered(item: Item, number: int) -> Item:
    """Another deadline of the same kind."""
    ref = f"RT-{number:04}-{number:04}"
    return replace(item, ref=ref, link=f"https://example.org/i/{number}")


THE_LAST_DAY = letter(TODAY, on=date(2025, 12, 2), sort=Sort.LAST_DAY)
THE_ESCALATION = replace(
    letter(
        replace(FILE_BY, what=What.NOT_TAKEN_ON),
        on=date(2025, 11, 28),
        sort=Sort.ESCALATION,
    ),
    as_deputy=True,
)
SERVICE = Service(datetime(2025, 12, 1, 3, 29, tzinfo=UTC), waiting=0, bounced=0)
LETTERS = {
    "a_week_before": letter(
        replace(FILE_BY, asks_to_check=True), on=date(2025, 11, 25)
    ),
    "tomorrow_taken_on": letter(replace(PROVEN, taken_on=True)),
    "tomorrow_second_check_not_done": letter(
        replace(PROVEN, shown_on=date(2025, 12, 5))
    ),
    "last_day": THE_LAST_DAY,
    "last_day_deputy": replace(THE_LAST_DAY, as_deputy=True),
    "last_day_late_notice": replace(
        THE_LAST_DAY, owed_at=datetime(2025, 11, 29, 4, tzinfo=UTC)
    ),
    "overdue": letter(replace(FILE_BY, what=What.OVERDUE), on=date(2025, 12, 4)),
    "missed": letter(replace(PROVEN, what=What.MISSED), on=date(2025, 12, 8)),
    "their_day": letter(THEIRS),
    "late": letter(replace(THEIRS, what=What.LATE), on=date(2026, 1, 22)),
    "undated": letter(UNDATED),
    "confidential": letter(
        replace(LIFTABLE, what=What.CONFIDENTIAL), on=date(2025, 11, 21)
    ),
    "liftable": letter(LIFTABLE),
    "moved_later": letter(LATER),
    "moved_earlier": letter(EARLIER, sort=Sort.MOVED_EARLIER),
    "escalation": THE_ESCALATION,
    "hours": letter(HOURS, sort=Sort.HOURS),
    "digest_of_two": letter(LIFTABLE, FILE_BY),
    "digest_of_five": letter(
        THEIRS,
        LIFTABLE,
        FILE_BY,
        UNDATED,
        replace(LATER, ref="RT-5TGB-YHN7", on=date(2025, 12, 9)),
    ),
    "digest_of_a_coordinator": replace(
        letter(FILE_BY, LIFTABLE, LIABILITY, PROPOSAL), service=SERVICE
    ),
    "digest_a_week_before": letter(
        replace(FILE_BY, asks_to_check=True), PROPOSAL, on=date(2025, 11, 25)
    ),
    "digest_of_nineteen": letter(*(numbered(PROVEN, n) for n in range(1, 20))),
    "digest_of_nothing": letter(),
    "proposal": letter(PROPOSAL),
    "liability": letter(LIABILITY),
    "strict": replace(letter(LIFTABLE, FILE_BY, EARLIER), strict=True),
    "strict_coordinator": replace(letter(FILE_BY), strict=True, service=SERVICE),
    "strict_last_day": replace(THE_LAST_DAY, strict=True),
    "strict_late_notice": replace(
        THE_LAST_DAY, strict=True, owed_at=datetime(2025, 11, 29, 4, tzinfo=UTC)
    ),
    "strict_hours": replace(letter(HOURS, sort=Sort.HOURS), strict=True),
    "strict_moved_earlier": replace(
        letter(EARLIER, sort=Sort.MOVED_EARLIER), strict=True
    ),
    "strict_escalation": replace(THE_ESCALATION, strict=True),
}
IN_FULL = [name for name in LETTERS if not name.startswith(("digest", "strict"))]


def body(of: Letter, language: str = "en") -> str:
    """What the mail says, without the blank lines that fill it up."""
    return read(render(of, Wording(language)).body)


def read(filled: str) -> str:
    return f"{filled.rstrip()}\n"


def snapshot(of: Letter) -> str:
    """The mail in all three languages, as the snapshot file holds it."""
    mails = [render(of, Wording(language)) for language in LANGUAGES]
    return "\n".join(f"Subject: {mail.subject}\n\n{read(mail.body)}" for mail in mails)


@pytest.mark.parametrize("name", LETTERS)
def test_a_mail_says_what_was_read_and_approved(name: str) -> None:
    approved = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")

    assert snapshot(LETTERS[name]) == approved


def test_every_snapshot_is_still_compared() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(LETTERS)


def test_every_kind_of_item_and_every_sort_of_mail_has_an_example() -> None:
    items = [item for each in LETTERS.values() for item in each.items]

    assert {each.what for each in items} == set(What)
    assert {each.sort for each in LETTERS.values()} == set(Sort)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Reminder"), ("ru", "Напоминание"), ("kk", "Еске салу")],
)
def test_the_subject_is_the_same_for_every_mail(language: str, subject: str) -> None:
    subjects = {render(each, Wording(language)).subject for each in LETTERS.values()}

    assert subjects == {subject}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IN_FULL)
def test_a_mail_about_one_thing_has_about_six_lines(name: str, language: str) -> None:
    assert 4 <= len(body(LETTERS[name], language).splitlines()) <= 8


@pytest.mark.parametrize(
    ("language", "first_line"),
    [
        ("en", "TODAY: RT-7Q4K-2MXP"),
        ("ru", "СЕГОДНЯ: RT-7Q4K-2MXP"),
        ("kk", "БҮГІН: RT-7Q4K-2MXP"),
    ],
)
def test_the_lock_screen_tells_that_it_is_today(language: str, first_line: str) -> None:
    assert body(THE_LAST_DAY, language).splitlines()[0] == first_line


def test_a_late_notice_names_the_readers_own_hour_and_is_urgent_all_the_same() -> None:
    late = body(LETTERS["last_day_late_notice"]).splitlines()

    assert late[0] == "LATE NOTICE: this should have reached you on Sat 29 Nov, 09:00."
    assert late[1:] == body(THE_LAST_DAY).splitlines()


def test_the_deputy_is_named_to_the_owner_only_where_there_is_one() -> None:
    alone = replace(THE_LAST_DAY, items=(replace(TODAY, deputy_told=False),))

    assert "Your deputy has this mail too." in body(THE_LAST_DAY)
    assert "deputy" not in body(alone)
    assert "Your deputy" not in body(LETTERS["last_day_deputy"])


def test_once_taken_on_nobody_is_told_that_it_is_not() -> None:
    taken_on = replace(THE_LAST_DAY, items=(replace(TODAY, taken_on=True),))

    assert "nobody" not in body(taken_on)
    assert "Taken on.\n" in body(taken_on)


def test_a_term_that_ends_at_another_hour_says_nothing_of_24_00() -> None:
    at_three = replace(TODAY, closes_at=datetime(2025, 12, 2, 10, tzinfo=UTC))

    said = body(replace(THE_LAST_DAY, items=(at_three,)))

    assert "At the latest: Tue 2 Dec, 15:00 (Almaty, UTC+5)." in said
    assert "24:00" not in said


def test_where_no_hour_is_known_none_is_promised() -> None:
    said = body(replace(THE_LAST_DAY, items=(replace(TODAY, closes_at=None),)))

    assert "By what hour: see the entry." in said
    assert "24:00" not in said


def test_hours_without_an_end_send_the_reader_to_the_entry() -> None:
    said = body(letter(replace(HOURS, closes_at=None, on=None), sort=Sort.HOURS))

    assert "NOW, hours are running: RT-7Q4K-2MXP\nBy what hour: see the entry." in said


def test_the_offset_is_that_of_the_day_and_not_of_today() -> None:
    spring = replace(
        PROVEN,
        on=date(2024, 2, 28),
        closes_at=datetime(2024, 2, 28, 18, tzinfo=UTC),
    )

    assert "(until 24:00, Almaty, UTC+6)" in body(letter(spring, on=date(2024, 2, 20)))


def test_the_earlier_date_keeps_its_hour_while_the_later_one_is_unchecked() -> None:
    unchecked = replace(
        PROVEN,
        shown_on=date(2025, 12, 5),
        closes_at=datetime(2025, 12, 5, 19, tzinfo=UTC),
    )

    said = body(letter(unchecked))

    assert "File by: Tuesday 2 December 2025 (until 24:00, Almaty, UTC+5)" in said
    assert "we go on reminding you of the earlier date" in said


@pytest.mark.parametrize(
    ("days", "russian"),
    [
        (2, "Срок через 2 дня: RT-7Q4K-2MXP"),
        (5, "Срок через 5 дней: RT-7Q4K-2MXP"),
        (11, "Срок через 11 дней: RT-7Q4K-2MXP"),
        (21, "Срок через 21 день: RT-7Q4K-2MXP"),
        (1, "ЗАВТРА: RT-7Q4K-2MXP"),
        (0, "СЕГОДНЯ: RT-7Q4K-2MXP"),
    ],
)
def test_russian_counts_days_in_three_forms(days: int, russian: str) -> None:
    assert body(letter(replace(PROVEN, days_left=days)), "ru").startswith(
        f"{russian}\n"
    )


@pytest.mark.parametrize(
    ("on", "first_line"),
    [
        (date(2025, 12, 1), "A date moved EARLIER – look today: RT-7Q4K-2MXP"),
        (date(2025, 12, 2), "A date moved EARLIER, it is TODAY: RT-7Q4K-2MXP"),
        (
            date(2025, 12, 3),
            "A date moved EARLIER, that day has PASSED – look today: RT-7Q4K-2MXP",
        ),
    ],
)
def test_a_date_moved_earlier_tells_whether_it_is_today(
    on: date, first_line: str
) -> None:
    moved = letter(EARLIER, on=on, sort=Sort.MOVED_EARLIER)

    assert body(moved).splitlines()[0] == first_line


@pytest.mark.parametrize(
    ("on", "first_line"),
    [
        (date(2025, 12, 1), "Not taken on, TOMORROW: RT-7Q4K-2MXP"),
        (date(2025, 12, 2), "Not taken on, TODAY: RT-7Q4K-2MXP"),
        (date(2025, 12, 3), "Not taken on, OVERDUE: RT-7Q4K-2MXP"),
    ],
)
def test_an_escalation_tells_how_much_time_is_left(on: date, first_line: str) -> None:
    untaken = replace(PROVEN, what=What.NOT_TAKEN_ON)

    assert body(letter(untaken, on=on)).splitlines()[0] == first_line


@pytest.mark.parametrize(
    ("what", "on", "first_line"),
    [
        (What.THEIR_DAY, date(2025, 12, 1), "Their term ends tomorrow: RT-7Q4K-2MXP"),
        (What.THEIR_DAY, date(2025, 12, 2), "Their term ends today: RT-7Q4K-2MXP"),
        (
            What.CONFIDENTIAL,
            date(2025, 12, 1),
            "Closed period ends tomorrow by count: RT-7Q4K-2MXP",
        ),
        (
            What.CONFIDENTIAL,
            date(2025, 12, 2),
            "Closed period ends today by count: RT-7Q4K-2MXP",
        ),
    ],
)
def test_what_ends_for_others_is_told_by_its_day(
    what: What, on: date, first_line: str
) -> None:
    said = body(letter(replace(PROVEN, what=what), on=on))

    assert said.splitlines()[0] == first_line


def test_a_digest_counts_first_and_lists_what_is_to_be_done_first() -> None:
    said = body(LETTERS["digest_of_five"]).splitlines()

    assert said[:2] == [
        "Today: 0 · Tomorrow: 1 · Within 7 days: 1 · Overdue: 0",
        "Not taken on: 2 · Not proven: 2 · Changed: 1 · To check: 3",
    ]
    assert [line[:12] for line in said if line.startswith("RT-")] == [
        "RT-7Q4K-2MXP",
        "RT-5TGB-YHN7",
        "RT-9XKD-MM2P",
        "RT-3HND-8VTA",
        "RT-C5WE-4JZR",
    ]


def test_a_digest_puts_today_and_the_overdue_above_everything() -> None:
    overdue = replace(PROVEN, ref="RT-2222-2222", what=What.OVERDUE)
    today = replace(TODAY, ref="RT-3333-3333", on=date(2025, 12, 4))
    in_a_week = replace(PROVEN, ref="RT-4444-4444", on=date(2025, 12, 11))
    in_a_year = replace(PROVEN, ref="RT-5555-5555", on=date(2026, 12, 11))

    said = body(
        letter(in_a_year, UNDATED, in_a_week, overdue, today, on=date(2025, 12, 4))
    )

    assert said.startswith(
        "Today: 1 · Tomorrow: 0 · Within 7 days: 2 · Overdue: 1\n"
        "Not taken on: 4 · Not proven: 1 · Changed: 0 · To check: 1\n\n"
        "RT-3333-3333  TODAY, Thu 4 Dec, not taken on\n"
        "RT-2222-2222  OVERDUE, was due Tue 2 Dec, not taken on\n"
        "RT-4444-4444  file by Thu 11 Dec, not taken on\n"
    )
    assert "RT-5555-5555  file by Fri 11 Dec 2026, not taken on\n" in said


def test_a_moved_date_is_counted_by_its_day_too() -> None:
    """Otherwise a reader of counts would learn of "Changed: 1" on the last day."""
    moved = replace(EARLIER, on=date(2025, 12, 1))

    said = body(replace(letter(moved, LIFTABLE), strict=True))

    assert said.startswith("Today: 1 · ")
    assert "Changed: 1" in said


def test_what_does_not_fit_is_counted_and_not_hidden() -> None:
    said = body(LETTERS["digest_of_nineteen"])

    assert said.startswith("Today: 0 · Tomorrow: 19 · Within 7 days: 19 · Overdue: 0\n")
    assert len(re.findall("^RT-", said, re.MULTILINE)) == LISTED
    assert "\nand 7 more on the list\n" in said


def test_what_is_new_is_told_before_what_was_told_already() -> None:
    known = [numbered(replace(PROVEN, new=False), n) for n in range(1, 20)]
    new = numbered(replace(THEIRS, what=What.LATE), 20)
    overdue = numbered(replace(PROVEN, what=What.OVERDUE, new=False), 21)

    said = body(letter(*known, new, overdue, on=date(2025, 12, 1)))

    assert "RT-0020-0020" in said
    assert "RT-0021-0021" in said
    assert "and 9 more on the list" in said


def test_many_things_that_travel_at_once_end_with_the_way_to_the_list() -> None:
    many = replace(THE_LAST_DAY, items=tuple(numbered(TODAY, n) for n in range(1, 15)))

    said = body(many)

    assert said.startswith("Today: 14 · ")
    assert said.endswith("\nand 2 more on the list\nhttps://example.org/i/home\n")


def test_only_the_reminder_of_a_week_before_asks_to_check_the_date() -> None:
    asking = replace(PROVEN, asks_to_check=True)
    week_before = date(2025, 11, 25)

    assert "check the starting date" in body(letter(asking, on=week_before))
    assert "check the starting date" not in body(letter(PROVEN, on=week_before))
    taken_on = replace(asking, taken_on=True)
    assert "check the starting date" in body(letter(taken_on, on=week_before))


STRICT_SECRETS = re.compile(r"RT-|/i/9f3c|\d{4}|\bDec|\bNov|дек|нояб|желтоқсан|қараша")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_the_strict_profile_names_no_reference_and_no_date(
    name: str, language: str
) -> None:
    of = replace(LETTERS[name], service=None)
    strict = render(of, Wording(language)).strict_body

    assert STRICT_SECRETS.search(strict) is None
    assert of.home_link in strict
    assert render(replace(of, strict=True), Wording(language)).body == strict


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_mail_has_one_of_few_lengths(name: str, language: str) -> None:
    said = render(LETTERS[name], Wording(language))

    for text in (said.body, said.strict_body):
        assert len(text.replace("\n", "\r\n").encode()) in SIZES


def test_a_digest_names_the_zone_of_the_days_that_are_elsewhere() -> None:
    geneva = replace(THEIRS, zone="Europe/Zurich", closes_at=None)

    said = body(letter(PROVEN, geneva, PROPOSAL))

    assert "TOMORROW, Tue 2 Dec, not taken on\n" in said
    assert "their term ends on Wed 21 Jan 2026 (Zurich, UTC+1)\n" in said
    assert "\nWhere no place is named: Almaty, UTC+5.\n" in said
    assert "All days" not in said


def test_several_things_that_travel_at_once_are_each_told_in_full() -> None:
    other = replace(TODAY, ref="RT-9XKD-MM2P", link="https://example.org/i/2b71")

    said = body(replace(THE_LAST_DAY, items=(TODAY, other)))

    assert said.startswith("Today: 2 · Tomorrow: 0 · Within 7 days: 2 · Overdue: 0\n")
    assert "\n\nTODAY: RT-7Q4K-2MXP\n" in said
    assert "\n\nTODAY: RT-9XKD-MM2P\n" in said
    assert TODAY.link in said
    assert other.link in said


def test_a_mail_about_nothing_still_says_that_nothing_is_today() -> None:
    said = body(letter())

    assert said.startswith("Today: 0 · ")
    assert "Nothing is waiting for you." in said


DAYS = st.dates(date(2014, 1, 1), date(2029, 12, 31))
MAYBE_DAYS = st.none() | DAYS
MOMENTS = st.datetimes(
    datetime(2014, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2029, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ITEMS = st.builds(
    Item,
    ref=st.sampled_from(["RT-7Q4K-2MXP", "RT-3HND-8VTA"]),
    what=st.sampled_from(What),
    on=MAYBE_DAYS,
    shown_on=MAYBE_DAYS,
    was_on=MAYBE_DAYS,
    days_left=st.none() | st.integers(-400, 400),
    closes_at=st.none() | MOMENTS,
    zone=st.sampled_from(["Asia/Almaty", "Europe/Zurich", "UTC"]),
    provisional=st.booleans(),
    taken_on=st.booleans(),
    link=st.just("https://example.org/i/9f3c"),
    deputy_told=st.booleans(),
    ours=st.booleans(),
    asks_to_check=st.booleans(),
    new=st.booleans(),
)
ANY_LETTER = st.builds(
    Letter,
    sort=st.sampled_from(Sort),
    items=st.lists(ITEMS, max_size=4).map(tuple),
    today=DAYS,
    home_link=st.just("https://example.org/i/home"),
    as_deputy=st.booleans(),
    owed_at=st.none() | MOMENTS,
    zone=st.just("Asia/Almaty"),
    strict=st.booleans(),
    service=st.none()
    | st.builds(
        Service, st.none() | MOMENTS, st.integers(0, 10**6), st.integers(0, 10**4)
    ),
)
TEMPLATE = extracted()
WORD = re.compile(r"[^\W\d_]+")
OPAQUE = re.compile(r"https://\S+|RT-[0-9A-Z]{4}-[0-9A-Z]{4}|%\(\w+\)s")
PLACES = "Almaty Алматы Zurich Цюрих UTC"


def words(text: str) -> set[str]:
    return set(WORD.findall(OPAQUE.sub(" ", text)))


def forms(message: Message) -> list[str]:
    """The English forms of a message and its translated ones."""
    told = (message.id, message.string or ())
    return [
        form for each in told for form in ([each] if isinstance(each, str) else each)
    ]


def words_of_mails(language: str) -> set[str]:
    """All words of the mails' own sentences, and those of the calendar."""
    ours = {
        forms(message)[0]
        for message in TEMPLATE
        if any(
            "templates/email/" in place or "/notify/" in place
            for place, _ in message.locations
        )
    }
    catalogue = read_catalogue(language) if language != "en" else TEMPLATE
    said = [
        form
        for message in catalogue
        if message.id and forms(message)[0] in ours
        for form in forms(message)
    ]
    wording = Wording(language)
    calendar = [
        say(date(2025, month, day))
        for say in (wording.day, wording.long_day, wording.brief_day)
        for month in range(1, 13)
        for day in range(1, 8)
    ]
    return words(" ".join([*said, *calendar, PLACES]))


KNOWN_WORDS = {language: words_of_mails(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(some=ANY_LETTER)
def test_no_mail_holds_a_word_that_is_not_in_the_catalogue(
    language: str, some: Letter
) -> None:
    said = body(some, language)

    assert words(said) <= KNOWN_WORDS[language]
    assert "None" not in said
    assert max(map(len, said.splitlines())) <= WIDTH


CASE_WORDS = {
    "en": "appeal complaint court hearing ruling police detention detained arrest fine "
    "victim prosecutor case offence motion record authority state committee letter",
    "ru": "суд судья судебный жалоба жалобы постановление протокол полиция задержание "
    "арест штраф обращение заявление прокурор дело ходатайство ООН письма комитет",
    "kk": "сот шағым қаулы хаттама полиция қамаққа айыппұл жолданым арыз прокурор іс "
    "өтінішхат БҰҰ хаты комитет тыңдау",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_catalogue_for_mails_speaks_of_a_case(language: str) -> None:
    spoken = {word.lower() for word in KNOWN_WORDS[language]}

    assert spoken & {word.lower() for word in CASE_WORDS[language].split()} == set()


if __name__ == "__main__":
    for each_name, each_letter in LETTERS.items():
        (SNAPSHOTS / f"{each_name}.txt").write_text(
            snapshot(each_letter), encoding="utf-8"
        )
