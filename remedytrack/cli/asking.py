"""“What if it began on this day?”: a time limit counted without any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

from remedytrack.cli.refusing import Failed, WrongInput
from remedytrack.core.dates import DayRange, When
from remedytrack.core.findings import nearest
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute, zone_of
from remedytrack.core.timelimits.count import Trigger
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.suspensions import perhaps_suspended, surely_suspended
from remedytrack.lawbook import Lawbook

_NO_MOMENT = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Given:
    """The date of another event than the trigger."""

    event: str
    when: When


@dataclass(frozen=True, slots=True)
class Answer:
    """A time limit counted from an exact or an uncertain trigger.

    ``safe`` counts from the earliest day the trigger can have been, ``arguable`` from
    the latest; for an exact one they are the same. Where one end of an uncertain date
    is open, that one is ``None``. ``notes`` say what the asker should know.
    """

    limit: TimeLimit
    when: When
    safe: Computation | None
    arguable: Computation | None
    notes: tuple[str, ...]

    @property
    def computations(self) -> tuple[Computation, ...]:
        """The one or two computations, the earlier first."""
        both = [each for each in (self.safe, self.arguable) if each is not None]
        return tuple(both[:1] if self.safe == self.arguable else both)


def answer(law: Lawbook, limit_id: str, when: When, given: Sequence[Given]) -> Answer:
    """Count ``limit_id`` from ``when``; ``given`` are the dates of other events.

    Raises:
        UnknownLaw: there is no such time limit.
        WrongInput: an event is unknown, or is the trigger itself.
        Failed: no version of the rule is in force.
        CannotCount: the rule leaves no answer, for example for want of a clock time.
        CalendarHorizonExceeded: the calendar does not reach far enough.
    """
    workflow, versions = law.limit_versions(limit_id)
    _require_known(workflow, versions[-1], given)
    selected_on, notes = _selected_on(versions, when, given)
    limit = version_in_force(versions, selected_on)
    if limit is None:
        raise Failed(_no_version(versions, selected_on))
    happenings = [_happening(workflow, each) for each in given]
    question = _Question(law, workflow, limit, when, selected_on)
    first = question.counted(when.earliest, surely_suspended(limit, happenings))
    last = question.counted(when.latest, perhaps_suspended(limit, happenings))
    said = (*notes, *_uncertainty(when), *_unused(limit, given))
    return Answer(limit, when, first, last, said)


@dataclass(frozen=True, slots=True)
class _Question:
    law: Lawbook
    workflow: Workflow
    limit: TimeLimit
    when: When
    selected_on: date

    def counted(
        self, day: date | None, stops: Sequence[DayRange]
    ) -> Computation | None:
        """Count from ``day``, if the trigger has such an end."""
        if day is None:
            return None
        zone = zone_of(self.limit, self.law, self.workflow.calendar)
        return compute(
            self.limit,
            self.law,
            Trigger(day, zone, self.when.moment(zone)),
            calendar=self.workflow.calendar,
            selected_on=self.selected_on,
            stops=stops,
        )


def _require_known(
    workflow: Workflow, limit: TimeLimit, given: Sequence[Given]
) -> None:
    for each in given:
        if each.event not in workflow.events:
            known = sorted(workflow.events)
            raise WrongInput(
                f"The procedure {workflow.workflow} has no event “{each.event}”"
                f"{nearest(each.event, known)} Known: {', '.join(known)}."
            )
        if each.event == limit.on:
            raise WrongInput(
                f"“{each.event}” is what {limit.id} runs from: give its date by --on."
            )


def _selected_on(
    versions: Sequence[TimeLimit], when: When, given: Sequence[Given]
) -> tuple[date, list[str]]:
    """Return the day that chooses the version, and what to say about it."""
    chooser = versions[-1].select_by
    dated = [each.when for each in given if each.event == chooser] or [when]
    day = dated[0].earliest or dated[0].latest
    if day is None:
        raise WrongInput(f"“{dated[0]}” names no day at all.")
    assumed = dated[0] is when and chooser != versions[-1].on
    note = (
        f"The text in force on {day} is used; strictly the day of “{chooser}” chooses "
        f"it. Give that day by --given {chooser}=DATE."
    )
    last = dated[0].latest or day
    across = [v for v in versions if day < v.valid.from_on <= last]
    changes = [
        f"The rule changes on {each.valid.from_on}, within the days given: it is not "
        "known which text holds."
        for each in across
    ]
    return day, [*([note] if assumed and len(versions) > 1 else []), *changes]


def _no_version(versions: Sequence[TimeLimit], day: date) -> str:
    known = "; ".join(
        f"from {each.valid.from_on}"
        + (f" to {each.valid.to_on}" if each.valid.to_on else "")
        + (" (void)" if each.void else "")
        for each in versions
    )
    return f"No text of {versions[0].id} is in force on {day}. Known: {known}."


def _uncertainty(when: When) -> Iterator[str]:
    if when.is_exact:
        return
    if when.earliest is None:
        yield "The trigger has no earliest day, so there is no safe date."
    if when.latest is None:
        yield "The trigger has no latest day, so there is no arguable date."
    if when.approximate:
        yield "The day is only about this one: every date here may move."


def _unused(limit: TimeLimit, given: Sequence[Given]) -> Iterator[str]:
    ends = {end for stop in limit.stop for end in (stop.from_event, stop.to_event)}
    for each in given:
        if each.event not in ends | {limit.select_by}:
            yield f"The date of “{each.event}” makes no difference to {limit.id}."


def _happening(workflow: Workflow, given: Given) -> Happening:
    own_id = uuid5(NAMESPACE_URL, f"{workflow.workflow}:{given.event}:{given.when}")
    return Happening(
        id=own_id,
        first_id=own_id,
        kind=given.event,
        when=given.when,
        fields={},
        person=None,
        fact=None,
        known_at=_NO_MOMENT,
    )
