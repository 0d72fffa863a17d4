"""Processes killed around a send: nothing is lost, and a repeat can be recognised.

A real mail server on this machine, a real SIGKILL, a file database.
"""

import random

import pytest

from remedytrack.storage.values import MailState
from tests.crash.conftest import Post
from tests.crash.points import AFTER_SEND, BEFORE_SEND

# Together, so that one parent of processes serves them all.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crash")]

KILLED = -9


def test_killed_between_sending_and_marking_gives_one_repeat(post: Post) -> None:
    (owner,) = post.last_day_of(people=1)
    assert post.tick(dies_at=AFTER_SEND, nth=1) == [KILLED]
    (mail,) = post.stored()
    assert post.arrived() == {mail.message_id: 1}
    assert mail.state is MailState.SENDING, "it arrived, and nobody has put that down"

    assert post.tick() == [0]
    assert post.arrived() == {mail.message_id: 1}, "the lease still holds"

    post.wait_for_the_lease()
    assert post.tick() == [0]
    assert post.arrived() == {mail.message_id: 2}
    assert post.recipients() == {owner}
    (mail,) = post.stored()
    assert mail.state is MailState.SENT
    assert mail.possibly_repeated

    post.wait_for_the_lease()
    assert post.tick() == [0]
    assert post.arrived() == {mail.message_id: 2}, "exactly one repeat"
    first, second = post.sink.mails
    assert first.content == second.content


def test_killed_between_claiming_and_sending_delays_and_repeats_nothing(
    post: Post,
) -> None:
    (owner,) = post.last_day_of(people=1)
    assert post.tick(dies_at=BEFORE_SEND, nth=1) == [KILLED]
    assert post.arrived() == {}
    post.wait_for_the_lease()
    assert post.tick() == [0]
    (mail,) = post.stored()
    assert post.arrived() == {mail.message_id: 1}
    assert post.recipients() == {owner}
    assert mail.state is MailState.SENT


def test_a_mail_that_may_have_arrived_is_repeated_as_it_was_even_the_day_after(
    post: Post,
) -> None:
    post.last_day_of(people=1)
    assert post.tick(dies_at=AFTER_SEND, nth=1) == [KILLED]
    (mail,) = post.stored()
    post.office.at("2025-12-03T00:30")
    assert post.tick() == [0]
    assert post.arrived()[mail.message_id] == 2


def test_twenty_deaths_over_ten_mails_lose_nothing(post: Post) -> None:
    """Half the deaths are at the worst moment, the others at any."""
    chance = random.Random(20251202)  # noqa: S311 - a repeatable sweep
    people = post.last_day_of(people=10)
    kills = 0
    for _ in range(20):
        match chance.randrange(4):
            case 0:
                codes = post.tick(dies_at=BEFORE_SEND, nth=chance.randint(1, 2))
            case 1:
                codes = post.tick(dies_at=AFTER_SEND, nth=1)
            case _:
                codes = post.tick(dies_after_ms=chance.randint(1, 40))
        kills += codes.count(KILLED)
        post.wait_for_the_lease()
    assert post.tick() == [0]
    arrived = post.arrived()
    assert kills >= 10
    assert post.recipients() == set(people)
    assert len(arrived) == len(people), "a repeat has the Message-ID of the first"
    assert sum(arrived.values()) - len(people) <= kills
    assert {mail.state for mail in post.stored()} == {MailState.SENT}
    assert {mail.message_id for mail in post.stored()} == set(arrived)


def test_two_rivals_share_the_work_and_send_nothing_twice(post: Post) -> None:
    people = post.last_day_of(people=10)
    assert post.tick(rivals=2) == [0, 0]
    assert post.recipients() == set(people)
    assert sum(post.arrived().values()) == len(people)
    assert {mail.state for mail in post.stored()} == {MailState.SENT}


def test_rivals_that_die_in_the_middle_lose_nothing(post: Post) -> None:
    people = post.last_day_of(people=7)
    assert post.tick(rivals=3, dies_at=AFTER_SEND, nth=2) == [KILLED] * 3
    post.wait_for_the_lease()
    assert post.tick(rivals=2) == [0, 0]
    arrived = post.arrived()
    assert post.recipients() == set(people)
    assert len(arrived) == len(people)
    assert sum(arrived.values()) == len(people) + 3
