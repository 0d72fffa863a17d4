"""Detention now: for a telephone, at night, on a slow line. No page needs a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for

from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.practice.detention import (
    BASIS,
    BASIS_KNOWN,
    HOW,
    PROCEDURE,
    RELEASED,
    ClockState,
)
from remedytrack.core.workflow.definition import Workflow
from remedytrack.services import recording
from remedytrack.services.cases import CaseView, JournalLine
from remedytrack.services.detentions import (
    Detention,
    NewDetention,
    card_clocks,
    colleagues,
    detention,
    detentions,
    open_detention,
    open_dossiers,
)
from remedytrack.services.persons import initials_of
from remedytrack.services.recording import Report
from remedytrack.services.refusals import NotFound, NotInitials, UnknownPerson
from remedytrack.web import detention_words as said
from remedytrack.web.bodies import bodies, body_of
from remedytrack.web.entries import Answer
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.headers import allow_own_script
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import READERS, WRITERS, open_to, viewer

blueprint = Blueprint("detentions", __name__, url_prefix="/detentions")

FACTS = (
    "counsel_called",
    "counsel_arrived",
    "counsel_refused",
    "record_drawn",
    "rights_not_explained",
    "notice_asked",
    "relatives_told",
    "prosecutor_told",
)
"""What is recorded with one tap, in the order in which it tends to happen."""

CHOICES: Mapping[str, str] = {BASIS_KNOWN: BASIS, RELEASED: HOW}
"""Facts that come with a choice, by the field that holds it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A button: what it records, and whether a basis or an end is chosen with it."""

    value: str
    title: Texts


@blueprint.get("")
@open_to(*READERS)
def overview() -> str:
    """Say who is held now in the reader's circle, and whose complaint is still open."""
    found = detentions(registry(), viewer=viewer(), now=now())
    return render_template(
        "detentions.html",
        held=[each for each in found if each.held],
        over=[each for each in found if not each.held and each.complaint],
        now=now(),
        said=said,
        states=ClockState,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def begin() -> Answer:
    """Open a detention: whose, since when, where, who goes."""
    form = Form.sent("detention")
    beside = {NotInitials: "initials", UnknownPerson: "who"}
    if form.typed:
        with form.noting_problems(beside=beside):
            new = _new_detention(form)
            opened = open_detention(registry(), actor=viewer(), now=now(), new=new)
            return redirect(url_for("detentions.running", ref=opened.ref), code=303)
    local = now().astimezone(_zone())
    page = render_template(
        "detention_new.html",
        form=form,
        dossiers=sorted(open_dossiers(registry(), viewer=viewer()).items()),
        chosen=request.args.get("matter", ""),
        bodies=bodies(),
        people=sorted(colleagues(registry(), viewer=viewer()).items(), key=_by_name),
        me=viewer().id,
        local=local,
    )
    return (page, UNPROCESSABLE) if form.failed else page


@blueprint.get("/card")
@open_to(*READERS)
def blank_card() -> str:
    """Show the card to carry: lengths, law and questions, no person and no time."""
    return render_template(
        "detention_card.html",
        shown=None,
        clocks=card_clocks(registry(), now()),
        definition=registry().workflow(PROCEDURE),
        said=said,
        today=now().astimezone(_zone()).date(),
    )


@blueprint.get("/<ref>")
@open_to(*READERS)
def running(ref: str) -> str:
    """Show a detention: every clock with its end, and what to do next."""
    return _page(_shown(ref), Form("facts"))


@blueprint.get("/<ref>/card")
@open_to(*READERS)
def card(ref: str) -> str:
    """Show the card of a detention, with its times and without the person."""
    shown = _shown(ref)
    return render_template(
        "detention_card.html",
        shown=shown,
        clocks=shown.clocks,
        definition=shown.case.definition,
        said=said,
        today=now().astimezone(shown.case.zone).date(),
    )


@blueprint.post("/<ref>/facts")
@open_to(*WRITERS)
def fact(ref: str) -> Answer:
    """Record the next fact: now, unless another time was typed."""
    shown = _shown(ref)
    if not shown.case.can_record:
        raise NotFound(ref=ref)
    form = Form.sent("facts")
    with form.noting_problems():
        report = _report(shown.case, form)
        recording.record_event(
            registry(), actor=viewer(), now=now(), ref=ref, report=report
        )
        title = wording().text(shown.case.definition.events[report.kind].title)
        when = wording().when(report.occurred)
        flash(_("Recorded: %(fact)s, %(time)s.", fact=title, time=when), "done")
        return redirect(url_for("detentions.running", ref=ref), code=303)
    return _page(shown, form), UNPROCESSABLE


def _shown(ref: str) -> Detention:
    return detention(registry(), viewer=viewer(), now=now(), ref=ref)


def _page(shown: Detention, form: Form) -> str:
    allow_own_script()
    definition = shown.case.definition
    return render_template(
        "detention.html",
        shown=shown,
        case=shown.case,
        form=form,
        now=now(),
        today=now().astimezone(shown.case.zone).date(),
        facts=_facts(shown),
        bases=_choices(definition, BASIS_KNOWN) if shown.basis is None else [],
        ends=_choices(definition, RELEASED) if shown.held else [],
        told=_told(shown),
        said=said,
        states=ClockState,
    )


def _facts(shown: Detention) -> list[Fact]:
    """Return what has not been recorded yet, for one person; for several, all of it."""
    events = shown.case.definition.events
    alone = len(shown.persons) <= 1
    wanted = [kind for kind in FACTS if not (alone and shown.line(kind))]
    return [Fact(kind, events[kind].title) for kind in wanted if kind in events]


def _choices(definition: Workflow, kind: str) -> list[Fact]:
    choice = definition.events[kind].fields[CHOICES[kind]].choice
    return [Fact(f"{kind}:{value}", title) for value, title in choice.items()]


def _told(shown: Detention) -> list[JournalLine]:
    lines = [line for line in shown.case.journal if line.stands and line.title]
    return sorted(lines, key=lambda line: str(line.entry.occurred), reverse=True)


def _report(case: CaseView, form: Form) -> Report:
    kind, __, value = form.text("fact").partition(":")
    if kind not in {*FACTS, *CHOICES}:
        raise Wrong("", _("Choose one of those offered."))
    person = form.text("person") or None
    known = {line.entry.person for line in case.journal if line.entry.person}
    if person is not None and person not in known:
        raise Wrong("person", _("Choose one of those offered."))
    return Report(
        kind=kind,
        occurred=_moment(form, case.zone),
        fields={CHOICES[kind]: value} if kind in CHOICES else {},
        person=None if kind == BASIS_KNOWN else person,
    )


def _new_detention(form: Form) -> NewDetention:
    matter, who = form.text("matter"), form.text("who")
    people = colleagues(registry(), viewer=viewer())
    if who and who not in people:
        raise Wrong("who", _("Choose one of those offered."))
    restrained = _moment(form, _zone())
    initials = initials_of(form.text("initials"))
    day = wording().day(restrained.day) if restrained.day else ""
    return NewDetention(
        initials=initials,
        restrained=restrained,
        title=_("Detention of %(initials)s, %(day)s", initials=initials, day=day),
        matter_ref=matter or None,
        where=form.text("where") or None,
        authority_id=body_of(form),
        who_goes=who or None,
    )


def _moment(form: Form, zone: ZoneInfo) -> When:
    """Return the minute that was typed, else this one.

    A time without a day is the last one of that name: at ten past midnight, 23:40 was
    yesterday.
    """
    local = now().astimezone(zone)
    clock = _clock(form)
    day = _day(form)
    if clock is None:
        if day not in {None, local.date()}:
            raise Wrong("at", _("Give the hour and the minute as well."))
        return When.on(local.date(), local.time().replace(second=0, microsecond=0))
    if day is None:
        later = clock > local.time()
        day = local.date() - timedelta(days=1) if later else local.date()
    when = When.on(day, clock)
    if datetime.combine(day, clock) > local.replace(tzinfo=None):
        said_when = wording().when(when)
        raise Wrong("at", _("%(day)s is still to come. Check the date.", day=said_when))
    return when


def _clock(form: Form) -> time | None:
    text = form.text("at")
    try:
        return time.fromisoformat(text).replace(second=0) if text else None
    except ValueError:
        problem = _("“%(text)s” is not a time. Write it as 21:40.", text=text)
        raise Wrong("at", problem) from None


def _day(form: Form) -> date | None:
    return form.day("day") if form.text("day") else None


def _zone() -> ZoneInfo:
    law = parts().lawbook
    return law.calendar(registry().workflow(PROCEDURE).calendar).zone


def _by_name(person: tuple[str, str]) -> str:
    return person[1]
