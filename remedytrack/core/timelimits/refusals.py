"""Why a term cannot be counted, and what would help."""

from __future__ import annotations

from datetime import date


class CannotCount(ValueError):
    """The rule and the facts given do not allow an answer."""


class NoSuchDay(CannotCount):
    """The month has no such day and the profile refuses to choose another."""

    def __init__(self, trigger_on: date) -> None:
        super().__init__(
            f"The term from {trigger_on} ends in a month without that day, and the "
            "profile says `month_end: refuse`."
        )


class ClockTimeMissing(CannotCount):
    """A term in hours needs the minute at which it begins."""

    def __init__(self, trigger_on: date) -> None:
        super().__init__(
            f"A term in hours needs a clock time: write {trigger_on}T15:00, not only "
            "the day."
        )


class CalendarMissing(CannotCount):
    """The way of counting asks for working days and the rule names no calendar."""

    def __init__(self, reading: str) -> None:
        super().__init__(
            f"The way of counting “{reading}” needs working days; give the time limit "
            "a `calendar`."
        )


class StillSuspended(CannotCount):
    """A suspension has begun, nothing says that it ended: the term has no end yet."""

    def __init__(self, since: date) -> None:
        super().__init__(
            f"The term is suspended since {since} and has no last day until the event "
            "that ends the suspension is recorded."
        )


class LetterSilent(CannotCount):
    """The term is set by a letter, and nobody has entered what the letter says."""

    def __init__(self, limit: str, field: str) -> None:
        super().__init__(
            f"{limit}: the letter sets this term; enter its “{field}”, a number or a "
            "day as the letter has it."
        )


class NoNumberInLaw(CannotCount):
    """The law says “within a reasonable time”: there is nothing to count."""

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"{limit}: the law gives no number for a reasonable time, so there is no "
            "last day; there is a reminder to ask."
        )


class OutsideWindows(CannotCount):
    """The trigger falls into none of the windows that the rule names."""

    def __init__(self, day: date) -> None:
        super().__init__(f"The rule names no window of the year that holds {day}.")


class NotExtendable(CannotCount):
    """An extension in days cannot lengthen a term that runs by the clock, or back."""

    def __init__(self) -> None:
        super().__init__(
            "The extension is counted by the calendar and the term by the clock, or "
            "the other way round; the rule must name one of them."
        )
