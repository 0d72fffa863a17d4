"""The people and the bodies of the demo, brought into an empty database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import OPERATOR, Viewer
from remedytrack.demo.clock import mark_as_demo
from remedytrack.demo.dataset import Dataset, User
from remedytrack.demo.script import ALMATY
from remedytrack.demo.sign_ins import SignIn, fresh
from remedytrack.services import opening
from remedytrack.services.duties import DUTIES
from remedytrack.services.owing import FALLBACK
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Account, Privacy, Recipient

Hashing = Callable[[str], str]
"""Turns a password into what an account stores of it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what there is, by the keys of the data set."""

    viewers: Mapping[str, Viewer]
    persons: Mapping[str, str]
    bodies: Mapping[str, UUID]
    sign_ins: tuple[SignIn, ...]


def bring_in(
    registry: Registry, data: Dataset, *, now: datetime, hashing: Hashing
) -> Cast:
    """Mark the database as a demo, and store everybody that ``data`` names.

    Raises:
        NotADemo: the database is not empty.
        DemoInterrupted: an earlier load did not come to its end.
    """
    signing = {u.key: fresh(u.roles[0], u.email) for u in data.people.users}
    with registry.store.writing() as unit:
        mark_as_demo(unit)
        viewers = {
            user.key: _welcome(unit, user, hashing(signing[user.key].password), now)
            for user in data.people.users
        }
        persons = {person.key: str(new_id(now)) for person in data.people.persons}
        for person in data.people.persons:
            unit.people.put_person(persons[person.key], person.initials)
        told = (viewers[key].id for key in data.people.fallback)
        unit.settings.put(FALLBACK, " ".join(told))
        # Nobody looked at a sheet in those years; the checks begin with the demo.
        unit.settings.put(DUTIES, "off")
    bodies = _bodies(registry, data, now)
    return Cast(viewers, persons, bodies, tuple(signing.values()))


def _welcome(unit: Unit, user: User, password_hash: str, now: datetime) -> Viewer:
    account = Account(
        id=str(new_id(now)),
        email=user.email,
        name=user.name,
        active=True,
        roles=frozenset(role.value for role in user.roles),
    )
    unit.accounts.add(account, password_hash)
    if user.mailed:
        unit.people.put_recipient(
            Recipient(
                account.id,
                user.email,
                user.language,
                ALMATY.key,
                privacy=Privacy.REFERENCE,
            )
        )
    return Viewer(account.id, frozenset(user.roles))


def _bodies(registry: Registry, data: Dataset, now: datetime) -> dict[str, UUID]:
    return {
        body.key: opening.add_authority(
            registry,
            actor=OPERATOR,
            now=now,
            name=body.name,
            calendar=body.calendar,
            aliases=body.aliases,
        ).id
        for body in data.authorities
    }
