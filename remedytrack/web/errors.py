"""Error pages: what happened and what to do, in the reader's language."""

from __future__ import annotations

import logging
from http import HTTPStatus

import werkzeug.exceptions
from flask import Flask, abort, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from remedytrack.services.refusals import NotAllowed, NotFound, VersionGone
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Give ``app`` a page of our own for every error."""
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, _not_found)
    app.register_error_handler(VersionGone, _version_gone)


def _refuse_nul() -> None:
    """Refuse the one character that nobody types and that PostgreSQL does not hold."""
    said = (each for pair in request.values.items(multi=True) for each in pair)
    in_path = (str(each) for each in (request.view_args or {}).values())
    if any("\0" in each for each in (*said, *in_path)):
        abort(HTTPStatus.BAD_REQUEST)


def _not_found(_error: Exception) -> tuple[str, int] | HTTPException:
    return _page(werkzeug.exceptions.NotFound())


def _version_gone(error: VersionGone) -> tuple[str, int]:
    """Say it on a page of its own: nothing else can be shown of such a case."""
    page = render_template(
        "error.html",
        status=HTTPStatus.CONFLICT.value,
        title=_("The procedure of a case is gone"),
        advice=wording().sentence(error.sentence),
        case=error.sentence.values["ref"],
    )
    return page, HTTPStatus.CONFLICT


def _page(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    # A request for a foreign host has no address to build a page's links from.
    if status < HTTPStatus.BAD_REQUEST or isinstance(error, SecurityError):
        return error
    # Whoever may not see a thing must not learn that it is there.
    if status == HTTPStatus.FORBIDDEN:
        status = HTTPStatus.NOT_FOUND
    if isinstance(error, InternalServerError) and error.original_exception:
        log.error("A page failed", exc_info=error.original_exception)
    title, advice = _words(status)
    page = render_template("error.html", status=status, title=title, advice=advice)
    return page, status


def _words(status: int) -> tuple[str, str]:
    match status:
        case HTTPStatus.NOT_FOUND:
            return (
                _("There is nothing here"),
                _(
                    "Either the address is wrong, or what stood here is not open to "
                    "you. Go back to the docket, or ask the owner of the case."
                ),
            )
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return (
                _("That cannot be done this way"),
                _("Go back and use the buttons of the page."),
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return (
                _("That is too long"),
                _("Nothing was saved. Go back, shorten the text, send it again."),
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return (
                _("Too many attempts"),
                _("Wait a few minutes, then try again."),
            )
        case status if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return (
                _("That was not understood"),
                _(
                    "Nothing was saved. The page may have been open for too long: go "
                    "back, load it again, and send the form once more."
                ),
            )
        case _:
            return (
                _("The program failed"),
                _(
                    "Nothing was saved by this step, and what was saved before is "
                    "safe. Try again; if it happens again, tell your administrator "
                    "the time and what you did."
                ),
            )
