"""A feed as iCalendar (RFC 5545): days with a neutral title, and nothing else.

No description of a case, no place, no people, no link: what a calendar shows on a
locked telephone, or hands to a cloud, says only that there is something to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from remedytrack.wording import Wording

_PRODUCT = "-//Calendar//Feed//EN"
_REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedDay:
    """A day in a calendar, without a word about what it is for.

    ``uid`` stays the same as long as the feed has its secret; ``sequence`` grows with
    every change of the case; ``cancelled`` says that there is nothing to do any more.
    """

    uid: str
    on: date
    sequence: int
    cancelled: bool


def written(
    days: tuple[FeedDay, ...], as_of: datetime, zone: ZoneInfo, wording: Wording
) -> bytes:
    """Return the feed as bytes.

    Args:
        days: what to show.
        as_of: the moment at which they were true; a calendar may show it days later.
        zone: the reader's zone, in which that moment is told.
        wording: the reader's language.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", wording.say("Reminders"))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    told = wording.say(
        "As of %(moment)s. A calendar may be late: the list on the site counts.",
        moment=wording.moment(as_of, zone),
    )
    for day in days:
        calendar.add_component(_event(day, as_of, told, wording))
    return bytes(calendar.to_ical())


def _event(day: FeedDay, as_of: datetime, told: str, wording: Wording) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", as_of)
    event.add("last-modified", as_of)
    event.add("sequence", day.sequence)
    event.add("dtstart", day.on)
    event.add("summary", wording.say("Reminder"))
    event.add("description", told)
    event.add("status", "CANCELLED" if day.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
