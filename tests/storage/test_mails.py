"""The outbox: claims, leases, fencing."""

from dataclasses import replace
from datetime import timedelta

from remedytrack.storage.unit import Store
from remedytrack.storage.values import Mail, MailState
from tests.storage.queries import plans_of, sorts
from tests.storage.samples import MINUTE, NOW, a_mail, a_recipient

LEASE = NOW + 2 * MINUTE


def queued(store: Store, *mails: Mail) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        for mail in mails:
            unit.mails.queue(mail)


def claimed(store: Store) -> Mail:
    with store.writing() as unit:
        mail = unit.mails.claim(NOW, LEASE)
    assert mail is not None
    return mail


def test_a_claim_is_for_one_until_the_lease_ends(store: Store) -> None:
    mail = a_mail()
    queued(store, mail)
    with store.writing() as unit:
        got = unit.mails.claim(NOW, LEASE)
        assert got == replace(
            mail, state=MailState.SENDING, lease_until=LEASE, attempts=1
        )
        assert unit.mails.claim(LEASE - MINUTE, LEASE + MINUTE) is None
        assert unit.mails.get(mail.id) == got


def test_what_has_been_due_longest_goes_first(store: Store) -> None:
    later = a_mail("<later@mail.invalid>", due_at=NOW)
    earlier = a_mail("<earlier@mail.invalid>", due_at=NOW - MINUTE)
    not_yet = a_mail("<not-yet@mail.invalid>", due_at=NOW + MINUTE)
    queued(store, later, earlier, not_yet)
    with store.writing() as unit:
        order = [unit.mails.claim(NOW, LEASE) for _ in range(3)]
    assert [mail and mail.id for mail in order] == [earlier.id, later.id, None]


def test_a_sender_that_died_is_taken_over_and_the_repeat_admitted(store: Store) -> None:
    queued(store, a_mail())
    dead = claimed(store)
    with store.writing() as unit:
        taken = unit.mails.claim(LEASE, LEASE + MINUTE)
        assert taken is not None
        assert (taken.attempts, taken.possibly_repeated) == (2, True)
        assert taken.message_id == dead.message_id


def test_a_sender_that_was_only_slow_can_no_longer_mark(store: Store) -> None:
    queued(store, a_mail())
    slow = claimed(store)
    with store.writing() as unit:
        quick = unit.mails.claim(LEASE, LEASE + MINUTE)
        assert quick is not None
        assert not unit.mails.still_mine(slow)
        assert unit.mails.still_mine(quick)
        assert not unit.mails.mark_sent(slow, NOW)
        assert not unit.mails.mark_retry(slow, NOW, "timed out")
        assert not unit.mails.mark_failed(slow, "timed out")
        assert not unit.mails.withdraw(slow)
        assert unit.mails.get(quick.id) == quick


def test_a_sent_mail_is_never_claimed_again(store: Store) -> None:
    queued(store, a_mail())
    mail = claimed(store)
    with store.writing() as unit:
        assert unit.mails.mark_sent(mail, NOW + MINUTE)
        read = unit.mails.get(mail.id)
        assert unit.mails.claim(NOW + timedelta(days=365), LEASE) is None
        assert not unit.mails.still_mine(mail)
    assert read is not None
    assert (read.state, read.sent_at, read.lease_until) == (
        MailState.SENT,
        NOW + MINUTE,
        None,
    )


def test_a_retry_waits_and_remembers_that_it_may_be_a_repeat(store: Store) -> None:
    queued(store, a_mail())
    mail = claimed(store)
    again_at = NOW + 5 * MINUTE
    with store.writing() as unit:
        assert unit.mails.mark_retry(
            mail, again_at, "connection lost", possibly_repeated=True
        )
        assert unit.mails.claim(again_at - MINUTE, LEASE) is None
        second = unit.mails.claim(again_at, again_at + MINUTE)
        assert second is not None
        assert (second.attempts, second.last_error) == (2, "connection lost")
        assert unit.mails.mark_retry(second, again_at, "refused")
        third = unit.mails.get(mail.id)
    assert third is not None
    assert third.possibly_repeated


def test_a_failed_mail_stays_visible(store: Store) -> None:
    queued(store, a_mail(), a_mail("<b@mail.invalid>"))
    mail = claimed(store)
    with store.writing() as unit:
        assert unit.mails.mark_failed(mail, "no such mailbox")
        counts = unit.mails.counts()
        [failed] = [
            each for each in unit.mails.recent(10) if each.state is MailState.FAILED
        ]
    assert (failed.id, failed.last_error) == (mail.id, "no such mailbox")
    assert counts == {
        MailState.QUEUED: 1,
        MailState.SENDING: 0,
        MailState.SENT: 0,
        MailState.FAILED: 1,
        MailState.WITHDRAWN: 0,
    }


def test_what_is_no_longer_true_is_withdrawn_queued_or_claimed(store: Store) -> None:
    first, second = a_mail("<a@mail.invalid>"), a_mail("<b@mail.invalid>")
    queued(store, first, second)
    mine = claimed(store)
    with store.writing() as unit:
        assert unit.mails.withdraw(mine)
        assert unit.mails.withdraw(second)
        assert not unit.mails.withdraw(second)
        assert unit.mails.claim(NOW, LEASE) is None
        assert unit.mails.counts()[MailState.WITHDRAWN] == 2


def test_the_oldest_unsent_mail_is_known(store: Store) -> None:
    with store.reading() as unit:
        assert unit.mails.oldest_unsent_at() is None
    old = a_mail("<old@mail.invalid>", due_at=NOW - MINUTE)
    queued(store, a_mail(), old)
    with store.reading() as unit:
        assert unit.mails.oldest_unsent_at() == NOW - MINUTE
        newest_first = unit.mails.recent(1)
    assert len(newest_first) == 1


def test_the_claim_uses_the_partial_index_and_sorts_nothing(store: Store) -> None:
    with store.writing() as unit:
        [plan] = plans_of(unit, lambda: unit.mails.claim(NOW, LEASE))
    assert "ix_mail_unsent" in plan
    assert not sorts(plan)


def test_the_next_try_is_the_nearest_still_to_come(store: Store) -> None:
    soon = a_mail("<soon@mail.invalid>", due_at=NOW + MINUTE)
    later = a_mail("<later@mail.invalid>", due_at=NOW + 2 * MINUTE)
    queued(store, a_mail(), later, soon)
    with store.reading() as unit:
        assert unit.mails.next_try_at(NOW) == NOW + MINUTE
        assert unit.mails.next_try_at(NOW + 2 * MINUTE) is None
