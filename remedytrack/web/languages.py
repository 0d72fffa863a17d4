"""Which language a page speaks, and the switch for it.

The reader's own choice (a cookie) comes first, then the language of the account, then
what the browser asks for.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from statistics import mode
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import flask_babel
from babel.support import Translations
from flask import Blueprint, Flask, abort, g, redirect, request
from flask_babel import Babel, Domain, get_locale
from flask_security import current_user
from werkzeug.wrappers import Response

from remedytrack.storage.values import Recipient
from remedytrack.web.parts import parts
from remedytrack.wording import LANGUAGES, Wording, best_language
from remedytrack.wording.catalogue import translations

COOKIE = "language"
NATIVE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}

_KEPT_FOR = timedelta(days=365)

blueprint = Blueprint("languages", __name__)


class CatalogueDomain(Domain):
    """Gives Flask-Babel the catalogues that the rest of the program speaks from."""

    def get_translations(self) -> Translations:
        """Return the translations into the language of this request."""
        return translations(language() if get_locale() else LANGUAGES[0])


class CatalogueBabel(Babel):
    """Flask-Babel over :class:`CatalogueDomain`."""

    @cached_property
    def domain_instance(self) -> CatalogueDomain:
        """The one domain of this program."""
        return CatalogueDomain()


def init_app(app: Flask) -> None:
    """Make ``app`` speak the reader's language."""
    CatalogueBabel(app, locale_selector=chosen_language)
    app.register_blueprint(blueprint)


def chosen_language() -> str:
    """Return the language of this request."""
    own_choice = request.cookies.get(COOKIE, "")
    if own_choice in LANGUAGES:
        return own_choice
    own = reader()
    if own is not None:
        return best_language([own.language])
    return best_language(request.accept_languages.values())


def reader() -> Recipient | None:
    """Return the language and zone of the account signed in, where it has them."""
    if "reader" not in g:
        g.reader = None
        if current_user and current_user.is_authenticated:
            with parts().store.reading() as unit:
                g.reader = unit.people.recipient(current_user.id)
    return cast("Recipient | None", g.reader)


def reader_zone() -> ZoneInfo:
    """Return the zone in which the reader lives, else that of most of our forums."""
    own = reader()
    if own is not None:
        return ZoneInfo(own.zone)
    law = parts().lawbook
    forums = [law.calendar(each.calendar).zone for each in law.workflows.values()]
    return mode(forums)


def gettext(msgid: str, /, **values: object) -> str:
    """Return ``msgid`` in the language of this page, with its values filled in."""
    return str(flask_babel.gettext(msgid, **values))


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for this
    """Mark ``msgid`` for translation; it is translated where it is shown."""
    return msgid


def language() -> str:
    """Return the language of the page that is being made."""
    return str(get_locale())


def wording() -> Wording:
    """Return the voice of the page that is being made."""
    voice = g.get("wording")
    if voice is None or voice.language != language():
        voice = g.wording = Wording(language())
    return cast(Wording, voice)


@blueprint.get("/language/<wanted>")
def switch(wanted: str) -> Response:
    """Remember ``wanted`` as the reader's choice and return to where they were."""
    if wanted not in LANGUAGES:
        abort(404)
    response = redirect(own_path(request.args.get("next", "/")), code=303)
    response.set_cookie(
        COOKIE,
        wanted,
        max_age=_KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def own_path(address: str) -> str:
    """Return ``address`` if it is a path on this site, else the front page."""
    parts = urlsplit(address)
    foreign = parts.scheme or parts.netloc or not address.startswith("/")
    # Browsers read “/\host” and “//host” as another site.
    unsafe = address[1:2] in {"/", "\\"} or any(
        ord(sign) < ord(" ") for sign in address
    )
    return "/" if foreign or unsafe else address
