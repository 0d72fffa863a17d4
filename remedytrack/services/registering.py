"""The register of papers: what went out and came in, over the cases of a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from remedytrack.core.access import Output, Viewer
from remedytrack.core.law import Texts
from remedytrack.core.practice.register import Line, last_steps, newest, register
from remedytrack.core.workflow.definition import EventDefinition, FieldType
from remedytrack.services.cases import may_see_dossier
from remedytrack.services.consents import facts_of, may_leave
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Matter, Proceeding

_NUMBERS = ("number", "reference", "receipt")
"""The text fields that hold the number of a paper, the best first."""

LEAVES = "forward_to_other_body"
"""The purpose without which no export says whom a paper concerns."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One paper, with its words.

    ``initials`` are left out of what leaves the circle unless the person consented;
    ``last`` says that the paper stands at this step.
    """

    line: Line
    ref: str
    case_title: str
    title: Texts
    channel: Texts | None
    paper: str | None
    other_side: str | None
    number: str | None
    initials: str | None
    last: bool


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The register of one dossier, newest first."""

    matter: Matter
    title: str
    lines: Sequence[Registered]


def register_of(
    registry: Registry,
    *,
    viewer: Viewer,
    matter_ref: str,
    today: date,
    output: Output = Output.PAGE,
) -> RegisterView:
    """Return the papers of a dossier; :class:`NotFound` where there is none to see.

    A case under embargo is in no output that leaves the circle.
    """
    with registry.store.reading() as unit:
        matter = unit.matters.by_ref(matter_ref)
        if matter is None or not may_see_dossier(
            viewer, unit.matters.members(matter.id)
        ):
            raise NotFound(ref=matter_ref)
        lines = [
            line
            for case in unit.proceedings.of_matter(matter.id)
            if visible(unit, viewer, case, output)
            for line in _lines(unit, registry, case, today, output)
        ]
        lines.sort(key=lambda each: newest(each.line), reverse=True)
        return RegisterView(matter, unit.matters.title(matter.id), lines)


def registers(
    registry: Registry, *, viewer: Viewer, today: date, output: Output = Output.PAGE
) -> list[RegisterView]:
    """Return the registers of every dossier that ``viewer`` may see."""
    with registry.store.reading() as unit:
        refs = [
            matter.ref
            for matter in unit.matters.all()
            if may_see_dossier(viewer, unit.matters.members(matter.id))
        ]
    return [
        register_of(registry, viewer=viewer, matter_ref=ref, today=today, output=output)
        for ref in refs
    ]


def _lines(
    unit: Unit, registry: Registry, case: Proceeding, today: date, output: Output
) -> Iterable[Registered]:
    events = registry.definition(case).events
    # What was copied from a linked case is a paper of that case.
    facts = [f for f in facts_of(unit, case) if f.entry.origin is None]
    contents = unit.journal.contents([fact.entry.id for fact in facts])
    papered = {
        fact.entry.id
        for fact in facts
        if _papered(events.get(fact.entry.kind), contents.get(fact.entry.id))
    }
    lines = register(events, facts, papered)
    last = {line.entry.id for line in last_steps(lines).values()}
    named = _named(unit, case, today, output)
    title = unit.proceedings.titles([case.id])[case.id]
    for line in lines:
        event, entry = events[line.entry.kind], line.entry
        texts = contents.get(entry.id, EntryContent()).texts
        yield Registered(
            line=line,
            ref=case.ref,
            case_title=title,
            title=event.title,
            channel=_channel(event, line),
            paper=texts.get("paper"),
            other_side=texts.get("to") or texts.get("from_whom"),
            number=next((texts[n] for n in _NUMBERS if n in texts), None),
            initials=named.get(entry.person or ""),
            last=entry.id in last,
        )


def _papered(event: EventDefinition | None, content: EntryContent | None) -> bool:
    if event is None or content is None:
        return False
    documents = {n for n, f in event.fields.items() if f.type is FieldType.DOCUMENT}
    return bool({*documents, "receipt"} & content.texts.keys())


def _channel(event: EventDefinition, line: Line) -> Texts | None:
    field = event.fields.get("channel")
    return field.choice.get(line.channel or "") if field else None


def _named(
    unit: Unit, case: Proceeding, today: date, output: Output
) -> Mapping[str, str]:
    initials = unit.people.all_initials()
    if output is Output.PAGE:
        return initials
    consented = may_leave(unit, case, LEAVES, today)
    return {person: short for person, short in initials.items() if person in consented}
