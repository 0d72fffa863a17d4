"""The verdict: nobody lost, nobody marked twice, and why each repeat came about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import chain

from tests.rivals.outbox import Handled, Ledger
from tests.rivals.sink import Accepted
from tests.rivals.struggle import Act, Blow

SENDING, SENT = "sending", "sent"
KEPT_WAITING = "kept waiting by one who slept in the middle of a write"
WAITED = "in line for the database until its lease was over"
UNEXPLAINED = "unexplained"

_FALLING_ASLEEP_SECONDS = 1.0


@dataclass(frozen=True)
class Verdict:
    """What can be said when all is over.

    Args:
        ledger: what the database says.
        accepted: what the mail server says.
        blows: what was done to whom.
        lease: how long a claim holds, by the clock of the rivals.
    """

    ledger: Ledger
    accepted: list[Accepted]
    blows: list[Blow]
    lease: timedelta

    @cached_property
    def arrived(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(each.message_id for each in self.accepted)

    @cached_property
    def lost(self) -> list[str]:
        """The reminders whose mail never arrived, or that are in no mail."""
        told = self.ledger.reminders.items()
        return [key for key, mail in told if mail not in self.arrived]

    @cached_property
    def repeats(self) -> Counter[str]:
        """How many mails came once more, by what had become of their first sender."""
        return Counter(self._why(each) for each in self._in_vain())

    @property
    def taken_over(self) -> int:
        """How many claims ran out and went to another."""
        return sum(each.was == SENDING for each in self._all_claims())

    @property
    def fenced(self) -> int:
        """How many who were stopped woke up with a mail that another had by then."""
        return sum(map(self._woke_up_too_late, self._all_claims()))

    @property
    def contradictions(self) -> list[str]:
        """What must not be, whatever was done to whom."""
        found: dict[str, Iterable[object]] = {
            "not sent": self._unsent(),
            "never written": self.arrived.keys() - self.ledger.states.keys(),
            "without a reminder": self._empty(),
            "not marked once, by who held it": self._wrongly_marked(),
            "claimed before the lease was over": self._too_early(),
            "sent without a claim": (a for a in self.accepted if not self._claim(a)),
            "sent twice by one claim": self._sent_twice(),
            "repeated in other words": self._in_other_words(),
            "not called repeated": self._unflagged(),
        }
        return [f"{what}: {each}" for what, all_ in found.items() for each in all_]

    @cached_property
    def _claims(self) -> dict[str, list[Handled]]:
        return self._by_mail(SENDING)

    @cached_property
    def _marks(self) -> dict[str, list[Handled]]:
        return self._by_mail(SENT)

    def _by_mail(self, became: str) -> dict[str, list[Handled]]:
        by_mail = defaultdict[str, list[Handled]](list)
        for each in self.ledger.handled:
            if each.became == became:
                by_mail[each.message_id].append(each)
        return by_mail

    def _all_claims(self) -> Iterator[Handled]:
        return chain.from_iterable(self._claims.values())

    def _next(self, claim: Handled) -> Handled | None:
        later = (c for c in self._claims[claim.message_id] if c.seq > claim.seq)
        return next(later, None)

    def _claim(self, accepted: Accepted) -> Handled | None:
        """Return the claim by which a mail was handed over."""
        theirs = (
            claim
            for claim in reversed(self._claims[accepted.message_id])
            if claim.who == accepted.who and claim.at <= accepted.at
        )
        return next(theirs, None)

    def _in_vain(self) -> Iterator[Handled]:
        """Yield the claims by which a mail arrived, but was not marked."""
        for each in self.accepted:
            claim = self._claim(each)
            marks = self._marks[each.message_id]
            if claim and marks and claim.attempts != marks[0].attempts:
                yield claim

    def _why(self, claim: Handled) -> str:
        """Say what had kept the holder of a claim from marking what it had sent."""
        then = self._next(claim)
        if then is None:
            return UNEXPLAINED
        meanwhile = [b for b in self.blows if b.meets(claim.at, then.at)]
        for blow in meanwhile:
            if blow.who == claim.who:
                return blow.act
        if then.was != SENDING or self._lines_between(claim.at, then.at, claim.who):
            return UNEXPLAINED
        return KEPT_WAITING if any(map(self._slept_writing, meanwhile)) else WAITED

    def _slept_writing(self, blow: Blow) -> bool:
        """Whether nobody could write while this one was stopped."""
        asleep_at = blow.begins + _FALLING_ASLEEP_SECONDS
        return blow.act is Act.STOP and not self._lines_between(asleep_at, blow.ends)

    def _lines_between(self, begins: float, ends: float, who: str = "") -> bool:
        return any(
            begins < each.at < ends and who in {each.who, ""}
            for each in self.ledger.handled
        )

    def _woke_up_too_late(self, claim: Handled) -> bool:
        then = self._next(claim)
        stops = (b for b in self.blows if b.who == claim.who and b.act is Act.STOP)
        return then is not None and any(b.begins < then.at < b.ends for b in stops)

    def _unsent(self) -> Iterator[str]:
        return (mail for mail, state in self.ledger.states.items() if state != SENT)

    def _wrongly_marked(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the mails not marked once, by whoever held the last claim."""
        for mail in self.ledger.states:
            holders = [(c.who, c.attempts) for c in self._claims[mail][-1:]]
            marks = [(m.who, m.attempts) for m in self._marks[mail]]
            if marks != holders:
                yield mail, [who for who, _ in marks]

    def _too_early(self) -> Iterator[Handled]:
        for claim in self._all_claims():
            was, is_ = claim.lease_was, claim.lease_is
            if was and is_ and is_ - self.lease < was:
                yield claim

    def _sent_twice(self) -> Iterator[Handled]:
        sent = Counter(filter(None, map(self._claim, self.accepted)))
        return (claim for claim, times in sent.items() if times > 1)

    def _in_other_words(self) -> Iterator[str]:
        contents = {(each.message_id, each.content) for each in self.accepted}
        words = Counter(message_id for message_id, _ in contents)
        return (message_id for message_id, number in words.items() if number > 1)

    def _unflagged(self) -> set[str]:
        again = {mail for mail, times in self.arrived.items() if times > 1}
        return again - self.ledger.flagged

    def _empty(self) -> set[str]:
        return self.ledger.states.keys() - set(self.ledger.reminders.values())
