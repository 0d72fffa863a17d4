"""The one policy, as a table: roles, circle, embargo, outputs."""

from __future__ import annotations

from itertools import product

import pytest

from remedytrack.core.access import (
    OPERATOR,
    Output,
    Role,
    Viewer,
    may_coordinate,
    may_open,
    may_record,
    may_see,
)
from remedytrack.core.workflow.standing import Embargo

CIRCLE = frozenset({"member"})
READS = {Role.LAWYER, Role.COORDINATOR, Role.AUDITOR}
INSIDE = {Output.PAGE, Output.SEARCH}
OPEN = {Embargo.NONE, Embargo.LIFTED}


def _viewer(who: str, *roles: Role) -> Viewer:
    return Viewer(who, frozenset(roles))


@pytest.mark.parametrize(("role", "embargo"), list(product(Role, Embargo)))
@pytest.mark.parametrize("output", Output)
def test_a_member_sees_inside_always_and_outside_only_without_an_embargo(
    role: Role, embargo: Embargo, output: Output
) -> None:
    expected = role in READS and (output in INSIDE or embargo in OPEN)
    assert may_see(_viewer("member", role), CIRCLE, embargo, output) is expected


@pytest.mark.parametrize(("role", "embargo"), list(product(Role, Embargo)))
@pytest.mark.parametrize("output", Output)
def test_who_is_not_in_the_circle_sees_nothing_anywhere(
    role: Role, embargo: Embargo, output: Output
) -> None:
    stranger = _viewer("stranger", *Role, role)
    assert not may_see(stranger, CIRCLE, embargo, output)


def test_lifting_an_embargo_never_widens_the_circle() -> None:
    auditor = _viewer("second auditor", Role.AUDITOR)
    assert not may_see(auditor, CIRCLE, Embargo.LIFTED, Output.PAGE)


def test_a_member_without_a_role_sees_nothing() -> None:
    assert not may_see(_viewer("member"), CIRCLE, Embargo.NONE, Output.PAGE)


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        (Role.LAWYER, True),
        (Role.COORDINATOR, True),
        (Role.AUDITOR, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_lawyers_and_coordinators_write_auditors_read(
    role: Role, *, writes: bool
) -> None:
    assert may_record(_viewer("member", role), CIRCLE) is writes
    assert may_open(_viewer("anybody", role)) is writes
    assert not may_record(_viewer("stranger", role), CIRCLE)


def test_only_a_coordinator_sees_who_was_told() -> None:
    assert [may_coordinate(_viewer("x", role)) for role in Role] == [
        role is Role.COORDINATOR for role in Role
    ]


def test_whoever_holds_the_machine_sees_and_does_everything() -> None:
    assert may_see(OPERATOR, frozenset(), Embargo.CLOSED, Output.PAGE)
    assert may_record(OPERATOR, frozenset())
    assert may_open(OPERATOR)
    assert may_coordinate(OPERATOR)
