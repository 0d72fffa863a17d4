"""What a mail may say: references, dates, zones, marks and links, and nothing else.

No field could hold a person, an organisation, a court, a title or any free text, so a
mail cannot give a case away, whatever is planned, replayed or mistyped elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from remedytrack.core.reminding import Sort


class What(StrEnum):
    """What one deadline asks of the reader, or tells them.

    ``file_by``, ``today``, ``overdue``, ``missed`` and ``not_taken_on`` are ours to do,
    ``their_day`` and ``late`` another party's. A ``confidential`` period ends by count
    only; a ``liftable`` one waits for a person. ``hours`` is a term in hours. Somebody
    has yet to decide on a ``proposal``; with ``liability`` what others can be held to
    account for comes to its end.
    """

    FILE_BY = "file_by"
    TODAY = "today"
    OVERDUE = "overdue"
    MISSED = "missed"
    THEIR_DAY = "their_day"
    LATE = "late"
    UNDATED = "undated"
    CONFIDENTIAL = "confidential"
    LIFTABLE = "liftable"
    MOVED_LATER = "moved_later"
    MOVED_EARLIER = "moved_earlier"
    NOT_TAKEN_ON = "not_taken_on"
    HOURS = "hours"
    PROPOSAL = "proposal"
    LIABILITY = "liability"


@dataclass(frozen=True, slots=True)
class Item:
    """One deadline in one mail.

    What an item lacks is left out of its words: a mail that says less is better than
    one that is never sent.

    Attributes:
        ref: the random reference, such as ``RT-7Q4K-2MXP``.
        what: which words it gets.
        on: file by, end of their term, or confidential until: the date that the
            reminders run on. Never the arguable date of an act of ours.
        shown_on: the date on the page, where it is a later one that no second person
            has checked.
        was_on: the date before it moved.
        days_left: whole days from the letter's today to ``on``, negative after it;
            counted from the two where it is None.
        closes_at: the aware moment at which the term ends. For a term in days only
            its hour is used, because ``on`` may be earlier.
        zone: the forum's zone, such as ``Asia/Almaty``.
        provisional: what the date rests on is not proven.
        taken_on: somebody has taken it on.
        link: the address of the entry, without a case id or a token.
        deputy_told: the deputy has been sent the same mail.
        ours: we are the ones who must act.
        asks_to_check: the reader is asked to check the date itself.
        new: it is why the mail is sent; the rest is there for the whole picture.
    """

    ref: str
    what: What
    on: date | None
    shown_on: date | None
    was_on: date | None
    days_left: int | None
    closes_at: datetime | None
    zone: str
    provisional: bool
    taken_on: bool
    link: str
    deputy_told: bool = False
    ours: bool = True
    asks_to_check: bool = False
    new: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """How the sending of mails fares, for those who watch over it.

    Attributes:
        ran_at: when the scheduler last finished a round; ``None`` if never.
        waiting: mails that are not sent yet, this one left out.
        bounced: addresses that refused mail, so that nothing is sent there.
    """

    ran_at: datetime | None
    waiting: int
    bounced: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person, before it is put into words.

    Attributes:
        sort: how it travels; all that came due for the daily mail is one digest.
        items: the deadlines in it, in any order.
        today: the reader's day.
        home_link: the address of the reader's list.
        as_deputy: the reader gets it in somebody's place.
        owed_at: when it should have come; set on a mail that comes late after a
            standstill, and only there.
        zone: the reader's own zone, in which ``owed_at`` is told.
        strict: the reader wants no reference and no date in a mail.
        service: for a daily mail of those who watch over the sending.
    """

    sort: Sort
    items: tuple[Item, ...]
    today: date
    home_link: str
    as_deputy: bool = False
    owed_at: datetime | None = None
    zone: str = "UTC"
    strict: bool = False
    service: Service | None = None
