"""Checks of cascades and remedies: what they name exists, and no chain is endless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.workflow.cascades import Cascade, Remedy
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint_guards import Asker, guard_findings, unknown_event

Workflows = Mapping[str, Workflow]


def cascade_findings(cascade: Cascade, workflows: Workflows) -> Iterator[Finding]:
    """Yield what is wrong with one cascade."""
    for n, name in enumerate(cascade.within):
        watched = workflows.get(name)
        if watched is None:
            yield _unknown_workflow(name, workflows, ("in", n))
            continue
        yield from unknown_event(watched, cascade.on, ("on",), groups=False)
        if cascade.applies_if is not None:
            yield from guard_findings(watched, cascade.applies_if, ("if",), Asker.LIMIT)
    opened = workflows.get(cascade.opens)
    if opened is None:
        yield _unknown_workflow(cascade.opens, workflows, ("opens",))
        return
    if cascade.as_event is not None:
        yield from unknown_event(opened, cascade.as_event, ("as_event",), groups=False)
    if cascade.limit is not None:
        yield from _unknown_limit(opened, cascade.limit, ("limit",))


def remedy_findings(remedy: Remedy, workflows: Workflows) -> Iterator[Finding]:
    """Yield what is wrong with one remedy."""
    workflow = workflows.get(remedy.workflow)
    if workflow is None:
        yield _unknown_workflow(remedy.workflow, workflows, ("workflow",))
        return
    if remedy.limit is not None:
        yield from _unknown_limit(workflow, remedy.limit, ("limit",))
    for key in ("used", "granted", "refused", "silent"):
        guard = getattr(remedy, key)
        if guard is not None:
            yield from guard_findings(workflow, guard, (key,), Asker.FLAG)


def endless(cascades: Sequence[Cascade]) -> Iterator[int]:
    """Yield the position of each cascade whose acceptance would propose it again.

    An accepted proposal enters one event, which may open further proposals: followed
    from event to event, no chain may come back to where it began.
    """
    follows: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for cascade in cascades:
        if cascade.as_event is not None:
            for name in cascade.within:
                after = follows.setdefault((name, cascade.on), set())
                after.add((cascade.opens, cascade.as_event))
    for n, cascade in enumerate(cascades):
        begun = {(name, cascade.on) for name in cascade.within}
        if begun & _all_after(follows, begun):
            yield n


def _all_after(
    follows: Mapping[tuple[str, str], set[tuple[str, str]]], begun: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    after: set[tuple[str, str]] = set()
    waiting = {each for start in begun for each in follows.get(start, ())}
    while waiting:
        after |= waiting
        waiting = {each for w in waiting for each in follows.get(w, ())} - after
    return after


def _unknown_workflow(name: str, workflows: Workflows, at: Path) -> Finding:
    message = f"there is no procedure “{name}”{nearest(name, workflows)}"
    return Finding(Check.UNKNOWN_WORKFLOW, at, message)


def _unknown_limit(workflow: Workflow, limit: str, at: Path) -> Iterator[Finding]:
    if limit not in workflow.limits:
        near = nearest(limit, workflow.limits)
        message = f"{workflow.workflow} has no time limit “{limit}”{near}"
        yield Finding(Check.UNKNOWN_LIMIT, at, message)
