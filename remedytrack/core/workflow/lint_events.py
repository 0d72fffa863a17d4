"""Checks of events, their fields and their groups."""

from __future__ import annotations

from collections.abc import Iterator

from remedytrack.core.findings import Check, Finding
from remedytrack.core.workflow.definition import FieldType, Workflow
from remedytrack.core.workflow.journal import ACTS
from remedytrack.core.workflow.lint_guards import unknown_event


def event_findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with the events and groups of ``workflow``."""
    for kind in workflow.events:
        yield from _name(workflow, kind)
        yield from _fields(workflow, kind)
    for group, members in workflow.groups.items():
        for n, member in enumerate(members):
            at = ("groups", group, n)
            yield from unknown_event(workflow, member, at, groups=False)
    yield from _never_derived(workflow)


def _name(workflow: Workflow, kind: str) -> Iterator[Finding]:
    if kind in ACTS:
        message = f"“{kind}” is the name of a built-in act; choose another"
        yield Finding(Check.NAME_TAKEN, ("events", kind), message)
    if kind in workflow.groups:
        message = f"“{kind}” is the name of an event and of a group; choose another"
        yield Finding(Check.NAME_TAKEN, ("groups", kind), message)


def _fields(workflow: Workflow, kind: str) -> Iterator[Finding]:
    for name, field in workflow.events[kind].fields.items():
        is_choice = field.type is FieldType.CHOICE
        if is_choice != bool(field.choice):
            message = (
                f"the choice field “{name}” lists no values under “choice”"
                if is_choice
                else f"“{name}” lists values under “choice”, so its type is choice"
            )
            yield Finding(Check.BAD_FIELD, ("events", kind, "fields", name), message)


def _never_derived(workflow: Workflow) -> Iterator[Finding]:
    expiries = (limit.on_expiry for limit in workflow.time_limits)
    derived = {expiry.event for expiry in expiries if expiry is not None}
    for kind, event in workflow.events.items():
        if event.derived and kind not in derived:
            message = (
                f"“{kind}” is derived, but no time limit names it under on_expiry: "
                "it would never happen"
            )
            yield Finding(Check.NEVER_DERIVED, ("events", kind, "derived"), message)
