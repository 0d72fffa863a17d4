"""A case that lives at random: facts, corrections, people's acts, and time passing.

A machine that records anything at any date would hardly ever meet the end of a term.
So it begins with an event that some term runs from, lets time jump to just before, onto
and just after the moments that matter, and dates new facts around the days on which
something ends. `reached` counts what it met, so that a test can ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from remedytrack.core.dates import DayRange, When
from remedytrack.core.workflow.cascades import LegalOrder
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Standing
from tests.core.laws import lawbook
from tests.oracle.beside import DATED_BESIDE
from tests.oracle.oracle import stands
from tests.oracle.values import Line, chains, plain
from tests.oracle.views import View, entry_of, ours, theirs, without

Engine = Callable[[Workflow, Iterable[Entry], LegalOrder, datetime], Standing]

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BEGAN_ON = date(2025, 1, 27)
PEOPLE = (None, "gs", "zs")
TEAM = ("ann", "bek")

_offsets = st.integers(-3, 20)
_several = st.integers(0, 11)


class Case(RuleBasedStateMachine):
    """One case of one procedure; after every step the replay and the oracle agree."""

    engine: ClassVar[Engine] = staticmethod(replay)
    reached: ClassVar[Counter[str]] = Counter()
    ids_from: ClassVar[int] = 0
    longest: ClassVar[list[tuple[Line, ...]]] = [()]
    procedure: ClassVar[str] = ""

    # What happens in a case.

    @initialize(data=st.data())
    def begins(self, data: st.DataObject) -> None:
        self.name = self.procedure
        self.law = lawbook()
        self.definition = self.law.workflows[self.name]
        self.plain = plain(self.name, self.law)
        self.lines: list[Line] = []
        self.number = 0
        self.now = datetime.combine(BEGAN_ON, time(9, 30), tzinfo=UTC)
        self.kinds = [
            k for k, e in self.plain["events"].items() if not e.get("derived")
        ]
        starts = {limit.on for limit in self.definition.time_limits}
        starts |= {
            limit.until_known or limit.on for limit in self.definition.time_limits
        }
        self.starting = [kind for kind in self.kinds if kind in starts] or self.kinds
        silent = {x.on for x in self.definition.time_limits if x.on_expiry}
        first = [kind for kind in self.starting if kind in silent] or self.starting
        pool = data.draw(st.sampled_from([self.starting, first]), label="pool")
        kind = data.draw(st.sampled_from(pool), label="kind")
        self._record(data, kind, When.on(BEGAN_ON))
        for _ in range(data.draw(st.integers(1, 4), label="so far")):
            self._wait(data)
            self._happens(data)

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        self._wait(data)
        self._happens(data)

    def _happens(self, data: st.DataObject) -> None:
        allowed = [k for k in self._standing().allowed if k in self.kinds]
        pools = [
            allowed or self.kinds,
            self.starting,
            allowed or self.kinds,
            self.kinds,
        ]
        pool = data.draw(st.sampled_from(pools), label="pool")
        kind = data.draw(st.sampled_from(pool), label="kind")
        self._record(data, kind, self._when(data))

    @rule(data=st.data())
    def somebody_answers(self, data: st.DataObject) -> None:
        """Do what some deadline waits for, around the day on which it ends."""
        open_ = [d for d in self._standing().deadlines if d.state.is_pending]
        wanted = {
            kind: due
            for due in open_
            for limit in self.definition.limits.get(due.limit, ())
            for kind in (limit.satisfied_by, *limit.shown_by)
            if kind is not None and kind in self.kinds
        }
        if wanted:
            kind = data.draw(st.sampled_from(sorted(wanted)), label="answer")
            end = wanted[kind].arguable_on or wanted[kind].trigger_when.latest
            offset = timedelta(days=data.draw(st.integers(-2, 2), label="days off"))
            day = (end or self._today()) + offset
            self._record(data, kind, self._blurred(data, day))

    @rule(data=st.data())
    def a_fact_is_corrected(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(self.lines), label="corrected")
        when = self._when(data)
        fields = self._fields(data, old.kind) if old.kind in self.kinds else old.fields
        line = replace(old, when=when, fields=fields, withdrawn=False)
        self._append(replace(line, supersedes=old.id, by=self._by(data)))
        self.reached["corrected"] += 1

    @rule(data=st.data())
    def a_fact_is_withdrawn(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(self.lines), label="withdrawn")
        self._append(replace(old, supersedes=old.id, withdrawn=True))
        self.reached["withdrawn"] += 1

    @rule(data=st.data())
    def somebody_checks(self, data: st.DataObject) -> None:
        triggers = {due.trigger_id for due in self._standing().deadlines}
        own = [line for line in self.lines if line.id in triggers] or self.lines
        line = data.draw(st.sampled_from(own), label="checked")
        right = data.draw(_several) > 2
        occurred = str(line.when if right else When.on(BEGAN_ON - DAY))
        fields = {"entry": str(line.id), "occurred": occurred}
        self._act("double_checked", fields, self._by(data))

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        dues = self._standing().deadlines
        if not dues:
            return
        due = data.draw(st.sampled_from(dues), label="deadline")
        kind = data.draw(st.sampled_from(_ACTS), label="act")
        about = str(due.id)
        until = self._today() + timedelta(days=data.draw(_offsets))
        granted = data.draw(st.booleans())
        fields: dict[str, Any] = {"deadline": about, "granted": granted}
        fields |= {"proven": granted, "until": until.isoformat()}
        if kind == "assigned":
            fields = {"owner": data.draw(st.sampled_from(TEAM))}
        if kind == "date_entered":
            fields = {"sort": "hearing", "bound": data.draw(st.sampled_from(_BOUND))}
        self._act(kind, fields, self._by(data), self._when(data))

    @rule(data=st.data())
    def time_passes(self, data: st.DataObject) -> None:
        self._wait(data)

    def _wait(self, data: st.DataObject) -> None:
        before = self._standing()
        moments = sorted(m for m in _moments(before) if m > self.now)
        if moments and data.draw(_several) > 3:
            moment = data.draw(st.sampled_from(moments[:6]), label="moment")
            off = data.draw(st.sampled_from(_AROUND), label="off")
            self.now = max(moment + off, self.now)
            self.reached["on the moment"] += 1
        else:
            self.now += timedelta(days=data.draw(st.integers(0, 99), label="days"))
        if before.changes_at is None or self.now < before.changes_at:
            agree(ours(before), ours(self._standing()))
            self.reached["looked before it changed"] += 1

    # What must hold.

    @invariant()
    def the_oracle_agrees(self) -> None:
        if not self.lines:
            return
        standing = self._standing()
        self._note(standing)
        expected = stands(self.name, self.law, self.lines, self.now)
        agree(ours(standing), theirs(expected))

    @rule(data=st.data())
    def somebody_looks_closely(self, data: st.DataObject) -> None:
        looks = (
            self.asked_again_it_says_the_same,
            self.the_order_of_recording_does_not_matter,
            self.taken_back_it_never_was,
            self.corrected_and_corrected_back_it_is_as_before,
            self.what_is_irrelevant_changes_nothing,
            self.nothing_changes_before_it_said,
        )
        for look in data.draw(st.permutations(looks), label="look")[:2]:
            look(data)

    def asked_again_it_says_the_same(self, data: st.DataObject) -> None:
        shuffled = data.draw(st.permutations(self.lines), label="order")
        assert self._replay(shuffled) == self._standing()

    def the_order_of_recording_does_not_matter(self, data: st.DataObject) -> None:
        """Record the same facts in another order.

        What depends on it by right: which correction came last (so only what stands is
        recorded), the ids of deadlines and silences (they hang on what was recorded
        first), since when something is known, and what people did about such an id.
        """
        told = [replace(line, supersedes=None) for line in self._facts()]
        times = data.draw(st.permutations([line.recorded_at for line in told]))
        retold = [
            replace(line, recorded_at=at) for line, at in zip(told, times, strict=True)
        ]
        agree(nameless(self._replay(told)), nameless(self._replay(retold)))
        self.reached["told in another order"] += len(told) > 2

    def taken_back_it_never_was(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(self.kinds), label="slip")
        slip = self._line(data, kind, self._when(data))
        undone = replace(
            slip,
            id=UUID(int=slip.id.int + 1),
            supersedes=slip.id,
            withdrawn=True,
            recorded_at=slip.recorded_at + SECOND,
        )
        assert self._replay([*self.lines, slip, undone]) == self._standing()

    def corrected_and_corrected_back_it_is_as_before(self, data: st.DataObject) -> None:
        """Correct a fact, and correct it back.

        Three things stay by right: the entry has another id and is known later; what
        was checked or taken on was the entry before; and reminders of our own hard
        terms go on for the date that stood in between, until it is checked.
        """
        standing = self._facts()
        if not standing:
            return
        line = data.draw(st.sampled_from(standing), label="corrected and back")
        later = self._free(line.recorded_at)
        wrong = replace(
            line,
            id=UUID(int=10**9),
            when=self._when(data),
            supersedes=line.id,
            recorded_at=later,
        )
        back = replace(
            line,
            id=UUID(int=10**9 + 1),
            supersedes=wrong.id,
            recorded_at=later + SECOND,
        )
        before, after = self._standing(), self._replay([*self.lines, wrong, back])
        agree(nameless(before, *_OF_PEOPLE), nameless(after, *_OF_PEOPLE))
        self.reached["corrected and back"] += 1

    def what_is_irrelevant_changes_nothing(self, data: st.DataObject) -> None:
        idle = [kind for kind in self.kinds if kind not in self._used()]
        kind = data.draw(
            st.sampled_from([*idle, "not_in_this_procedure"]), label="idle"
        )
        line = Line(
            UUID(int=10**9),
            kind,
            self._when(data),
            self.now,
            "ann",
            person=data.draw(st.sampled_from(PEOPLE)),
        )
        assert self._replay([*self.lines, line]) == self._standing()

    def nothing_changes_before_it_said(self, _: st.DataObject) -> None:
        standing = self._standing()
        until = standing.changes_at or self.now + timedelta(days=4000)
        between = [m for m in (*_moments(standing), until - SECOND) if m < until]
        between += [m for m in self._midnights(standing) if self.now < m < until]
        ahead = sorted({m for m in between if m > self.now})
        for moment in (*ahead[:2], *ahead[-2:]):
            agree(ours(standing), ours(self._replay(self.lines, moment)))
            self.reached["looked before it changed"] += 1

    def teardown(self) -> None:
        """Keep the life with most entries, for whoever asks what became of it."""
        if len(self.lines) > len(self.longest[0]):
            self.longest[0] = tuple(self.lines)

    # How it is done.

    def _replay(self, lines: Iterable[Line], now: datetime | None = None) -> Standing:
        entries = [entry_of(line) for line in lines]
        return type(self).engine(self.definition, entries, self.law, now or self.now)

    def _standing(self) -> Standing:
        return self._replay(self.lines)

    def _facts(self) -> list[Line]:
        """Return the events that stand, each as last corrected."""
        last = [chain[-1] for chain in chains(self.lines)]
        return [x for x in last if not x.withdrawn and x.kind in self.kinds]

    def _record(self, data: st.DataObject, kind: str, when: When) -> None:
        self._append(self._line(data, kind, when))

    def _line(self, data: st.DataObject, kind: str, when: When) -> Line:
        personal = "person" in self.plain["events"][kind]
        return Line(
            id=UUID(int=0),
            kind=kind,
            when=when,
            recorded_at=self.now,
            by=self._by(data),
            fields=self._fields(data, kind),
            person=data.draw(st.sampled_from(PEOPLE)) if personal else None,
            seen=data.draw(_several) > 5,
        )

    def _act(self, kind: str, fields: Any, by: str, when: When | None = None) -> None:
        on = when or When.on(self._today())
        self._append(Line(UUID(int=0), kind, on, self.now, by, fields))

    def _append(self, line: Line) -> None:
        self.now += SECOND
        self.number += 2
        # Ids do not follow the order of recording: nothing may lean on that.
        own = UUID(int=self.ids_from + (self.number * 7919) % 100_003)
        self.lines.append(replace(line, id=own, recorded_at=self.now))

    def _free(self, after: datetime) -> datetime:
        return max(after, self.now) + SECOND

    def _today(self) -> date:
        return self.now.date()

    def _by(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(TEAM), label="by")

    def _when(self, data: st.DataObject) -> When:
        days = data.draw(_offsets, label="days ago")
        return self._blurred(data, self._today() - timedelta(days=days))

    def _blurred(self, data: st.DataObject, day: date) -> When:
        """Say when it was: mostly the day itself, else as a source would put it."""
        said: dict[int, When] = {
            0: When((DayRange(day, day + 5 * DAY),)),
            1: When.not_later_than(day),
            2: When((DayRange(day, day), DayRange(day + 9 * DAY, day + 9 * DAY))),
            3: replace(When.on(day), approximate=True),
            4: When((DayRange(day, None),)),
            5: When.on(day, time(9)),
            6: When.on(day, time(23, 30)),
            # A slip of the pen, long before every rule or after every calendar.
            7: When.on(day.replace(year=1901, day=1)),
            8: When.on(day.replace(year=2198, day=1)),
        }
        how = data.draw(st.integers(0, 16), label="how sure")
        return said.get(how, When.on(day))

    def _fields(self, data: st.DataObject, kind: str) -> dict[str, Any]:
        fields = self.plain["events"][kind].get("fields", {})
        known = {
            name: self._value(data, each)
            for name, each in fields.items()
            if each["type"] not in {"text", "document"}
        }
        # What is not known is left out.
        return {name: value for name, value in known.items() if value is not None}

    def _value(self, data: st.DataObject, field: Any) -> Any:
        match field["type"]:
            case "choice":
                return data.draw(st.sampled_from([*field["choice"], None]))
            case "yes_no":
                return data.draw(st.sampled_from([True, False, None]))
            case "number":
                return data.draw(st.sampled_from([1, 5, None]))
            case _:
                return self._today() + timedelta(days=data.draw(_offsets))

    def _used(self) -> set[str]:
        """Return every name that the procedure mentions: nothing of it is idle."""
        parts = ("time_limits", "flags", "groups", "composites")
        used = set(_words([self.plain.get(part, []) for part in parts]))
        used |= {
            word
            for each in (*self.law.cascades, *self.law.remedies)
            for word in _words(each.model_dump(mode="json", by_alias=True))
        }
        moving = {k for k, e in self.plain["events"].items() if e.get("moves")}
        moving |= DATED_BESIDE
        return {word.split(".")[0] for word in used} | used | moving

    def _midnights(self, standing: Standing) -> Iterator[datetime]:
        for due in standing.deadlines:
            for day in (due.restore_by_on, due.remind_on, due.opens_on):
                if day is not None:
                    at = datetime.combine(day, time(), tzinfo=UTC)
                    yield from (at, at + DAY, at + 2 * DAY)

    def _note(self, standing: Standing) -> None:
        met = self.reached
        met["silence"] += bool(standing.silences)
        met["silence upon silence"] += len(standing.silences) > 1
        met["flag"] += bool(standing.flags)
        met["unexpected"] += bool(standing.anomalies)
        for due in standing.deadlines:
            met[f"state {due.state}"] += 1
            met[f"timeliness {due.timeliness}"] += 1
            met[f"no date: {due.no_date}"] += 1
            met[f"restoration {due.restoration}"] += 1
            met["clock of a person"] += due.person is not None
            met["checked"] += due.double_checked
            met["taken on"] += due.acknowledged_by is not None
            earlier = due.remind_on and due.safe_on and due.remind_on < due.safe_on
            met["reminded early"] += bool(earlier)


_ACTS = ("acknowledged", "satisfied", "waived", "extended", "assigned", "date_entered")
_AROUND = (0 * SECOND, SECOND, 2 * DAY, -SECOND)
_BOUND = ("us", "court")
_OF_PEOPLE = ("checked", "taken_by", "remind_on")
_NAMES = ("id", "trigger", "done_by", "known_at")


def nameless(standing: Standing, *more: str) -> View:
    """Return what a standing says, without ids and without since when it is known."""
    view = without(ours(standing), *_NAMES, *more)
    silences = sorted(each[1:] for each in view["silences"])
    flags = sorted((each[0], each[1], each[3]) for each in view["flags"])
    unexpected = sorted((a.kind, a.track, a.state) for a in standing.anomalies)
    return {**view, "silences": silences, "flags": flags, "unexpected": unexpected}


def agree(one: View, other: View) -> None:
    """Compare part by part, so that a failure shows what differs and not everything."""
    for part, said in one.items():
        if said != other[part]:
            raise AssertionError(f"{part}: {_unlike(said, other[part])}")


def _unlike(one: Any, other: Any) -> str:
    if not isinstance(one, list) or len(one) != len(other):
        return f"{one} != {other}"
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if isinstance(pairs[0][0], dict) and pairs[0][0].keys() == pairs[0][1].keys():
        return "; ".join(
            f"{a['limit']} {key}: {a[key]} != {b[key]}"
            for a, b in pairs
            for key in a
            if a[key] != b[key]
        )
    return f"{pairs}"


def _moments(standing: Standing) -> Iterator[datetime]:
    for due in standing.deadlines:
        yield from (m for m in (due.closes_at, due.late_at) if m is not None)
    if standing.changes_at is not None:
        yield standing.changes_at


def _words(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield str(key)
                yield from _words(each)
        case list():
            for each in value:
                yield from _words(each)
