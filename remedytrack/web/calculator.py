"""The calculator: a time limit counted from a day that somebody types.

It only answers: the address holds the question, no case is read, nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request

from remedytrack.core.access import Role
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import ReadingResult
from remedytrack.core.timelimits.compute import NoProfileInForce
from remedytrack.core.timelimits.explain import term
from remedytrack.core.timelimits.limit import BoundParty, Consequence, TimeLimit
from remedytrack.core.timelimits.refusals import (
    CannotCount,
)
from remedytrack.core.timelimits.terms import ByLetter
from remedytrack.core.workflow.dating import why_no_date
from remedytrack.core.workflow.definition import FieldDefinition, Workflow
from remedytrack.lawbook import UnknownLaw
from remedytrack.services.asking import (
    Answer,
    Given,
    NoDayNamed,
    NoTextInForce,
    answer,
    asked_for,
)
from remedytrack.web import words
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import now, parts
from remedytrack.web.roles import open_to
from remedytrack.web.ways import Way, warnings_of, ways_of
from remedytrack.zones import zones_version

blueprint = Blueprint("calculator", __name__)

ON: Final = "on"
"""The field of the day that the term runs from; others are named by their event."""

LETTER: Final = "letter"
"""The field of what a letter says, where it sets the term."""

_BESIDE_THE_DAY = {NoDayNamed: ON, NoTextInForce: ON}


@dataclass(frozen=True, slots=True)
class Offer:
    """A time limit to choose: what must be done, by whom, within what, by which law."""

    limit: str
    act: str
    about: str


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as the page shows it.

    ``ways`` lead to the day of the headline, ``others`` to other days. For our own
    act the day is the earliest, for anybody else's the latest.
    """

    answer: Answer
    ours: bool
    on: date | None
    headline: str
    closing: str
    ways: list[Way]
    others: list[Way]
    warnings: list[str]


@blueprint.get("/calculator")
@open_to(*Role)
def choose() -> str:
    """Offer every time limit by its procedure."""
    procedures = [
        (wording().text(workflow.title), _offers(workflow))
        for workflow in parts().lawbook.workflows.values()
    ]
    offered = sorted((title, offers) for title, offers in procedures if offers)
    return render_template("calculator_choose.html", procedures=offered)


@blueprint.get("/calculator/<limit_id>")
@open_to(*Role)
def ask(limit_id: str) -> str | tuple[str, int]:
    """Ask for the day, and answer once it is given."""
    try:
        workflow, versions = parts().lawbook.limit_versions(limit_id)
    except UnknownLaw:
        abort(404)
    form, result = Form("calculator", request.args.to_dict()), None
    others = asked_for(versions)
    if form.typed:
        with form.noting_problems(beside=_BESIDE_THE_DAY):
            result = _result(_answered(limit_id, form, others))
    page = render_template(
        "calculator.html",
        form=form,
        workflow=workflow,
        limit=result.answer.limit if result else versions[-1],
        others=others,
        letter=letter_asked(workflow, versions[-1]),
        result=result,
        zones=zones_version(),
        asked_at=now(),
        zone=reader_zone(),
    )
    return (page, UNPROCESSABLE) if form.failed else page


def _offers(workflow: Workflow) -> list[Offer]:
    """Return the limits of a procedure in the order of its file, in their last text."""
    newest = {each.id: each for each in workflow.time_limits if not each.void}
    return [
        Offer(limit.id, wording().text(limit.act), _about(limit))
        for limit in newest.values()
    ]


def _about(limit: TimeLimit) -> str:
    how_long = wording().sentence(term(limit.term))
    cite = wording().citation(str(limit.cite))
    return f"{words.bound(limit.bound)} · {how_long} · {cite}"


def letter_asked(workflow: Workflow, limit: TimeLimit) -> FieldDefinition | None:
    """Return the field that holds what a letter says, if the letter sets the term."""
    if not isinstance(limit.term, ByLetter):
        return None
    return workflow.events[limit.on].fields[limit.term.by_letter]


def _answered(limit_id: str, form: Form, others: tuple[str, ...]) -> Answer:
    when = form.when(ON)
    given = [Given(each, form.when(each)) for each in others if form.text(each)]
    try:
        return answer(parts().lawbook, limit_id, when, given, form.text(LETTER))
    except (CalendarHorizonExceeded, CannotCount, NoProfileInForce) as error:
        raise Wrong(ON, _cannot(error)) from error


def _cannot(error: Exception) -> str:
    reason = why_no_date(error)
    if reason is None:
        return _("By the rule and the dates given there is no answer.")
    return words.no_date(reason)


def _result(answered: Answer) -> Result:
    limit = answered.limit
    ours = limit.bound is BoundParty.US and limit.consequence is not Consequence.EMBARGO
    reading = _shown(answered, ours=ours)
    on = reading.due_on if reading else None
    ways = ways_of(answered.computations)
    notes = [wording().sentence(note) for note in answered.notes]
    return Result(
        answer=answered,
        ours=ours,
        on=on,
        headline=_headline(limit, on),
        closing=_closing(answered, reading),
        ways=[way for way in ways if way.due_on == on],
        others=sorted((w for w in ways if w.due_on != on), key=lambda w: w.closes_at),
        warnings=[*notes, *warnings_of(answered.computations, answered.doubts)],
    )


def _shown(answered: Answer, *, ours: bool) -> ReadingResult | None:
    if ours:
        return answered.safe.safe if answered.safe else None
    return answered.arguable.arguable if answered.arguable else None


def _headline(limit: TimeLimit, on: date | None) -> str:
    if on is None:
        return _("no date")
    day = wording().day(on)
    if limit.consequence is Consequence.EMBARGO:
        return _("confidential until %(day)s has passed", day=day)
    if limit.bound is BoundParty.US:
        return _("file by %(day)s", day=day)
    return _("late after %(day)s", day=day)


def _closing(answered: Answer, reading: ReadingResult | None) -> str:
    if reading is None:
        return ""
    zone = ZoneInfo(answered.computations[0].zone)
    return _("until %(moment)s", moment=wording().moment(reading.closes_at, zone))
