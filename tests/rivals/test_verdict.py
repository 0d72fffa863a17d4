"""The verdict on rivals sees what it is there to see."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.rivals.outbox import Handled, Ledger
from tests.rivals.sink import Accepted
from tests.rivals.struggle import Act, Blow
from tests.rivals.verdict import (
    KEPT_WAITING,
    SENDING,
    SENT,
    UNEXPLAINED,
    WAITED,
    Verdict,
)
from tests.storage.samples import MINUTE, NOW

MAIL = "<a1@mail.invalid>"
LEASE = 2 * MINUTE

# One claims, sends and dies; when its lease is over another sends again, and marks.
FIRST = Handled(1, MAIL, 1, "queued", SENDING, "one", 10, None, NOW + LEASE)
AGAIN = Handled(2, MAIL, 2, SENDING, SENDING, "two", 14, NOW + LEASE, NOW + 2 * LEASE)
MARKED = Handled(3, MAIL, 2, SENDING, SENT, "two", 16, NOW + 2 * LEASE, None)
ONCE = Accepted(MAIL, "one", 11, 5)
TWICE = Accepted(MAIL, "two", 15, 5)
KILLED = Blow("one", Act.KILL, 11.5)

RIGHT = Verdict(
    Ledger({MAIL: SENT}, {MAIL}, {"reminder": MAIL}, [FIRST, AGAIN, MARKED]),
    [ONCE, TWICE],
    [KILLED],
    LEASE,
)


def told(*handled: Handled) -> Verdict:
    return replace(RIGHT, ledger=replace(RIGHT.ledger, handled=list(handled)))


def test_a_repeat_after_a_kill_is_right_and_counted() -> None:
    assert RIGHT.contradictions == []
    assert RIGHT.lost == []
    assert RIGHT.repeats == {Act.KILL: 1}
    assert (RIGHT.taken_over, RIGHT.fenced) == (1, 0)


@pytest.mark.parametrize(
    ("blow", "why"),
    [
        (Blow("one", Act.STOP, 10.5, 17), Act.STOP),
        (Blow("one", Act.STOP, 2, 9), WAITED),
        (Blow("one", Act.KILL, 14.5), WAITED),
        (Blow("two", Act.KILL, 13), WAITED),
        (Blow("two", Act.STOP, 10.5, 13.5), KEPT_WAITING),
        (Blow("two", Act.STOP, 10.5, 17), WAITED),
    ],
    ids=[
        "asleep meanwhile",
        "asleep before",
        "killed afterwards",
        "another was killed",
        "another slept, and nobody could write",
        "another slept, and others wrote",
    ],
)
def test_only_what_happened_to_the_sender_meanwhile_explains_a_repeat(
    blow: Blow, why: str
) -> None:
    assert replace(RIGHT, blows=[blow]).repeats == {why: 1}


def test_who_writes_on_without_marking_what_it_sent_is_no_victim() -> None:
    other = replace(FIRST, seq=9, message_id="<b2@mail.invalid>", at=12)
    verdict = replace(told(FIRST, other, AGAIN, MARKED), blows=[])
    assert verdict.repeats == {UNEXPLAINED: 1}


def test_a_repeat_without_a_lease_that_ran_out_is_unexplained() -> None:
    back = replace(AGAIN, was="queued")
    verdict = replace(told(FIRST, back, MARKED), blows=[])
    assert verdict.repeats == {UNEXPLAINED: 1}


def test_who_wakes_up_when_another_has_its_mail_is_counted() -> None:
    assert replace(RIGHT, blows=[Blow("one", Act.STOP, 10.5, 17)]).fenced == 1
    assert replace(RIGHT, blows=[Blow("one", Act.STOP, 10.5, 13)]).fenced == 0


def test_a_reminder_whose_mail_never_arrived_is_lost() -> None:
    assert replace(RIGHT, accepted=[]).lost == ["reminder"]
    nowhere = replace(RIGHT.ledger, reminders={"reminder": None})
    assert replace(RIGHT, ledger=nowhere).lost == ["reminder"]


@pytest.mark.parametrize(
    ("verdict", "what"),
    [
        (replace(RIGHT, ledger=replace(RIGHT.ledger, states={MAIL: "queued"})), "sent"),
        (replace(RIGHT, ledger=replace(RIGHT.ledger, reminders={})), "a reminder"),
        (
            replace(RIGHT, ledger=replace(RIGHT.ledger, flagged=set())),
            "called repeated",
        ),
        (told(FIRST, AGAIN), "marked once"),
        (told(FIRST, AGAIN, MARKED, replace(MARKED, seq=4, who="one")), "marked once"),
        (told(FIRST, AGAIN, replace(MARKED, attempts=1)), "marked once"),
        (
            told(
                FIRST,
                replace(AGAIN, lease_is=NOW + 2 * LEASE - timedelta(seconds=1)),
                MARKED,
            ),
            "before the lease",
        ),
        (told(AGAIN, MARKED), "without a claim"),
        (replace(RIGHT, accepted=[ONCE, TWICE, TWICE]), "twice by one claim"),
        (replace(RIGHT, accepted=[ONCE, replace(TWICE, content=6)]), "other words"),
    ],
)
def test_what_must_not_be_is_found(verdict: Verdict, what: str) -> None:
    assert any(what in each for each in verdict.contradictions)
