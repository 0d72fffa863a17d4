"""A second replay, slow and plain, written from the format and the design alone.

It shares no code with `remedytrack/core/workflow`: procedures are read as plain data
(the mapping that a file would give), and only the count of one term from one day is
asked of `compute`, which `tests/reference` proves by itself. Where the replay is clever
about uncertain dates, this one tries every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID, uuid5

from remedytrack.core.dates import DayRange, When
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.lawbook import Lawbook
from tests.oracle.beside import Beside
from tests.oracle.counted import Counted, in_force
from tests.oracle.values import (
    DAY,
    Due,
    Line,
    Quiet,
    Raised,
    Result,
    Running,
    fact,
    midnight,
    recorded,
)


def stands(name: str, law: Lawbook, lines: Sequence[Line], now: datetime) -> Result:
    """Return where a case of the workflow ``name`` stands at ``now``."""
    return Oracle(name, law, tuple(lines), now).result()


class Oracle(Beside):
    """One question: this procedure, this journal, this moment."""

    def result(self) -> Result:
        """Look again until no further silence follows."""
        for _ in range(100):
            self.came = self._in_legal_order()
            self._walk()
            self.dues = (
                *self._applied(),
                *self._by_hand(),
                *self._proposed(),
                *self._appointed(),
                *self._perishing(),
            )
            quiet = tuple(self._silent())
            if quiet == self.quiet:
                return self._said()
            self.quiet = quiet
        raise AssertionError

    def _said(self) -> Result:
        assigned = [c[-1] for c in self.standing if c[-1].kind == "assigned"]
        owner = assigned[-1].fields.get("owner") if assigned else None
        return Result(
            states=self.states,
            dues=self.dues,
            quiet=self.quiet,
            flags=tuple(self._flags()),
            unexpected=frozenset(self.unexpected),
            allowed=tuple(self._allowed()),
            embargo=self._embargo(),
            owner=owner or None,
        )

    def _applied(self) -> list[Due]:
        by_id: dict[str, list[TimeLimit]] = {}
        for limit in sorted(self.definition.time_limits, key=lambda x: x.valid.from_on):
            by_id.setdefault(limit.id, []).append(limit)
        self.versions = by_id
        dues = [due for each in by_id.values() for due in self._of_limit(each)]
        return self._together(dues)

    def _of_limit(self, versions: list[TimeLimit]) -> Iterator[Due]:
        anchors: set[UUID] = set()
        for each in self._runnings(versions[0]):
            run = each
            if versions[0].until_known is not None:
                run = each._replace(anchor=_apart(each, anchors))
            chosen = self._choosing(versions[0], run)
            day = chosen.when.earliest or chosen.when.latest
            limit = versions[-1] if day is None else in_force(versions, day)
            if limit is None:
                if not any(day and v.valid.covers(day) for v in versions):
                    yield self._due(versions[0], run, Counted(why="no_version"))
            elif self._applies(limit):
                counted = self._count(limit.id, run.trigger, run.trigger.when, chosen)
                yield self._due(limit, run, counted)

    def _applies(self, limit: TimeLimit) -> bool:
        number = self.definition.time_limits.index(limit)
        condition = self.plain["time_limits"][number].get("if")
        return condition is None or self._true(condition)[0]

    def _runnings(self, limit: TimeLimit) -> Iterator[Running]:
        triggers, worst = self._of(limit.on), self._of(limit.until_known)
        if limit.until_known is None:
            for each in triggers:
                yield Running(each, None, each.first_id, each.person)
            return
        both = [*triggers, *worst]
        people: list[str | None] = []
        for each in sorted(both, key=recorded):
            if limit.per and each.person and each.person not in people:
                people.append(each.person)
        for person in people or [None]:
            who = {person, None}
            mine = [t for t in triggers if not limit.per or t.person in who]
            theirs = [w for w in worst if not limit.per or w.person in who]
            for trigger, case in zip_longest(mine, theirs):
                known = sorted([x for x in (trigger, case) if x], key=recorded)
                start = trigger or case
                anchor = known[0].first_id
                yield Running(start, case, anchor, person or start.person)

    def _due(self, limit: TimeLimit, run: Running, counted: Counted) -> Due:
        trigger = run.trigger
        safe, arguable = counted.safe, counted.arguable
        ours = limit.bound == "us" and limit.consequence != "embargo"
        safe_on = safe.safe_on if safe else None
        arguable_on = arguable.arguable_on if arguable else None
        remind_on = safe_on if ours else arguable_on
        remind_on = remind_on or self._ask(limit, trigger, counted.why)
        clock_known = not limit.by_clock or trigger.when.clock is not None
        sure = run.known and trigger.when.day is not None and clock_known
        opens = limit.opens == "day_after_trigger" and trigger.when.latest
        either = safe or arguable
        due = Due(
            id=uuid5(run.anchor, limit.id),
            limit=limit.id,
            bound=limit.bound,
            consequence=limit.consequence,
            status=either.status if either else limit.status,
            trigger=trigger,
            person=run.person,
            safe_on=safe_on,
            arguable_on=arguable_on,
            remind_on=self._cautiously(limit, run, remind_on),
            closes_at=safe.safe.closes_at if safe else None,
            late_at=arguable.arguable.closes_at if arguable and run.known else None,
            opens_on=opens + DAY if opens else None,
            provisional=not sure
            or (safe is not None and safe.provisional)
            or self._waits_for_more_time(limit, trigger.when),
            checked=self._checked(trigger),
            zone=safe.zone if safe else None,
            hours=limit.by_clock,
            no_date=counted.why,
        )
        due = self._lengthened(due, self._zone(limit))
        due = self._settled(due, self._what_did_it(limit, trigger, run.person))
        return self._asked_back(due, limit, trigger, run.person)

    def _cautiously(
        self, limit: TimeLimit, run: Running, remind_on: date | None
    ) -> date | None:
        """Until a second person has checked, remind on the earliest date ever given."""
        if not _hard(limit) or self._checked(run.trigger) or remind_on is None:
            return remind_on
        chosen = self._choosing(limit, run)
        worst = [run.worst.when] if run.worst and run.known else []
        said = self._said_by_the_check(run.trigger)
        doubted = [When.parse(said)] if said else []
        for when in [*worst, *run.trigger.had, *doubted]:
            before = self._count(limit.id, run.trigger, when, chosen).safe
            remind_on = min(remind_on, before.safe_on) if before else remind_on
        return remind_on

    def _by_hand(self) -> Iterator[Due]:
        zone = self.forum.zone
        for chain in self.standing:
            line = chain[-1]
            if line.kind != "date_entered":
                continue
            first = line.when.earliest or line.when.latest
            last = line.when.latest or first
            moment = None
            if line.when.day and line.when.clock and not line.when.approximate:
                moment = datetime.combine(line.when.day, line.when.clock, zone)
            bound = str(line.fields.get("bound") or "us")
            missed = "target" if line.fields.get("sort") == "hearing" else "bar"
            days = [first] if first else []
            said = self._said_by_the_check(fact(chain))
            doubted = When.parse(said).earliest if said else None
            if doubted and (bound, missed) == ("us", "bar") and said != str(line.when):
                days.append(doubted)
            due = Due(
                id=uuid5(chain[0].id, "by_hand"),
                limit="by_hand",
                bound=bound,
                consequence=missed if bound == "us" else "expectation",
                status=None,
                trigger=fact(chain),
                person=line.person,
                safe_on=first,
                arguable_on=last,
                remind_on=min(days, default=None),
                closes_at=moment or (midnight(first + DAY, zone) if first else None),
                late_at=moment or (midnight(last + DAY, zone) if last else None),
                provisional=line.when.day is None,
                checked=self._checked(fact(chain)),
            )
            yield self._settled(due, None)

    def _proposed(self) -> Iterator[Due]:
        """Yield what a cascade proposes: by its id and what it hangs on, no more."""
        for cascade in self.law.cascades:
            if self.plain["workflow"] not in cascade.within:
                continue
            said = cascade.model_dump(mode="json", by_alias=True, exclude_none=True)
            if "if" in said and not self._true(said["if"])[0]:
                continue
            for each in self._of(cascade.on):
                due = Due(
                    id=uuid5(each.first_id, cascade.id),
                    limit=cascade.id,
                    bound="us",
                    consequence="",
                    status=None,
                    trigger=each,
                    person=each.person,
                )
                yield due

    def _together(self, dues: list[Due]) -> list[Due]:
        """Put one deadline in the place of those that a composite is made of."""
        for composite in self.plain.get("composites", []):
            earliest = "earliest_of" in composite
            names = composite["earliest_of" if earliest else "latest_of"]
            for person in {due.person for due in dues if due.limit in names}:
                own = [d for d in dues if d.limit in names and d.person == person]
                parts = [[d for d in own if d.limit == n][-1:] for n in names]
                members = [part[0] for part in parts if part]
                dated = [each for each in members if each.safe_on]
                if dated:
                    missing = composite["missing"] == "provisional"
                    open_ = missing and len(dated) < len(names)
                    whole = self._whole(composite["id"], members, earliest=earliest)
                    whole = replace(whole, provisional=whole.provisional or open_)
                    dues = [d for d in dues if d not in members] + [whole]
        return dues

    def _whole(self, name: str, members: list[Due], *, earliest: bool) -> Due:
        choose = min if earliest else max
        dated = [each for each in members if each.safe_on]
        first = choose(dated, key=lambda d: d.safe_on or date.max)
        last = choose(dated, key=lambda d: d.arguable_on or date.max)
        anchor = min((d.trigger for d in members), key=recorded).first_id
        whole = replace(
            first,
            id=uuid5(anchor, name),
            limit=name,
            arguable_on=last.arguable_on,
            late_at=last.late_at,
            provisional=first.provisional or last.provisional,
            taken_by=None,
        )
        done = None
        if first.done_when is not None and first.done_by is not None:
            done = first.done_when, first.done_by, first.proven
        return self._settled(whole, done)

    def _silent(self) -> Iterator[Quiet]:
        for due in self.dues:
            versions = self.versions.get(due.limit, [])
            events = [v.on_expiry.event for v in versions if v.on_expiry]
            ran_out = due.state == "late" or due.timeliness == "late"
            known = due.late_at is not None and due.arguable_on is not None
            if events and known and ran_out and due.status != LawStatus.DRAFT:
                when = When((DayRange(due.safe_on, due.arguable_on),))
                assert due.late_at is not None
                yield Quiet(uuid5(due.id, events[0]), events[0], when, due.late_at)

    def _flags(self) -> Iterator[Raised]:
        for flag in self.plain.get("flags", []):
            up, evidence = self._true(flag["when"])
            if up:
                began = self._meant(flag["since"])
                seen = any(x.seen for x in self.came if x.id in evidence)
                age = began[0].when if began else None
                yield Raised(flag["id"], age, frozenset(evidence), not seen)

    def _embargo(self) -> str:
        states = [due.state for due in self.dues if due.consequence == "embargo"]
        for state, word in (
            ("confidential", "closed"),
            ("liftable", "liftable"),
            ("lifted", "lifted"),
        ):
            if state in states:
                return word
        return "none"


def _apart(run: Running, taken: set[UUID]) -> UUID:
    """Give each clock an identity of its own where several hang on one event."""
    anchor = run.anchor
    if anchor in taken:
        anchor = run.trigger.first_id
    if anchor in taken:
        anchor = uuid5(anchor, run.person or "")
    taken.add(anchor)
    return anchor


def _hard(limit: TimeLimit) -> bool:
    costly = limit.consequence in {"bar", "restorable", "presumption"}
    return limit.bound == "us" and costly
