"""Why this day? The steps of a computation as sentences, in nobody's language yet.

A :class:`Sentence` is an English message with named values; the wording package turns
it into the reader's language. The order of the steps is the order of the count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.computation import (
    ReadingResult,
    Skipped,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.limit import AnyTerm
from remedytrack.core.timelimits.profile import RollWay
from remedytrack.core.timelimits.terms import (
    ByLetter,
    FixedDate,
    Reasonable,
    Term,
    Unit,
    Windows,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message to be said in the reader's language.

    ``values`` holds dates, numbers, texts, further sentences, or tuples of them.
    """

    msgid: str
    values: Mapping[str, object]


def _said(message: Sentence, **values: object) -> Sentence:
    return Sentence(message.msgid, values)


_TRIGGER = Sentence("Counted from %(day)s.", {})
_TRIGGER_AT = Sentence("Counted from %(moment)s.", {})
_VERSION = Sentence("The text in force on %(day)s is that of %(since)s.", {})
_NOT_COUNTED = Sentence(
    "%(day)s itself is not counted; the first day is %(first)s.", {}
)
_COUNTED = Sentence("%(day)s is the first day counted.", {})
_CLIPPED = Sentence(
    "%(length)s end on %(day)s, the last day of the month, which has no such day.", {}
)
_COUNT = Sentence("%(length)s end on %(day)s.", {})
_SKIPPING = Sentence("Not counted: %(days)s.", {})
_CUTOFF = Sentence("It came after hours, so it counts as of %(day)s.", {})
_DEEMED = Sentence("With %(length)s for delivery the day is %(day)s.", {})
_FIXED = Sentence("The law names the day: %(day)s.", {})
_WINDOW = Sentence("It falls into “%(title)s”, which ends on %(day)s.", {})
_LETTER = Sentence("The letter names the last day: %(day)s.", {})
_LOOK_BACK = Sentence(
    "Counting back from %(day)s still reaches the event; from the next day it does "
    "not.",
    {},
)
_EXTEND = Sentence("The extension by %(length)s moves the end to %(day)s.", {})
_IN_PERSON = Sentence(
    "What is done at the office must be done before it closes: %(moment)s.", {}
)
_IN_PERSON_UNKNOWN = Sentence(
    "What is done at the office must be done before it closes on %(day)s; ask for the "
    "hour.",
    {},
)
_AT_LEAST = Sentence(
    "At least %(length)s must lie in the term, so it ends on %(day)s.", {}
)
_STOP = Sentence("The suspension moves the end to %(day)s.", {})
_ROLL = Sentence("%(day)s is not a working day; the last day becomes %(rolled)s.", {})
_ROLL_BACK = Sentence(
    "%(day)s is not a working day; the last day becomes %(rolled)s, before it.", {}
)
_ROLL_UNKNOWN = Sentence(
    "The calendar does not reach %(day)s, so nobody knows yet whether it is a working "
    "day: the date is preliminary.",
    {},
)
_ENDS = Sentence("The day ends at 24:00, that is %(moment)s.", {})
_ENDS_AT_CLOSE = Sentence(
    "The act must be done before the office closes; the day ends %(moment)s.", {}
)
_ENDS_AT_MOMENT = Sentence("The term ends to the minute: %(moment)s.", {})

_LENGTHS = {
    Unit.MINUTE: (Sentence("one minute", {}), Sentence("%(n)d minutes", {})),
    Unit.HOUR: (Sentence("one hour", {}), Sentence("%(n)d hours", {})),
    Unit.DAY: (Sentence("one calendar day", {}), Sentence("%(n)d calendar days", {})),
    Unit.WORKING_DAY: (
        Sentence("one working day", {}),
        Sentence("%(n)d working days", {}),
    ),
    Unit.WEEK: (Sentence("one week", {}), Sentence("%(n)d weeks", {})),
    Unit.MONTH: (Sentence("one month", {}), Sentence("%(n)d months", {})),
    Unit.YEAR: (Sentence("one year", {}), Sentence("%(n)d years", {})),
}

_WEEKEND = Sentence("%(day)s (weekend)", {})
_DAY_OFF = Sentence("%(day)s (%(name)s)", {})
_IN_LIEU = Sentence("%(day)s (day off for %(of)s, %(name)s)", {})
_MOVED_OFF = Sentence("%(day)s (day of rest moved from %(of)s)", {})


def length(n: int, unit: Unit) -> Sentence:
    """Return “10 working days”, “one month”."""
    one, many = _LENGTHS[unit]
    return one if n == 1 else _said(many, n=n)


_ON_A_DAY = Sentence("until a day that the law names", {})
_TO_SESSION = Sentence("by the windows of the sessions", {})
_AS_LETTER = Sentence("as the letter says", {})
_IN_TIME = Sentence("within a reasonable time", {})


def term(terms: AnyTerm) -> Sentence:
    """Return a term of any form: “ten days”, “as the letter says”."""
    match terms:
        case Term():
            return length(terms.n, terms.unit)
        case FixedDate():
            return _ON_A_DAY
        case Windows():
            return _TO_SESSION
        case ByLetter():
            return _AS_LETTER
        case Reasonable():
            return _IN_TIME
        case _:
            assert_never(terms)


def sentences(reading: ReadingResult) -> Iterator[tuple[Sentence, str | None]]:
    """Yield each step of a reading as a sentence, with the paragraph it rests on."""
    for step in reading.steps:
        yield from told(step)


def told(step: Step) -> Iterator[tuple[Sentence, str | None]]:
    """Yield one step as a sentence or two: what it did, and the days it left out."""
    yield _step(step), step.cite
    if step.skipped:
        yield _said(_SKIPPING, days=tuple(map(skipped_day, step.skipped))), None


def skipped_day(skipped: Skipped) -> Sentence:
    """Return a day that was left out, with its reason."""
    match skipped.kind:
        case "weekend":
            return _said(_WEEKEND, day=skipped.day)
        case "moved_off":
            return _said(_MOVED_OFF, day=skipped.day, of=skipped.of)
        case "in_lieu":
            name: Texts | str = skipped.name or ""
            return _said(_IN_LIEU, day=skipped.day, of=skipped.of, name=name)
        case _:
            return _said(_DAY_OFF, day=skipped.day, name=skipped.name or skipped.kind)


def _step(step: Step) -> Sentence:
    tell = {
        StepOp.VERSION: _version,
        StepOp.TRIGGER: _trigger,
        StepOp.CUTOFF: _cutoff,
        StepOp.DEEMED: _deemed,
        StepOp.AT_LEAST: _at_least,
        StepOp.APPOINTED: _appointed,
        StepOp.LOOK_BACK: _looked_back,
        StepOp.EXTEND: _extended,
        StepOp.FIRST_DAY: _first_day,
        StepOp.COUNT: _count,
        StepOp.STOP: _stop,
        StepOp.ROLL: _roll,
        StepOp.END: _end,
    }
    return tell[step.op](step)


def _version(step: Step) -> Sentence:
    return _said(_VERSION, day=step.before_on, since=step.after_on)


def _trigger(step: Step) -> Sentence:
    if step.moment_at is None:
        return _said(_TRIGGER, day=step.after_on)
    return _said(_TRIGGER_AT, moment=step.moment_at)


def _first_day(step: Step) -> Sentence:
    if step.code == "counted":
        return _said(_COUNTED, day=step.after_on)
    return _said(_NOT_COUNTED, day=step.before_on, first=step.after_on)


def _count(step: Step) -> Sentence:
    term = length(step.n or 0, step.unit or Unit.DAY)
    last_of_month = step.after_on is not None and (step.after_on + ONE_DAY).day == 1
    clipped = step.code == "clipped" and last_of_month
    message = _CLIPPED if clipped else _COUNT
    return _said(message, length=term, day=step.after_on)


def _cutoff(step: Step) -> Sentence:
    return _said(_CUTOFF, day=step.after_on)


def _deemed(step: Step) -> Sentence:
    term = length(step.n or 0, step.unit or Unit.DAY)
    return _said(_DEEMED, length=term, day=step.after_on)


def _at_least(step: Step) -> Sentence:
    term = length(step.n or 0, Unit.WORKING_DAY)
    return _said(_AT_LEAST, length=term, day=step.after_on)


def _appointed(step: Step) -> Sentence:
    message = {"fixed": _FIXED, "window": _WINDOW}.get(step.code or "", _LETTER)
    return _said(message, day=step.after_on, title=step.title or "")


def _looked_back(step: Step) -> Sentence:
    return _said(_LOOK_BACK, day=step.after_on)


def _extended(step: Step) -> Sentence:
    term = length(step.n or 0, step.unit or Unit.DAY)
    return _said(_EXTEND, length=term, day=step.after_on)


def _stop(step: Step) -> Sentence:
    return _said(_STOP, day=step.after_on)


def _roll(step: Step) -> Sentence:
    if step.code == "beyond_calendar":
        return _said(_ROLL_UNKNOWN, day=step.before_on)
    back = step.way is RollWay.BACKWARD
    message = _ROLL_BACK if back else _ROLL
    return _said(message, day=step.before_on, rolled=step.after_on)


def _end(step: Step) -> Sentence:
    if step.code == "in_person":
        message = _IN_PERSON if step.moment_at else _IN_PERSON_UNKNOWN
        return _said(message, moment=step.moment_at, day=step.after_on)
    message = {"24:00": _ENDS, "office_close": _ENDS_AT_CLOSE}.get(
        step.code or "", _ENDS_AT_MOMENT
    )
    return _said(message, moment=step.moment_at)
