"""Checks of events, their fields and their groups."""

from __future__ import annotations

from collections.abc import Iterator

from remedytrack.core.findings import Check, Finding, nearest
from remedytrack.core.workflow.definition import FieldType, Workflow
from remedytrack.core.workflow.journal import ACTS
from remedytrack.core.workflow.lint_guards import unknown_event


def event_findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with the events and groups of ``workflow``."""
    for kind in workflow.events:
        yield from _name(workflow, kind)
        yield from _fields(workflow, kind)
        yield from _consents(workflow, kind)
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


def _consents(workflow: Workflow, kind: str) -> Iterator[Finding]:
    """Yield the purposes and grounds that could be recorded nowhere."""
    event = workflow.events[kind]
    purposes = _choices(workflow, "consent_given", "what")
    grounds = _choices(workflow, "consent_not_needed", "ground")
    for n, need in enumerate(event.needs_consent):
        at = ("events", kind, "needs_consent", n)
        if need.for_what not in purposes:
            near = nearest(need.for_what, purposes) or _own_consent(purposes)
            message = f"consent to “{need.for_what}” can be recorded nowhere{near}"
            yield Finding(Check.UNKNOWN_VALUE, (*at, "for"), message)
        for ground in set(need.unless) - grounds:
            message = f"“{ground}” is no ground{nearest(ground, grounds)}"
            yield Finding(Check.UNKNOWN_VALUE, (*at, "unless"), message)
        asked = event.fields.get(need.when or "")
        if need.when and (asked is None or asked.type is not FieldType.YES_NO):
            message = f"“{need.when}” is no yes-or-no field of this event"
            yield Finding(Check.UNKNOWN_FIELD, (*at, "when"), message)


def _own_consent(purposes: set[str]) -> str:
    """Say what the likely cause is where no purpose at all can be recorded."""
    if purposes:
        return ""
    return (
        "; is there a “consent_given” of a procedure's own? Leave it to practice.yaml"
    )


def _choices(workflow: Workflow, kind: str, field: str) -> set[str]:
    event = workflow.events.get(kind)
    return set(event.fields[field].choice) if event and field in event.fields else set()


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
