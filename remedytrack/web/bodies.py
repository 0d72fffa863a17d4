"""The bodies that a form offers, and the one that was chosen or named anew."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from remedytrack.services import opening
from remedytrack.web.forms import Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import viewer

Options = list[tuple[str, str]]

AUTHORITY, NEW, CALENDAR = "authority", "new_authority", "calendar"


def bodies() -> Options:
    """Return the bodies on record, by name."""
    return sorted(((str(i), name) for i, name in _names().items()), key=lambda o: o[1])


def calendars() -> Options:
    """Return the calendars that a new body may work by, the commonest first."""
    law = parts().lawbook
    used = Counter(each.calendar for each in law.workflows.values())
    known = sorted(law.calendars.items(), key=lambda each: -used[each[0]])
    return [(name, wording().text(each.title)) for name, each in known]


def body_of(form: Form) -> UUID | None:
    """Return the body of ``form``, put on record where its name is new.

    Ask last, when nothing else can be wrong any more. Raises
    :class:`~remedytrack.web.forms.Wrong`.
    """
    if name := form.text(NEW):
        return _called(name) or _added(name, form)
    if not (chosen := form.text(AUTHORITY)):
        return None
    known = {str(each): each for each in _names()}
    if chosen not in known:
        raise Wrong(AUTHORITY, _("Choose one of those offered."))
    return known[chosen]


def _names() -> dict[UUID, str]:
    with parts().store.reading() as unit:
        return unit.authorities.known()


def _called(name: str) -> UUID | None:
    """Return the body that goes by this name already, or by it as an alias."""
    with parts().store.reading() as unit:
        named = {each: (one,) for each, one in unit.authorities.known().items()}
        others = unit.authorities.aliases()
    for each, names in named.items():
        known = {one.casefold() for one in (*names, *others.get(each, ()))}
        if name.casefold() in known:
            return each
    return None


def _added(name: str, form: Form) -> UUID:
    calendar = form.text(CALENDAR)
    if calendar not in parts().lawbook.calendars:
        raise Wrong(CALENDAR, _("Choose one of those offered."))
    added = opening.add_authority(
        registry(), actor=viewer(), now=now(), name=name, calendar=calendar
    )
    return added.id
