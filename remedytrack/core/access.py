"""The one policy: may this person see this, in this output, now?

Every output asks here: page, search, export, chart, feed, mail, API. Access is refused
unless a rule grants it (`architecture.md`, circle and embargo).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from remedytrack.core.workflow.standing import Embargo


class Role(StrEnum):
    """What a person is here for."""

    LAWYER = "lawyer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Output(StrEnum):
    """Where something would be seen. A page stays inside, all the others leave."""

    PAGE = "page"
    SEARCH = "search"
    EXPORT = "export"
    CHART = "chart"
    FEED = "feed"
    MAIL_DETAIL = "mail_detail"
    PUBLIC = "public"


_INSIDE = frozenset({Output.PAGE, Output.SEARCH})
_READERS = frozenset({Role.LAWYER, Role.COORDINATOR, Role.AUDITOR})
_WRITERS = frozenset({Role.LAWYER, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: an opaque id and the roles they have.

    ``operator`` is whoever works on the machine itself, at the command line: they hold
    the database, so no rule here could keep it from them.
    """

    id: str
    roles: frozenset[Role]
    operator: bool = False

    def has(self, *roles: Role) -> bool:
        """Say whether the viewer has any of ``roles``."""
        return not self.roles.isdisjoint(roles)


def may_see(
    viewer: Viewer, circle: frozenset[str], embargo: Embargo, output: Output
) -> bool:
    """Say whether ``viewer`` may see a proceeding in ``output``.

    ``circle`` holds the members of its matter. Need-to-know comes first: who is not in
    the circle sees nothing, whatever their role. An embargo that closes bars every
    output that leaves the circle, for all.
    """
    if viewer.operator:
        return True
    if viewer.id not in circle or viewer.roles.isdisjoint(_READERS):
        return False
    return output in _INSIDE or not embargo.closes


def may_record(viewer: Viewer, circle: frozenset[str]) -> bool:
    """Say whether ``viewer`` may add to a journal: auditors read, they never write."""
    if viewer.operator:
        return True
    return viewer.id in circle and not viewer.roles.isdisjoint(_WRITERS)


def may_open(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may open a matter."""
    return viewer.operator or not viewer.roles.isdisjoint(_WRITERS)


def may_coordinate(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may see who was told, and assign."""
    return viewer.operator or viewer.has(Role.COORDINATOR)


OPERATOR = Viewer("operator", frozenset(), operator=True)
