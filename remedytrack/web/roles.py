"""Who may open which page at all; who may see which case is the services' answer.

Every view says which roles it is open to. A view that says nothing is closed to
everybody, and a closed page looks like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_security import current_user
from werkzeug.wrappers import Response

from remedytrack.core.access import Role, Viewer
from remedytrack.web.parts import known_on

View = TypeVar("View", bound=Callable[..., Any])

_ROLES = "open_to_roles"
_OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "feeds.calendar",
        "languages.switch",
        "liveness.answer",
        "security.login",
        "security.logout",
    }
)


READERS = (Role.LAWYER, Role.COORDINATOR, Role.AUDITOR)
WRITERS = (Role.LAWYER, Role.COORDINATOR)
_AS_A_READER = frozenset({Role.AUDITOR})


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open the decorated view to people who have one of ``roles``."""

    def mark(view: View) -> View:
        setattr(view, _ROLES, frozenset(roles))
        return view

    return mark


def roles_of(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """Return whom ``endpoint`` is open to; ``None`` means to anybody, signed in or not.

    An endpoint that says nothing is open to nobody.
    """
    if endpoint in _OPEN_ENDPOINTS:
        return None
    marked: frozenset[Role] = getattr(app.view_functions[endpoint], _ROLES, frozenset())
    return marked


def own_roles() -> frozenset[Role]:
    """Return the roles of whoever is signed in.

    Whoever looks at an earlier day reads, and writes nothing.
    """
    if not current_user.is_authenticated:
        return frozenset()
    roles = frozenset(
        Role(role.name) for role in current_user.roles if role.name in set(Role)
    )
    looks_back = known_on() is not None
    return _AS_A_READER if looks_back and not roles.isdisjoint(READERS) else roles


def viewer() -> Viewer:
    """Return who asks, as the services want to know it."""
    return Viewer(str(current_user.id), own_roles())


def may_write() -> bool:
    """Say whether the person signed in may record anything at all."""
    return not own_roles().isdisjoint(WRITERS)


def init_app(app: Flask) -> None:
    """Guard every page of ``app``, whatever blueprint it comes from."""
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None:
        return None
    roles = roles_of(current_app, request.endpoint)
    if roles is None:
        return None
    if not roles:
        abort(404)
    if not current_user.is_authenticated:
        answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return answer
    if own_roles().isdisjoint(roles):
        abort(404)
    return None
