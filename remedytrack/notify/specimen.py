"""A specimen: what a mail would say, about cases that do not exist."""

from __future__ import annotations

from datetime import date, timedelta

from remedytrack.core.reminding import Sort
from remedytrack.notify.letters import Item, Letter, What
from remedytrack.notify.rendering import Rendered, render
from remedytrack.wording import Wording

_CASES = (
    ("RT-7Q4K-2MXP", What.FILE_BY, 1),
    ("RT-3D8N-5WHC", What.FILE_BY, 5),
    ("RT-9B2F-6TKR", What.THEIR_DAY, 7),
)


def specimen(language: str, zone: str, today: date, home_link: str) -> Rendered:
    """Return a daily mail of ``today`` about three made-up cases.

    Args:
        language: of the reader.
        zone: of the forum in the mail, such as ``Asia/Almaty``.
        today: the reader's day.
        home_link: the address that mails lead to.
    """
    items = tuple(_item(ref, what, today, days, zone) for ref, what, days in _CASES)
    letter = Letter(Sort.DIGEST, items, today, home_link, zone=zone)
    return render(letter, Wording(language))


def _item(ref: str, what: What, today: date, days: int, zone: str) -> Item:
    return Item(
        ref=ref,
        what=what,
        on=today + timedelta(days=days),
        shown_on=None,
        was_on=None,
        days_left=days,
        closes_at=None,
        zone=zone,
        provisional=False,
        taken_on=False,
        link="",
        ours=what is What.FILE_BY,
    )
