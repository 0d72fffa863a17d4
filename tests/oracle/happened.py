"""What happened in a case, in legal order, and what conditions say about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from uuid import UUID

from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.months import add_months
from remedytrack.core.timelimits.profile import MonthEnd
from remedytrack.lawbook import Lawbook
from tests.oracle.values import (
    DAY,
    Came,
    Due,
    Line,
    Plain,
    Quiet,
    chains,
    day_of,
    fact,
    midnight,
    plain,
)


class Happened:
    """A procedure, a journal and a moment."""

    def __init__(
        self, name: str, law: Lawbook, lines: Sequence[Line], now: datetime
    ) -> None:
        self.law, self.now = law, now
        self.definition = law.workflows[name]
        self.plain = plain(name, law)
        self.forum = law.calendar(self.plain["calendar"])
        self.standing = [c for c in chains(lines) if not c[-1].withdrawn]
        self.came: list[Came] = []
        self.quiet: tuple[Quiet, ...] = ()
        self.dues: tuple[Due, ...] = ()

    def _in_legal_order(self) -> list[Came]:
        kinds = list(self.plain["events"])
        came = [fact(c) for c in self.standing if c[-1].kind in kinds]
        came += [
            Came(q.id, q.id, q.kind, q.when, q.known_at, "", entered=False)
            for q in self.quiet
        ]
        # Three sorts, the least important first: Python's sort is stable.
        came.sort(key=lambda each: str(each.first_id))
        came.sort(key=lambda each: each.when.clock or time.max)
        came.sort(key=lambda each: kinds.index(each.kind))
        came.sort(key=lambda each: day_of(each.when) or date.max)
        return came

    def _of(self, *kinds: str | None) -> list[Came]:
        return [each for each in self.came if each.kind in kinds]

    def _meant(self, name: str) -> list[Came]:
        return self._of(*self.plain.get("groups", {}).get(name, [name]))

    def _walk(self) -> None:
        tracks = self.plain["tracks"]
        self.states = {name: track["initial"] for name, track in tracks.items()}
        self.arrivals: dict[str, UUID] = {}
        self.unexpected: list[tuple[UUID, str, str]] = []
        for each in self.came:
            for track, move in self._moves(each.kind).items():
                here = self.states[track]
                if here not in move.get("from", [here]):
                    self.unexpected.append((each.id, track, here))
                    continue
                there = move.get("to", here)
                if "to_by" in move:
                    there = str(each.fields.get(move["to_by"], here))
                if there != here:
                    self.states[track], self.arrivals[track] = there, each.id

    def _moves(self, kind: str) -> Plain:
        moves: Plain = self.plain["events"][kind].get("moves", {})
        return moves

    def _allowed(self) -> Iterator[str]:
        for kind, event in self.plain["events"].items():
            fits = [
                self.states[track] in move.get("from", [self.states[track]])
                for track, move in self._moves(kind).items()
            ]
            if all(fits) and not event.get("derived"):
                yield kind

    def _true(self, asked: Plain) -> tuple[bool, set[UUID]]:
        """Say whether a condition holds, and which entries say so."""
        if "not" in asked:
            return not self._true(asked["not"])[0], set()
        for word, joined in (("all", all), ("any", any)):
            if word in asked:
                answers = [self._true(each) for each in asked[word]]
                return joined(a for a, _ in answers), _rests(answers)
        if "late" in asked or "expired" in asked:
            limit = asked.get("late") or asked["expired"]
            return self._over(limit, late="late" in asked)
        return self._plainly(asked)

    def _plainly(self, asked: Plain) -> tuple[bool, set[UUID]]:
        match asked:
            case {"occurred": name}:
                found = self._meant(name)
                return bool(found), {each.id for each in found}
            case {"fact": name}:
                return self._is_so(asked, *name.split("."))
            case {"in_state": tracks}:
                here = all(self.states.get(t) in s for t, s in tracks.items())
                causes = {self.arrivals[t] for t in tracks if t in self.arrivals}
                return here, causes if here else set()
            case {"elapsed": setting, "since": name}:
                return self._elapsed(setting, name)
        raise AssertionError(asked)

    def _is_so(self, asked: Plain, kind: str, name: str) -> tuple[bool, set[UUID]]:
        found = self._of(kind)
        if not found or name not in found[-1].fields:
            return False, set()
        value = found[-1].fields[name]
        if "equals" in asked:
            holds = value == asked["equals"]
        elif "in" in asked:
            holds = value in asked["in"]
        elif "before" in asked:
            holds = str(value) < asked["before"]
        else:
            holds = str(value) > asked["after"]
        return holds, {found[-1].id}

    def _over(self, limit: str, *, late: bool) -> tuple[bool, set[UUID]]:
        found = {
            due.trigger.id
            for due in self.dues
            if due.limit == limit
            and due.status != LawStatus.DRAFT
            and (due.state in {"late", "missed"} or (late and due.timeliness == "late"))
        }
        return bool(found), found

    def _elapsed(self, setting: str, name: str) -> tuple[bool, set[UUID]]:
        came = self._meant(name)
        if not came or came[-1].when.latest is None:
            return False, set()
        length = self.plain["settings"][setting]
        day, n = came[-1].when.latest, length["n"]
        match length["unit"]:
            case "month":
                day = add_months(day, n, MonthEnd.DOWN)
            case "year":
                day = add_months(day, 12 * n, MonthEnd.DOWN)
            case "working_day":
                day = self.forum.add_working_days(day, n)
            case "week":
                day += n * 7 * DAY
            case "day":
                day += n * DAY
        over = midnight(day + DAY, self.forum.zone) <= self.now
        return over, {came[-1].id} if over else set()


def _rests(answers: Iterable[tuple[bool, set[UUID]]]) -> set[UUID]:
    return {each for holds, rest in answers if holds for each in rest}
