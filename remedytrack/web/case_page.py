"""The journal of a case as a page tells it: what stands, and what it said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import FieldDefinition, FieldType
from remedytrack.core.workflow.journal import (
    Act,
    Alone,
    Entry,
    FieldValue,
    NoStep,
    Proof,
    day_in,
)
from remedytrack.reports import proof_words
from remedytrack.services.cases import CaseView, JournalLine
from remedytrack.web import words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.showing import act_of

Pair = tuple[str, str]

CONFIRMED, CONTESTED = "confirmed", "contested"


@dataclass(frozen=True, slots=True)
class Item:
    """One fact or act with its earlier versions, newest of them first.

    ``withdrawn`` is the reason where the whole entry was taken back.
    """

    line: JournalLine
    title: str
    details: tuple[Pair, ...]
    earlier: tuple[tuple[JournalLine, tuple[Pair, ...]], ...]
    is_act: bool
    withdrawn: str | None
    unexpected: bool
    can_correct: bool


def journal_shown(case: CaseView) -> list[Item]:
    """Return the journal by date, each chain of corrections as one item."""
    lines = {line.entry.id: line for line in case.journal}
    superseded = {line.entry.supersedes for line in case.journal}
    latest = [line for line in case.journal if line.entry.id not in superseded]
    return [_item(case, line, lines) for line in latest]


def verdict_words(verdict: str) -> str:
    """Say what a person found on checking a finding."""
    known = {CONFIRMED: _("confirmed"), CONTESTED: _("contested")}
    return known.get(verdict, verdict)


def entry_title(case: CaseView, entry: Entry) -> str:
    """Return the name of what happened, or of what somebody did."""
    event = case.definition.events.get(entry.kind)
    return wording().text(event.title) if event else words.act(Act(entry.kind))


def _item(case: CaseView, line: JournalLine, lines: Mapping[UUID, JournalLine]) -> Item:
    chain = list(_earlier(line, lines))
    shown, withdrawn = line, None
    if line.entry.withdrawn and chain:
        shown, withdrawn = chain.pop(0), line.content.note or ""
    is_act = shown.title is None
    unexpected = {anomaly.entry for anomaly in case.standing.anomalies}
    return Item(
        line=shown,
        title=entry_title(case, shown.entry),
        details=tuple(_details(case, shown)),
        earlier=tuple((each, tuple(_details(case, each))) for each in chain),
        is_act=is_act,
        withdrawn=withdrawn,
        unexpected=shown.entry.id in unexpected,
        can_correct=not is_act and withdrawn is None and shown.entry.origin is None,
    )


def _earlier(
    line: JournalLine, lines: Mapping[UUID, JournalLine]
) -> Iterator[JournalLine]:
    before = line.entry.supersedes
    while before is not None and before in lines:
        yield lines[before]
        before = lines[before].entry.supersedes


def _details(case: CaseView, line: JournalLine) -> Iterator[Pair]:
    if line.title is None:
        yield from _act_details(case, line.entry)
        return
    if line.initials:
        yield _("Person"), line.initials
    fields = case.definition.events[line.entry.kind].fields
    for name, field in fields.items():
        value = line.entry.fields.get(name, line.content.texts.get(name))
        if value is not None:
            yield wording().text(field.title), field_words(field, value)


def field_words(field: FieldDefinition, value: FieldValue) -> str:
    """Return the value of a field as people read it."""
    if field.type is FieldType.CHOICE and value in field.choice:
        return wording().text(field.choice[str(value)])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return words.number(value)
    return wording().day(value) if isinstance(value, date) else str(value)


def _act_details(case: CaseView, entry: Entry) -> Iterator[Pair]:
    fields = entry.fields
    if "deadline" in fields:
        yield _("Deadline"), _deadline_act(case, str(fields["deadline"]))
    match Act(entry.kind):
        case Act.SATISFIED | Act.PROOF_GIVEN:
            yield _("Proof"), _proof_in(fields)
        case Act.EXTENDED:
            yield from _extension_details(fields)
        case Act.ASSIGNED:
            yield _("Owner"), _member(case, fields.get("owner"))
            yield _("Deputy"), _member(case, fields.get("deputy"))
        case Act.FLAG_REVIEWED:
            yield _("Finding"), _flag_title(case, str(fields["flag"]))
            yield _("Result"), verdict_words(str(fields["verdict"]))
        case Act.DOUBLE_CHECKED:
            yield from _check_details(case, entry)
        case Act.NO_NEXT_STEP:
            yield from _no_step_details(fields)


def _extension_details(fields: Mapping[str, FieldValue]) -> Iterator[Pair]:
    granted = bool(fields.get("granted"))
    until = wording().day(date.fromisoformat(str(fields["until"])))
    yield _("Until"), until
    yield _("Granted"), _("yes") if granted else _("only asked for")


def _no_step_details(fields: Mapping[str, FieldValue]) -> Iterator[Pair]:
    yield _("Reason"), proof_words.no_step(wording(), NoStep(str(fields["why"])))
    look_again_on = day_in(fields.get("look_again"))
    if look_again_on is not None:
        yield _("Look again on"), wording().day(look_again_on)


def _check_details(case: CaseView, entry: Entry) -> Iterator[Pair]:
    checked = str(entry.fields["entry"])
    line = next((x for x in case.journal if str(x.entry.id) == checked), None)
    if line is not None:
        agrees = str(line.entry.occurred) == str(entry.fields["occurred"])
        yield _("Checked"), entry_title(case, line.entry)
        yield _("Result"), _("the two agree") if agrees else _("the two DIFFER")
        if not agrees:
            yield _("First entry"), _entered(line.recorded_by, line.entry.occurred)
            said = When.parse(str(entry.fields["occurred"]))
            yield _("Second entry"), _entered(_member(case, entry.recorded_by), said)
    if "alone" in entry.fields:
        how = Alone(str(entry.fields["alone"]))
        yield _("How"), proof_words.alone(wording(), how)


def _entered(by: str, when: When) -> str:
    return f"{wording().when(when)} ({by})"


def _proof_in(fields: Mapping[str, FieldValue]) -> str:
    if not fields.get("proven"):
        return _("none: ask for it")
    kind = next((each for each in Proof if each == fields.get("proof")), None)
    return proof_words.proof(wording(), kind) if kind else _("given")


def _deadline_act(case: CaseView, deadline_id: str) -> str:
    found = [d for d in case.standing.deadlines if str(d.id) == deadline_id]
    return act_of(found[0], hand_title(case, found[0].trigger_id)) if found else "–"


def hand_title(case: CaseView, entry_id: UUID) -> str | None:
    """Return the words that somebody gave a date entered by hand."""
    lines = {line.entry.id: line for line in case.journal}
    return lines[entry_id].content.note if entry_id in lines else None


def _member(case: CaseView, user_id: FieldValue | None) -> str:
    return case.members.get(str(user_id or ""), _("nobody"))


def _flag_title(case: CaseView, flag_id: str) -> str:
    titles = {flag.id: flag.title for flag in case.definition.flags}
    return wording().text(titles[flag_id]) if flag_id in titles else flag_id
