"""What belongs to no procedure: appointments and evidence, followed one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid5

from tests.oracle.settled import Settling
from tests.oracle.values import DAY, Due, Line, fact, midnight

Chain = list[Line]

_ENDS = {
    "appointment_held": "appointment_on",
    "appointment_cancelled": "appointment_on",
    "appointment_adjourned": "appointment_on",
    "appointment_set": "adjourned_from",
}
_EVIDENCE = (
    "evidence_noted",
    "preservation_requested",
    "evidence_secured",
    "evidence_lost",
)

DATED_BESIDE = {*_ENDS, *_EVIDENCE}
"""The events of every procedure that dates hang on."""


class Beside(Settling):
    """Dates that no rule gives: what takes place, and what will not wait."""

    def _appointed(self) -> Iterator[Due]:
        told = [c for c in self.standing if c[-1].kind in _ENDS]
        told.sort(key=lambda c: (_first(c), str(c[-1].when), str(c[0].id)))
        left = [c for c in told if c[-1].kind == "appointment_set"]
        held: list[tuple[Chain, Line]] = []
        for chain in told:
            line = chain[-1]
            found = _spoken_of(chain, [c for c in left if c is not chain])
            if found is not None:
                left.remove(found)
                if line.kind == "appointment_held":
                    held.append((found, line))
        for chain in left:
            yield self._unhurried(self._appointment(chain), None)
        for chain, line in held:
            yield self._unhurried(self._appointment(chain), line)

    def _appointment(self, chain: Chain) -> Due:
        line, zone = chain[-1], self.forum.zone
        first = line.when.earliest or line.when.latest
        last = line.when.latest or first
        hour = None
        if line.when.day and line.when.clock and not line.when.approximate:
            hour = datetime.combine(line.when.day, line.when.clock, zone)
        return Due(
            id=uuid5(chain[0].id, "appointment"),
            limit="appointment",
            bound="us",
            consequence="target",
            status=None,
            trigger=fact(chain),
            person=line.person,
            safe_on=first,
            arguable_on=last,
            remind_on=first,
            closes_at=hour or (midnight(first + DAY, zone) if first else None),
            late_at=hour or (midnight(last + DAY, zone) if last else None),
            provisional=line.when.day is None,
        )

    def _perishing(self) -> Iterator[Due]:
        told = [c for c in self.standing if c[-1].kind in _EVIDENCE]
        order = {kind: place for place, kind in enumerate(_EVIDENCE)}
        told.sort(key=lambda c: (_last(c), order[c[-1].kind], str(c[0].id)))
        noted = [c for c in told if c[-1].kind == "evidence_noted"]
        asked: dict[int, Chain] = {}
        over: dict[int, Line] = {}
        for chain in told:
            line = chain[-1]
            closed = {*over, *(asked if line.kind == "preservation_requested" else ())}
            if line.kind == "evidence_noted":
                continue
            for n, piece in enumerate(noted):
                if n not in closed and _same_piece(line, piece[-1]):
                    if line.kind == "preservation_requested":
                        asked[n] = chain
                    else:
                        over[n] = line
                    break
        for n, piece in enumerate(noted):
            yield self._unhurried(self._clock(piece, asked.get(n)), over.get(n))

    def _clock(self, piece: Chain, asked: Chain | None) -> Due:
        name = "ask_again_to_preserve" if asked else "ask_to_preserve"
        began = asked or piece
        when = began[-1].when
        day = when.earliest or when.latest
        wait = timedelta(days=self.plain["settings"][name]["n"])
        return Due(
            id=uuid5(piece[0].id, "evidence"),
            limit="evidence",
            bound="us",
            consequence="target",
            status=None,
            trigger=fact(began),
            person=piece[-1].person,
            remind_on=day + wait if day else None,
            provisional=when.day is None,
            no_date="no_last_day",
        )

    def _unhurried(self, due: Due, done: Line | None) -> Due:
        """Settle what cannot be late, and whose doing is its own proof."""
        by = (done.when, done.id, True) if done else None
        return replace(self._settled(due, by), timeliness=None)


def _spoken_of(chain: Chain, left: Sequence[Chain]) -> Chain | None:
    line = chain[-1]
    named = line.fields.get(_ENDS[line.kind])
    if named:
        day = date.fromisoformat(str(named))
        return next((c for c in left if _can_be(c, day)), None)
    if line.kind == "appointment_set":
        return None
    own = [c for c in left if line.when.earliest and _can_be(c, line.when.earliest)]
    return next(iter([*own, *left]), None)


def _same_piece(step: Line, noted: Line) -> bool:
    number = step.fields.get("evidence_no")
    if number is not None:
        return bool(noted.fields.get("evidence_no") == number)
    return bool(noted.fields.get("sort") == step.fields.get("sort"))


def _can_be(chain: Chain, day: date) -> bool:
    when = chain[-1].when
    early, late = when.earliest or date.min, when.latest or date.max
    return early <= day <= late


def _first(chain: Chain) -> date:
    return chain[-1].when.earliest or chain[-1].when.latest or date.max


def _last(chain: Chain) -> date:
    return chain[-1].when.latest or chain[-1].when.earliest or date.max
