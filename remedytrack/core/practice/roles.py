"""Who is who in a case: a person may have several roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remedytrack.core.workflow.journal import Fact

ROLE_GIVEN = "role_given"

COUNSEL = "counsel"
OFFICIAL = "official"

NEVER_ASKED = frozenset({COUNSEL, OFFICIAL})
"""Who is in a case for others: nobody represents them or asks their consent."""


def roles_of(facts: Iterable[Fact]) -> Mapping[str, tuple[str, ...]]:
    """Return the roles of each person that anything concerns, in order of record.

    A person that no role was given to has none, and is in the mapping.
    """
    roles: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        person = fact.entry.person
        if person is None:
            continue
        known = roles.setdefault(person, ())
        role = fact.entry.fields.get("role")
        if fact.entry.kind == ROLE_GIVEN and role is not None and role not in known:
            roles[person] = (*known, str(role))
    return roles


def concerned(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return the persons that the case is about: all but counsel and officials.

    Whoever is counsel and something else besides is one of them.
    """
    return tuple(
        person
        for person, roles in roles_of(facts).items()
        if not roles or set(roles) - NEVER_ASKED
    )
