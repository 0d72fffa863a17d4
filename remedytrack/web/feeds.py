"""The calendar feed: its reader switches it on, a calendar reads it by its address."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirection

from remedytrack.notify.calendar_feed import written
from remedytrack.services.feeds import feed_of, feed_since, start_feed, stop_feed
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import WRITERS, open_to, viewer
from remedytrack.wording import Wording

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/me/calendar")
@open_to(*WRITERS)
def overview() -> str:
    """Say what a feed is, whether there is one, and how to start or end it."""
    return _page(feed_since(registry(), viewer=viewer()))


@blueprint.post("/me/calendar/start")
@open_to(*WRITERS)
def start() -> str:
    """Start a feed, or one under a new address; the address is shown only now."""
    secret = start_feed(registry(), actor=viewer(), now=now())
    path = url_for("feeds.calendar", secret=secret)
    return _page(now(), f"{parts().settings.public_url}{path}")


@blueprint.post("/me/calendar/stop")
@open_to(*WRITERS)
def stop() -> Redirection:
    """End the feed."""
    stop_feed(registry(), actor=viewer(), now=now())
    flash(_("The calendar feed is off; its address is dead."), "done")
    return redirect(url_for("feeds.overview"), code=303)


@blueprint.get("/calendar/<secret>.ics")
def calendar(secret: str) -> Response:
    """Give the feed to whoever knows its address; nobody else learns that it exists."""
    feed = feed_of(registry(), secret, now())
    reader = feed.recipient
    ical = written(
        feed.days, feed.as_of, ZoneInfo(reader.zone), Wording(reader.language)
    )
    return Response(ical, mimetype="text/calendar")


def _page(since: datetime | None, address: str | None = None) -> str:
    return render_template(
        "calendar_feed.html", since=since, address=address, zone=reader_zone()
    )
