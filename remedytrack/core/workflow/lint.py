"""Checks of a workflow that its shape alone cannot make: references and law.

Pure: a definition and the law it refers to in, findings out. Nothing here repairs or
guesses; a definition with a finding is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remedytrack.core.findings import Check, Finding
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.lint import blank_texts
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint_events import event_findings
from remedytrack.core.workflow.lint_guards import Asker, guard_findings, unknown_event
from remedytrack.core.workflow.lint_limits import limit_findings
from remedytrack.core.workflow.lint_terms import composite_findings
from remedytrack.core.workflow.lint_tracks import track_findings


def findings(
    workflow: Workflow,
    profiles: Mapping[str, Sequence[CountingProfile]],
    calendars: Mapping[str, CalendarFile],
) -> list[Finding]:
    """Return everything wrong with ``workflow``; an empty list if nothing is.

    ``profiles`` holds the versions of each counting profile by id.
    """
    return [
        *track_findings(workflow),
        *event_findings(workflow),
        *limit_findings(workflow, profiles, calendars),
        *composite_findings(workflow),
        *_flags(workflow),
        *_settings(workflow),
        *_sources(workflow),
        *blank_texts(workflow),
    ]


def _flags(workflow: Workflow) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, flag in enumerate(workflow.flags):
        at = ("flags", n)
        if flag.id in seen:
            message = f"the flag “{flag.id}” is defined twice"
            yield Finding(Check.DEFINED_TWICE, (*at, "id"), message)
        seen.add(flag.id)
        yield from unknown_event(workflow, flag.since, (*at, "since"), groups=True)
        yield from guard_findings(workflow, flag.when, (*at, "when"), Asker.FLAG)


def _settings(workflow: Workflow) -> Iterator[Finding]:
    for name, setting in workflow.settings.items():
        if setting.n < 1:
            message = f"{setting.n} is no length; write 1 or more"
            yield Finding(Check.BAD_LENGTH, ("settings", name, "n"), message)


def _sources(workflow: Workflow) -> Iterator[Finding]:
    if not workflow.sources:
        message = "“sources” is empty; name at least one document this rests on"
        yield Finding(Check.NO_SOURCE, ("sources",), message)
