"""The phrases that fill the sentences of a mail, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY
from remedytrack.notify.letters import Item, Letter, What
from remedytrack.notify.urgency import days_left, needs_a_taker, told_as
from remedytrack.wording import Wording
from remedytrack.wording.dates import clock_time, zone_name

_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Slot:
    """A day and an hour of the reader's."""

    day: str
    clock: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """One item as the templates speak of it.

    What an item lacks is an empty phrase, and the templates leave its line out.
    """

    item: Item
    today: date
    wording: Wording

    @property
    def what(self) -> What:
        """Which words it gets; names the template."""
        return told_as(self.item, self.today)

    @property
    def ref(self) -> str:
        """The reference."""
        return self.item.ref

    @property
    def link(self) -> str:
        """The address of the entry."""
        return self.item.link

    @property
    def days(self) -> int:
        """Whole days left, negative after the day."""
        return days_left(self.item, self.today)

    @property
    def days_past(self) -> int:
        """Whole days since; at least one, because zones differ around midnight."""
        return max(-self.days, 1)

    @property
    def provisional(self) -> bool:
        """Whether what the date rests on is not proven."""
        return self.item.provisional

    @property
    def taken_on(self) -> bool:
        """Whether somebody has taken it on."""
        return self.item.taken_on

    @property
    def deputy_told(self) -> bool:
        """Whether the deputy has this mail too."""
        return self.item.deputy_told

    @property
    def asks_to_check(self) -> bool:
        """Whether the reader is asked to check the date itself."""
        return self.item.asks_to_check and self.what is What.FILE_BY

    @property
    def awaits_second_check(self) -> bool:
        """Whether the page shows a later date that one person alone has entered."""
        on, shown_on = self.item.on, self.item.shown_on
        return on is not None and shown_on is not None and shown_on > on

    @property
    def day(self) -> str:
        """``Tuesday 2 December 2025``: the date the reminders run on."""
        return self._long(self.item.on)

    @property
    def was(self) -> str:
        """The date before it moved."""
        return self._long(self.item.was_on)

    @property
    def shown(self) -> str:
        """The date on the page."""
        return self._long(self.item.shown_on or self.item.on)

    @property
    def brief_day(self) -> str:
        """``Tue 2 Dec``, with the year where it is another than today's."""
        return self._brief(self.item.on)

    @property
    def brief_was(self) -> str:
        """The date before it moved, for a line of a list."""
        return self._brief(self.item.was_on)

    @property
    def brief_shown(self) -> str:
        """The date on the page, for a line of a list."""
        return self._brief(self.item.shown_on or self.item.on)

    @property
    def place(self) -> str:
        """``Almaty, UTC+5``, with the offset of that day."""
        zone, ends_at = self._zone, self._ends_at
        if ends_at is None:
            ends_at = datetime.combine(
                self.item.on or self.today, time(12), tzinfo=zone
            )
        return zone_name(ends_at, zone, self.wording.language)

    @property
    def where(self) -> str:
        """``until 24:00, Almaty, UTC+5``; only the place where no hour is known."""
        ends_at = self._ends_at
        if ends_at is None:
            return self.place
        clock = _clock(ends_at)
        return self.wording.say(
            "until %(clock)s, %(place)s", clock=clock, place=self.place
        )

    @property
    def closes(self) -> str:
        """``Tue 2 Dec, 24:00 (Almaty, UTC+5)``; empty where no hour is known."""
        ends_at = self._ends_at
        if ends_at is None:
            return ""
        day = ends_at.date() - ONE_DAY if _is_midnight(ends_at) else ends_at.date()
        return self.wording.say(
            "%(day)s, %(clock)s (%(place)s)",
            day=self._brief(day),
            clock=_clock(ends_at),
            place=self.place,
        )

    @property
    def ends_with_the_day(self) -> bool:
        """Whether the last day counts until 24:00, when every counter has closed."""
        return self._ends_at is not None and _is_midnight(self._ends_at)

    @property
    def marks(self) -> Sequence[str]:
        """What is said at the end of its line in a list."""
        say, open_for_us = self.wording.say, needs_a_taker(self.item, self.today)
        marks = {
            say("not taken on"): open_for_us and self.what is not What.NOT_TAKEN_ON,
            say("preliminary"): self.provisional,
            say("second check not done"): self.awaits_second_check,
            say("check the date"): self.asks_to_check,
        }
        return [mark for mark, applies in marks.items() if applies]

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.item.zone)

    @property
    def _ends_at(self) -> datetime | None:
        """The end of the term in its zone; in days, at its hour of the item's date."""
        if self.item.closes_at is None:
            return None
        closes_at = self.item.closes_at.astimezone(self._zone)
        if self.what is What.HOURS or self.item.on is None:
            return closes_at
        day = self.item.on + ONE_DAY if _is_midnight(closes_at) else self.item.on
        return datetime.combine(day, closes_at.time(), tzinfo=self._zone)

    def _long(self, day: date | None) -> str:
        return self.wording.long_day(day) if day else ""

    def _brief(self, day: date | None) -> str:
        if day is None:
            return ""
        same_year = day.year == self.today.year
        return self.wording.brief_day(day) if same_year else self.wording.day(day)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """How the sending fares; ``ran`` is the last run, in the reader's zone."""

    ran: Slot | None
    waiting: int
    bounced: int


def service_line(letter: Letter, wording: Wording) -> ServiceLine | None:
    """Return what the line about the service says, for those who watch over it."""
    service = letter.service
    if service is None:
        return None
    ran = local_slot(service.ran_at, letter.zone, wording)
    return ServiceLine(ran, service.waiting, service.bounced)


def local_slot(at: datetime | None, zone: str, wording: Wording) -> Slot | None:
    """Return a moment as its reader's calendar and clock show it."""
    if at is None:
        return None
    local = at.astimezone(ZoneInfo(zone))
    return Slot(wording.brief_day(local.date()), clock_time(local.time()))


def _is_midnight(at: datetime) -> bool:
    return at.time() == _MIDNIGHT


def _clock(at: datetime) -> str:
    return "24:00" if _is_midnight(at) else clock_time(at.time())
