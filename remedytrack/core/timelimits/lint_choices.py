"""Choices that the grammar lets pass and a rule must still make (W04, W06, W14).

What every rule must say is refused where it is read or made complete: `month_end` (W01,
W02), `count` (W03), `month_anchor` (W05), `deemed.when` (W06), `day_means` (W07),
`select_by` (W11), `resume`, `from_day` and `to_day` (W13), `ends` (W14), `missing`
(W15).
"""

from __future__ import annotations

from collections.abc import Iterator

from remedytrack.core.findings import Check, Finding, Path
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import Direction, Ends, RollWay, ServiceWhen
from remedytrack.core.timelimits.terms import CLOCKED


def choice_findings(
    rule: str, ways: tuple[Counting, ...], calendar: CalendarFile | None, at: Path
) -> Iterator[Finding]:
    """Yield each choice that a reading of ``rule`` leaves open, each once."""
    open_choices = (said for way in ways for said in _left_open(way, calendar))
    for said in dict.fromkeys(open_choices):
        yield Finding(Check.CHOICE_LEFT_OPEN, at, f"{rule}: {said}")


def _left_open(way: Counting, calendar: CalendarFile | None) -> Iterator[str]:
    deemed = way.deemed
    if (
        deemed is not None
        and deemed.when is ServiceWhen.AFTER
        and way.roll_way is not RollWay.NONE
        and "roll" not in deemed.model_fields_set
    ):
        yield (
            "nothing says `deemed.roll` (W06): is the term rolled before the days of "
            "delivery are added (between), or only at the end (once)?"
        )
    if way.ends is Ends.OFFICE_CLOSE:
        yield from _office(way, calendar)


def _office(way: Counting, calendar: CalendarFile | None) -> Iterator[str]:
    """Where acts end with the office, they also arrive by its hours."""
    forward = way.direction is Direction.AFTER and way.unit not in CLOCKED
    if forward and way.cutoff is None:
        yield (
            "the day ends when the office closes, and nothing says `cutoff` (W04): "
            "from which hour does what comes in count as of the next day?"
        )
    if calendar is not None and calendar.office_closes is None:
        yield (
            "the day ends when the office closes, and the calendar "
            f"“{calendar.calendar}” says no `office_closes` (W14): it would end at "
            "24:00"
        )
