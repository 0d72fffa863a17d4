"""Recording facts: choose an event, say when and on whose word, see what moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.workflow.definition import EventDefinition, FieldType
from remedytrack.core.workflow.journal import Basis, FieldValue
from remedytrack.services import recording
from remedytrack.services.cases import CaseView, JournalLine
from remedytrack.services.fields import NO, YES
from remedytrack.services.persons import persons_beside
from remedytrack.services.practice import readiness
from remedytrack.services.recording import Recorded, Report
from remedytrack.services.refusals import (
    AlreadyNamed,
    EventBeforeProceeding,
    EventInTheFuture,
    MissingPerson,
    NotInitials,
    Refused,
)
from remedytrack.storage.values import EntryContent
from remedytrack.web.cases import case_shown
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.moves import remember_moves
from remedytrack.web.parts import now, registry
from remedytrack.web.practice_page import lacking
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("entries", __name__, url_prefix="/cases/<ref>")

Answer = str | tuple[str, int] | Response

_BESIDE: Mapping[type[Refused], str] = {
    EventInTheFuture: "occurred",
    EventBeforeProceeding: "begins_earlier",
    MissingPerson: "person",
    NotInitials: "new_person",
    AlreadyNamed: "new_person",
}

_FIELD = "field-"
"""Names of an event's own fields in a form begin with this."""


@blueprint.get("/record")
@open_to(*WRITERS)
def choose(ref: str) -> Answer:
    """Offer the events: those expected now, the others, those of every procedure."""
    case = recordable_case(ref)
    shared = registry().law.practice
    enterable = [
        kind
        for kind, event in case.definition.events.items()
        if not event.derived and event is not shared.events.get(kind)
    ]
    expected = [kind for kind in enterable if kind in case.standing.allowed]
    others = [kind for kind in enterable if kind not in expected]
    return render_template(
        "record_choose.html",
        case=case,
        expected=expected,
        others=others,
        sections=[
            (each.title, [kind for kind in each.events if kind not in enterable])
            for each in shared.sections
        ],
    )


@blueprint.route("/record/<kind>", methods=["GET", "POST"])
@open_to(*WRITERS)
def record(ref: str, kind: str) -> Answer:
    """Record an event of ``kind``."""
    case = recordable_case(ref)
    event = case.definition.events.get(kind)
    if event is None or event.derived:
        abort(404)

    def save(report: Report) -> Recorded:
        return recording.record_event(
            registry(), actor=viewer(), now=now(), ref=ref, report=report
        )

    return _form_page(case, kind, event, save, _first_values(case))


@blueprint.route("/entries/<uuid:entry_id>/correct", methods=["GET", "POST"])
@open_to(*WRITERS)
def correct(ref: str, entry_id: UUID) -> Answer:
    """Correct an entry: the old one stays readable."""
    case, line, event = _correctable(ref, entry_id)

    def save(report: Report) -> Recorded:
        return recording.correct_event(
            registry(),
            actor=viewer(),
            now=now(),
            ref=ref,
            entry_id=entry_id,
            report=report,
        )

    values = _values_of(line)
    return _form_page(case, line.entry.kind, event, save, values, old=line)


@blueprint.post("/entries/<uuid:entry_id>/withdraw")
@open_to(*WRITERS)
def withdraw(ref: str, entry_id: UUID) -> Answer:
    """Take an entry back: it should not have been recorded."""
    case, line, event = _correctable(ref, entry_id)
    form = Form.sent("withdraw")
    with form.noting_problems():
        recorded = recording.withdraw_event(
            registry(),
            actor=viewer(),
            now=now(),
            ref=ref,
            entry_id=entry_id,
            reason=form.text("reason"),
        )
        return back_to_case(ref, recorded)
    values = Form("record", _values_of(line))
    page = _page(case, line.entry.kind, event, values, old=line, withdrawal=form)
    return page, UNPROCESSABLE


def recordable_case(ref: str) -> CaseView:
    """Return the case called ``ref`` if the reader may add to it, else abort."""
    case = case_shown(ref)
    if not case.can_record:
        abort(404)
    return case


def back_to_case(ref: str, recorded: Recorded) -> Response:
    """Lead to the case, which will show what moved."""
    remember_moves(recorded.shifts)
    return redirect(url_for("cases.case", ref=ref), code=303)


def _correctable(
    ref: str, entry_id: UUID
) -> tuple[CaseView, JournalLine, EventDefinition]:
    case = recordable_case(ref)
    line = next((x for x in case.journal if x.entry.id == entry_id), None)
    if line is None or line.title is None:
        abort(404)
    return case, line, case.definition.events[line.entry.kind]


def _form_page(
    case: CaseView,
    kind: str,
    event: EventDefinition,
    save: Callable[[Report], Recorded],
    values: Mapping[str, str],
    *,
    old: JournalLine | None = None,
) -> Answer:
    form = Form.sent("record")
    if not form.typed:
        return _page(case, kind, event, Form("record", values), old=old)
    titles = {wording().text(f.title): _FIELD + n for n, f in event.fields.items()}
    with form.noting_problems(titles, _BESIDE):
        _check_person(case, form)
        return back_to_case(case.proceeding.ref, save(_report(kind, event, form)))
    return _page(case, kind, event, form, old=old), UNPROCESSABLE


def _page(
    case: CaseView,
    kind: str,
    event: EventDefinition,
    form: Form,
    *,
    old: JournalLine | None,
    withdrawal: Form | None = None,
) -> str:
    refused, warned = ([], []) if old else _lacking(case, kind)
    return render_template(
        "record.html",
        refused=refused,
        warned=warned,
        case=case,
        kind=kind,
        event=event,
        form=form,
        old=old,
        withdrawal=withdrawal or Form("withdraw"),
        persons=persons_of(case),
        types=FieldType,
        yes_no=[(YES, _("yes")), (NO, _("no"))],
    )


def _lacking(case: CaseView, kind: str) -> tuple[list[str], list[str]]:
    """Return what stands in the way of an event, and what only gives pause."""
    ref = case.proceeding.ref
    ready = readiness(registry(), viewer=viewer(), now=now(), ref=ref, kind=kind)
    return lacking(case, ready)


def _report(kind: str, event: EventDefinition, form: Form) -> Report:
    seen = form.text("basis") == Basis.DOCUMENT
    return Report(
        kind=kind,
        occurred=form.when("occurred"),
        fields={name: form.text(_FIELD + name) for name in event.fields},
        person=form.text("person") or None,
        initials=form.text("new_person") or None,
        basis=Basis.DOCUMENT if seen else Basis.REPORTED,
        content=EntryContent(
            note=form.text("note") or None,
            source_document=form.text("source_document") or None,
            source_place=form.text("source_place") or None,
        ),
        begins_earlier=bool(form.text("begins_earlier")),
    )


def persons_of(case: CaseView) -> list[tuple[str, str]]:
    """Return the persons named in the dossier, those of this case first."""
    ref = case.proceeding.ref
    named = persons_beside(registry(), viewer=viewer(), ref=ref)
    return sorted(named.items(), key=lambda each: (each[0] not in _own(case), each[1]))


def _own(case: CaseView) -> set[str]:
    return {line.entry.person for line in case.journal if line.entry.person}


def _check_person(case: CaseView, form: Form) -> None:
    if form.text("person") not in {"", *dict(persons_of(case))}:
        raise Wrong("person", _("Choose one of those offered."))


def _first_values(case: CaseView) -> dict[str, str]:
    own = _own(case)
    return {"person": own.pop()} if len(own) == 1 else {}


def _values_of(line: JournalLine) -> dict[str, str]:
    entry, content = line.entry, line.content
    values = {_FIELD + name: _typed(value) for name, value in entry.fields.items()}
    values |= {_FIELD + name: text for name, text in content.texts.items()}
    return values | {
        "occurred": str(entry.occurred),
        "person": entry.person or "",
        "basis": entry.basis.value,
        "note": content.note or "",
        "source_document": content.source_document or "",
        "source_place": content.source_place or "",
    }


def _typed(value: FieldValue) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)
