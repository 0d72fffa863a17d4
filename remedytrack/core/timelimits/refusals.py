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
