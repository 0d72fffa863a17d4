"""``practice.yaml``: what happens in every procedure, and belongs to none of them.

Roles, papers of representation, consents, what went out and came in: events (and terms
of their own) that every procedure gets on loading. So they are journal entries like all
others: corrected, asked about as they were known, audited, closed with their case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from remedytrack.core.law import Definition, Identifier, Texts
from remedytrack.core.practice.penalties import Fines
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.workflow.definition import EventDefinition, Setting, Workflow


class Section(Definition):
    """A heading under which a form offers some of the shared events."""

    title: Texts
    events: tuple[Identifier, ...]


class Practice(Definition):
    """The events and time limits shared by all procedures.

    ``settings`` are lengths of the team's own, in days; ``fines`` is what the amount of
    a fine is checked by. Every event stands in one
    section. A time limit names its calendar: it must count
    the same in whatever procedure it is met.
    """

    events: Mapping[Identifier, EventDefinition] = {}
    sections: tuple[Section, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    settings: Mapping[Identifier, Setting] = {}
    fines: Fines = Fines()

    @model_validator(mode="after")
    def _every_event_in_one_section(self) -> Self:
        offered = Counter(name for each in self.sections for name in each.events)
        if unknown := sorted(set(offered) - set(self.events)):
            msg = f"a section names events that there are not: {', '.join(unknown)}"
            raise ValueError(msg)
        if wrong := sorted(name for name in self.events if offered[name] != 1):
            msg = f"each event stands in exactly one section: {', '.join(wrong)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _same_count_everywhere(self) -> Self:
        for limit in self.time_limits:
            if limit.calendar is None and not limit.void:
                msg = f"the shared time limit {limit.id} names no `calendar`"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _settings_in_days(self) -> Self:
        for name, setting in self.settings.items():
            if setting.unit is not Unit.DAY or setting.n < 1:
                msg = f"the shared setting {name} is a number of days, 1 or more"
                raise ValueError(msg)
        return self


NO_PRACTICE = Practice()


def with_practice(workflow: Workflow, practice: Practice) -> Workflow:
    """Return ``workflow`` with the shared events and time limits after its own.

    An event that the workflow has already stays the workflow's: its name means there
    what the procedure says.
    """
    own = workflow.events
    shared = {kind: each for kind, each in practice.events.items() if kind not in own}
    if not shared and not practice.time_limits:
        return workflow
    merged = {
        "events": {**own, **shared},
        "settings": {**practice.settings, **workflow.settings},
        "time_limits": (*workflow.time_limits, *practice.time_limits),
    }
    whole = workflow.model_copy(update=merged)
    # A copy carries over what was worked out for the workflow alone, if it was.
    whole.__dict__.pop("limits", None)
    return whole
