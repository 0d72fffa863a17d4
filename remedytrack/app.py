"""The Flask application, made of parts that are handed to it.

Nothing is read at import and nothing is global: two applications with two databases
can live in one process, and a test gives a clock that stands still.
"""

from __future__ import annotations

from flask import Flask

from remedytrack.clock import Clock
from remedytrack.lawbook import Lawbook
from remedytrack.resources import folder
from remedytrack.settings import Settings
from remedytrack.storage.unit import Store
from remedytrack.web import (
    acts,
    authorities,
    calculator,
    cases,
    checking,
    coordination,
    detentions,
    docket,
    entries,
    errors,
    evening,
    feeds,
    findings,
    frame,
    headers,
    incidents,
    languages,
    law_changes,
    liveness,
    mail_health,
    next_steps,
    openings,
    parts,
    people,
    register,
    remedies,
    reminders,
    roles,
    signing_in,
    versions,
    vocabulary,
)
from remedytrack.web.parts import Parts
from remedytrack.zones import require_current_zones

LARGEST_REQUEST = 256 * 1024

PAGES = (
    docket,
    detentions,
    cases,
    entries,
    acts,
    checking,
    openings,
    incidents,
    register,
    remedies,
    coordination,
    authorities,
    findings,
    calculator,
    law_changes,
    versions,
    liveness,
    feeds,
    reminders,
    people,
    mail_health,
    evening,
    next_steps,
)


def create_app(
    settings: Settings, *, store: Store, lawbook: Lawbook, clock: Clock
) -> Flask:
    """Return the application that serves the pages.

    Args:
        settings: of this installation; its file of keys is read here.
        store: the database that the pages show and change.
        lawbook: the procedures, calendars and counting profiles.
        clock: what the pages take for now.

    Raises:
        KeysMissing: ``remedytrack init`` was not run yet.
        OutdatedZones: the time zone data are older than 2024a.
    """
    require_current_zones()
    app = Flask(
        "remedytrack",
        static_folder="web/static",
        template_folder=str(folder("templates")),
    )
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        **signing_in.configuration(settings, settings.keys()),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Parts(settings, store, lawbook, clock).belong_to(app)
    parts.init_app(app)
    headers.init_app(app)
    languages.init_app(app)
    signing_in.init_app(app, store)
    roles.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    frame.init_app(app)
    vocabulary.init_app(app)
    errors.init_app(app)
    return app
