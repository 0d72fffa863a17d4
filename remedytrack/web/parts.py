"""What the application was made of: handed over once, never looked up elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request

from remedytrack.clock import Clock
from remedytrack.lawbook import Lawbook
from remedytrack.services.past import as_known, end_of
from remedytrack.services.registry import Registry
from remedytrack.settings import Settings
from remedytrack.storage.unit import Store

_EXTENSION = "remedytrack"
HOME_ZONE = ZoneInfo("Asia/Almaty")
"""Where a day without a zone ends."""

_LOOKED_BACK_AT = {"docket", "cases", "findings", "remedies", "register", "detentions"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that :func:`remedytrack.app.create_app` was given."""

    settings: Settings
    store: Store
    lawbook: Lawbook
    clock: Clock

    def belong_to(self, app: Flask) -> None:
        """Hand the parts to ``app``."""
        app.extensions[_EXTENSION] = self


def init_app(app: Flask) -> None:
    """Let every page of ``app`` look back at an earlier day, and stay there."""
    app.teardown_request(_forget_the_past)
    app.url_defaults(_stay_there)


def parts() -> Parts:
    """Return the parts of the application that answers now."""
    return cast(Parts, current_app.extensions[_EXTENSION])


def known_on() -> date | None:
    """Return the earlier day that the reader asks about, if they do.

    ``?as_known=2025-03-01``: every page then shows what was on record at its end. A
    day that is no day, or not over yet, asks about the present.
    """
    try:
        day = date.fromisoformat(request.args.get("as_known", ""))
    except ValueError:
        return None
    return day if end_of(day, HOME_ZONE) < parts().clock.now() else None


def registry() -> Registry:
    """Return what the services work with: the record, or as it was known then."""
    present = Registry(parts().store, parts().lawbook)
    if known_on() is None:
        return present
    if "past" not in g:
        g.past = as_known(present, now())
    return cast(Registry, g.past)


def now() -> datetime:
    """Return the one moment of this request: asked once, the same to its end."""
    if "now" not in g:
        day = known_on()
        g.now = parts().clock.now() if day is None else end_of(day, HOME_ZONE)
    return cast(datetime, g.now)


def _forget_the_past(_error: BaseException | None) -> None:
    past = g.pop("past", None)
    if past is not None:
        past.store.close()


def _stay_there(endpoint: str, values: dict[str, Any]) -> None:
    """Let the links of a page about an earlier day lead to pages about that day."""
    if has_request_context() and endpoint.partition(".")[0] in _LOOKED_BACK_AT:
        day = known_on()
        if day is not None:
            values.setdefault("as_known", day.isoformat())
