"""Who is told in the place of somebody who cannot be reached."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.recipients import Recipient, Responsible
from remedytrack.core.standins import Assignment, Office, Person, responsible

ALMATY = ZoneInfo("Asia/Almaty")
EVERYBODY = frozenset({"ann", "ben", "cleo", "dina", "boss"})
MONDAY = datetime(2025, 12, 1, tzinfo=ALMATY)
TUESDAY = datetime(2025, 12, 2, tzinfo=ALMATY)


def person(id_: str, **facts: object) -> Person:
    return Person(Recipient(id_, ALMATY, 9), **facts)  # type: ignore[arg-type]


def away(id_: str, stand_in: str | None = None, **facts: object) -> Person:
    since = {"unreachable_since": MONDAY} | facts
    return person(id_, away=True, stand_in=stand_in, **since)


def told(
    *people: Person,
    owner: str | None = "ann",
    deputy: str | None = "ben",
    circle: frozenset[str] = EVERYBODY,
    fallback: tuple[str, ...] = ("boss",),
) -> Responsible:
    by_id = {id_: person(id_) for id_ in EVERYBODY}
    by_id |= {each.recipient.id: each for each in people}
    return responsible(Assignment(owner, deputy, circle), Office.of(by_id, fallback))


def first(people: Responsible) -> list[str]:
    return [each.id for each in people.first]


def second(people: Responsible) -> list[str]:
    return [each.id for each in people.second]


def test_who_is_here_is_told_and_the_deputy_behind_them() -> None:
    people = told()
    assert (first(people), second(people)) == (["ann"], ["ben"])
    assert people.first[0].since_at is None


def test_the_deputy_of_the_absence_goes_before_that_of_the_case() -> None:
    people = told(away("ann", "cleo", deputy="dina"))
    assert (first(people), second(people)) == (["cleo"], ["ben"])
    people = told(away("ann", deputy="dina"))
    assert first(people) == ["ben"]
    people = told(away("ann", deputy="dina"), deputy=None)
    assert first(people) == ["dina"]
    people = told(away("ann"), deputy=None)
    assert first(people) == ["boss"]


def test_where_the_deputy_has_taken_over_the_fallback_is_behind() -> None:
    people = told(away("ann"))
    assert (first(people), second(people)) == (["ben"], ["boss"])
    people = told(away("ann", "cleo"), deputy=None)
    assert (first(people), second(people)) == (["cleo"], ["boss"])


def test_an_absent_deputy_has_a_stand_in_too() -> None:
    people = told(away("ben", "cleo"))
    assert (first(people), second(people)) == (["ann"], ["cleo"])
    people = told(away("ben"))
    assert second(people) == ["boss"]


def test_a_case_without_a_deputy_has_the_owner_s_own() -> None:
    people = told(person("ann", deputy="cleo"), deputy=None)
    assert second(people) == ["cleo"]
    assert second(told(deputy=None)) == []


def test_chains_are_followed_and_circles_end_at_the_fallback() -> None:
    chain = told(away("ann", "cleo"), away("cleo", "dina"))
    assert first(chain) == ["dina"]
    circle = told(
        away("ann", "cleo"), away("cleo", "dina"), away("dina", "ann"), away("ben")
    )
    assert first(circle) == ["boss"]
    alone = told(away("ann", "ann"), deputy=None)
    assert first(alone) == ["boss"]


def test_who_named_somebody_absent_falls_back_on_the_deputy_of_the_case() -> None:
    people = told(away("ann", "cleo"), away("cleo"))
    assert first(people) == ["ben"]


def test_a_suspended_address_is_like_an_absence() -> None:
    people = told(person("ann", gets_mail=False, unreachable_since=TUESDAY))
    assert first(people) == ["ben"]
    assert people.first[0].since_at == TUESDAY


def test_nobody_is_sent_to_a_case_they_may_not_open() -> None:
    inside = frozenset({"ann", "ben"})
    people = told(away("ann", "cleo"), circle=inside)
    assert first(people) == ["ben"]
    people = told(away("ann", "cleo", deputy="dina"), deputy=None, circle=inside)
    assert first(people) == ["boss"]
    people = told(person("ann", deputy="cleo"), deputy=None, circle=inside)
    assert second(people) == []


def test_they_stand_in_since_the_last_of_the_chain_left() -> None:
    people = told(away("ann", "cleo"), away("cleo", "dina", unreachable_since=TUESDAY))
    assert people.first[0].since_at == TUESDAY


def test_nobody_assigned_means_the_fallback_or_who_stands_in_for_it() -> None:
    assert first(told(owner=None)) == ["boss"]
    people = told(away("boss", "dina"), owner=None, circle=frozenset())
    assert first(people) == ["dina"]


def test_somebody_is_told_even_if_everybody_is_away() -> None:
    everybody = [away(id_) for id_ in EVERYBODY]
    assert first(told(*everybody)) == ["boss"]
    assert first(told(*everybody, fallback=())) == ["ann"]
    silent = [person(id_, gets_mail=False) for id_ in EVERYBODY]
    assert first(told(*silent)) == []


def test_who_is_on_duty_is_told_of_running_hours_once() -> None:
    people = told(person("cleo", on_duty=True), person("ann", on_duty=True))
    assert [each.id for each in people.at_any_hour] == ["ann", "ben", "cleo"]
    assert [each.id for each in people.all] == ["ann", "ben"]
    assert "cleo" not in [
        each.id for each in told(away("cleo", on_duty=True)).at_any_hour
    ]


ids = st.sampled_from(sorted(EVERYBODY))
maybe = st.none() | ids


@given(
    st.lists(st.tuples(ids, maybe, maybe, st.booleans()), max_size=5),
    maybe,
    maybe,
    st.frozensets(ids),
)
def test_whoever_is_told_can_be_reached_unless_nobody_can(
    absences: list[tuple[str, str | None, str | None, bool]],
    owner: str | None,
    deputy: str | None,
    circle: frozenset[str],
) -> None:
    absent = {
        id_: person(id_, away=gone, stand_in=stand_in, deputy=own)
        for id_, stand_in, own, gone in absences
    }
    people = told(*absent.values(), owner=owner, deputy=deputy, circle=circle)
    gone = {id_ for id_, each in absent.items() if each.away}
    assert people.first, "somebody is always told"
    if not gone & {each.id for each in people.first}:
        return
    assert first(people) == ["boss"], "the fallback, though it is away"
    assert "boss" in gone
