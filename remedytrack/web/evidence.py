"""Evidence of a case in words: what it is, where, who holds it, how far it is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from remedytrack.core.practice.evidence import (
    LOST,
    NOTED,
    REQUESTED,
    SECURED,
    Evidence,
    Kept,
    deadline_id,
    evidence_of,
)
from remedytrack.core.workflow.journal import Entry, standing_facts
from remedytrack.services.cases import CaseView
from remedytrack.storage.values import EntryContent
from remedytrack.web.case_page import field_words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.showing import Tag

PRESENT = "authority_present"


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """One piece of evidence: what it is, how safe, and pairs of a label and words."""

    title: str
    tag: Tag
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SceneShown:
    """The evidence of a case, and which authority was there, each in one line."""

    evidence: tuple[EvidenceShown, ...]
    present: tuple[str, ...]


def scene_shown(case: CaseView) -> SceneShown:
    """Return the evidence of ``case`` and who of the authorities was there."""
    facts = standing_facts([line.entry for line in case.journal])
    words = {line.entry.id: line.content for line in case.journal}
    present = [f.entry for f in facts if f.entry.kind == PRESENT]
    return SceneShown(
        evidence=tuple(_piece(case, each, words) for each in evidence_of(facts)),
        present=tuple(_present(each, words) for each in present),
    )


def _piece(
    case: CaseView, piece: Evidence, words: Mapping[UUID, EntryContent]
) -> EvidenceShown:
    noted = piece.noted.entry
    sort = case.definition.events[noted.kind].fields["sort"]
    number = noted.fields.get("evidence_no")
    title = field_words(sort, noted.fields.get("sort", ""))
    return EvidenceShown(
        title=title if number is None else f"{number}. {title}",
        tag=_tag(piece.state),
        pairs=tuple(_pairs(case, piece, words)),
    )


def _tag(state: Kept) -> Tag:
    match state:
        case Kept.NOTED:
            return Tag("alarm", _("nobody has asked to keep it"))
        case Kept.REQUESTED:
            return Tag("warn", _("asked for, not yet secured"))
        case Kept.SECURED:
            return Tag("fine", _("secured"))
        case Kept.LOST:
            return Tag("alarm", _("lost"))
        case _:
            assert_never(state)


def _pairs(
    case: CaseView, piece: Evidence, words: Mapping[UUID, EntryContent]
) -> Iterator[tuple[str, str]]:
    voice = wording()
    steps = [each.entry for each in (piece.noted, piece.requested, piece.ended) if each]
    if where := _last(steps, words, "where"):
        yield _("Where"), where
    if held_by := _last(steps, words, "held_by"):
        yield _("Held by"), held_by
    for step in steps:
        yield _step(step.kind), voice.when(step.occurred)
    mine = deadline_id(piece.noted.first.id)
    for each in case.standing.deadlines:
        if each.id == mine and each.state.is_pending and each.remind_on:
            yield _("We look again on"), voice.day(each.remind_on)


def _step(kind: str) -> str:
    said = {
        NOTED: _("Noted"),
        REQUESTED: _("Asked for"),
        SECURED: _("Secured"),
        LOST: _("Lost"),
    }
    return said[kind]


def _last(
    steps: list[Entry], words: Mapping[UUID, EntryContent], field: str
) -> str | None:
    said = [words[each.id].texts.get(field) for each in steps if each.id in words]
    return next((text for text in reversed(said) if text), None)


def _present(entry: Entry, words: Mapping[UUID, EntryContent]) -> str:
    texts = words[entry.id].texts if entry.id in words else {}
    told = texts.get("body", "")
    if many := entry.fields.get("how_many"):
        told += f" × {many}"
    marks = texts.get("marks")
    when = wording().when(entry.occurred)
    return ", ".join(each for each in (told, marks, when) if each)
