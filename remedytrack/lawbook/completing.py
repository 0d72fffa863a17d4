"""What a whole folder of law still lacks: the checks of a procedure, with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from remedytrack.core.workflow.cascades import Cascade
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint_complete import asked, completeness_findings
from remedytrack.lawbook.files import Files, read_folder
from remedytrack.lawbook.problems import Problem
from remedytrack.lawbook.replacing import overlaid


def incomplete(folder: Path, extra: Path | None = None) -> list[Problem]:
    """Return what the procedures below ``folder`` and ``extra`` lack.

    For law that :func:`remedytrack.lawbook.load` takes; in order of file and line.
    """
    files = read_folder(folder)
    if extra is not None:
        files, _ = overlaid(files, read_folder(extra))
    found = [
        source.problem(finding.code, finding.path, finding.message)
        for source in files.workflows
        for finding in completeness_findings(
            source.item, set(_used_elsewhere(files, source.item))
        )
    ]
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def _used_elsewhere(files: Files, workflow: Workflow) -> Iterator[str]:
    """Yield the events of ``workflow`` that something outside it looks at."""
    for cascade in (source.item for source in files.cascades):
        yield from _used_by_cascade(cascade, workflow)
    for remedy in (source.item for source in files.remedies):
        if remedy.workflow == workflow.workflow:
            guards = (remedy.used, remedy.granted, remedy.refused, remedy.silent)
            asking = [guard for guard in guards if guard is not None]
            yield from (kind for guard in asking for kind in asked(workflow, guard))
    for other in (source.item for source in files.workflows):
        for kind, event in other.events.items():
            if event.from_linked is workflow.kind:
                yield kind


def _used_by_cascade(cascade: Cascade, workflow: Workflow) -> Iterator[str]:
    if workflow.workflow in cascade.within:
        yield cascade.on
        if cascade.applies_if is not None:
            yield from asked(workflow, cascade.applies_if)
    if cascade.opens == workflow.workflow and cascade.as_event is not None:
        yield cascade.as_event
