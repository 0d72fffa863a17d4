"""“What if it began on this day?”: a time limit counted without any case.

Nothing is read from a database and nothing is written: law and dates in, every
reading out. The command line and the calculator page ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5

from remedytrack.core.dates import When
from remedytrack.core.timelimits.computation import Ambiguity, Computation
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.timelimits.refusals import ClockTimeMissing
from remedytrack.core.timelimits.terms import ByLetter
from remedytrack.core.timelimits.version_doubts import version_doubts
from remedytrack.core.workflow.dating import Dating, Question
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.journal import FieldValue
from remedytrack.lawbook import Lawbook
from remedytrack.services.refusals import Refused

_NO_FIELDS: Mapping[str, FieldValue] = MappingProxyType({})
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)

_ASSUMED = Sentence(
    "The text in force on %(day)s is used; strictly the day of “%(event)s” chooses it.",
    {},
)
_CHANGES = Sentence(
    "The rule changes on %(day)s, within the days given: it is not known which text "
    "holds.",
    {},
)
_NO_EARLIEST = Sentence(
    "The trigger has no earliest day, so there is no safe date.", {}
)
_NO_LATEST = Sentence(
    "The trigger has no latest day, so there is no arguable date.", {}
)
_ABOUT = Sentence("The day is only about this one: every date here may move.", {})
_UNUSED = Sentence("The date of “%(event)s” makes no difference to this term.", {})


class NoDayNamed(Refused):
    """The date is open at both ends."""

    message = Sentence("“%(when)s” names no day at all.", {})


class NoTextInForce(Refused):
    """The rule had no text on that day."""

    message = Sentence(
        "No text of this rule is in force on %(day)s. Known texts: %(known)s.", {}
    )


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
    is open, that one is ``None``. ``notes`` say what the asker should know, and
    ``wanted`` is the event whose day chooses the text of the rule, where it matters
    and was not given. ``doubts`` are those about the text of the law (W11), which a
    computation does not know of.
    """

    limit: TimeLimit
    when: When
    safe: Computation | None
    arguable: Computation | None
    notes: tuple[Sentence, ...]
    wanted: str | None
    doubts: tuple[Ambiguity, ...] = ()

    @property
    def computations(self) -> tuple[Computation, ...]:
        """The one or two computations, the earlier first."""
        both = [each for each in (self.safe, self.arguable) if each is not None]
        return tuple(both[:1] if self.safe == self.arguable else both)


def asked_for(versions: Sequence[TimeLimit]) -> tuple[str, ...]:
    """Return the other events whose dates matter to a rule, in any of its versions."""
    trigger = versions[-1].on
    named = [versions[-1].select_by]
    for version in versions:
        named += [e for s in version.stop for e in (s.from_event, s.to_event)]
        named += [
            e for x in version.extend for e in (x.on, x.requested, x.refused) if e
        ]
    return tuple(event for event in dict.fromkeys(named) if event != trigger)


def answer(
    law: Lawbook,
    limit_id: str,
    when: When,
    given: Sequence[Given],
    letter: str = "",
    *,
    as_of: date | None = None,
) -> Answer:
    """Count ``limit_id`` from ``when``.

    ``given`` are the dates of other events of the same procedure than the trigger,
    ``letter`` the number or the day that a letter sets, where the term is its.
    ``as_of`` counts by the calendar as it was known on that day.

    Raises:
        UnknownLaw: there is no such time limit.
        NoDayNamed: a date is open at both ends.
        NoTextInForce: no version of the rule is in force.
        CannotCount: the rule leaves no answer, for example for want of a clock time.
        CalendarHorizonExceeded: the calendar does not reach far enough.
    """
    workflow, versions = law.limit_versions(limit_id)
    _some_day(when)
    chooser = _chooser(versions, when, given)
    limit = version_in_force(versions, chooser.day)
    if limit is None:
        raise NoTextInForce(day=chooser.day, known=_known(versions))
    trigger = _happening(workflow, Given(limit.on, when), _said(limit, letter))
    dating = Dating(
        law, workflow.calendar, [_happening(workflow, g) for g in given], as_of
    )
    if limit.by_clock and when.moment(dating.zone(limit)) is None:
        # A case shows the widest range then; who asks here can look the hour up.
        raise ClockTimeMissing(chooser.day)
    chosen = chooser.when if chooser.when is not when else None
    safe, arguable = dating.counted(Question(versions, trigger, when, chosen))
    return Answer(
        limit=limit,
        when=when,
        safe=safe,
        arguable=arguable,
        notes=(
            *_about_the_text(workflow, versions, chooser),
            *_uncertainty(when),
            *_unused(workflow, limit, given),
        ),
        wanted=chooser.wanted,
        doubts=_between_texts(law, versions, (safe, arguable)),
    )


def _between_texts(
    law: Lawbook, versions: Sequence[TimeLimit], ends: Sequence[Computation | None]
) -> tuple[Ambiguity, ...]:
    """Return what is doubtful because the law changed on the way, each doubt once."""
    found = (version_doubts(each, versions, law) for each in ends if each is not None)
    return tuple(dict.fromkeys(doubt for doubts in found for doubt in doubts))


def _said(limit: TimeLimit, letter: str) -> Mapping[str, FieldValue]:
    if isinstance(limit.term, ByLetter) and letter:
        return {limit.term.by_letter: letter}
    return _NO_FIELDS


@dataclass(frozen=True, slots=True)
class _Chooser:
    """The days of what chooses the version; ``wanted`` names it if it is assumed."""

    when: When
    day: date
    last: date
    wanted: str | None


def _chooser(
    versions: Sequence[TimeLimit], when: When, given: Sequence[Given]
) -> _Chooser:
    newest = versions[-1]
    dated = [each.when for each in given if each.event == newest.select_by]
    choosing = dated[0] if dated else when
    assumed = not dated and newest.select_by != newest.on
    wanted = newest.select_by if assumed and len(versions) > 1 else None
    day = _some_day(choosing)
    return _Chooser(choosing, day, choosing.latest or day, wanted)


def _some_day(when: When) -> date:
    day = when.earliest or when.latest
    if day is None:
        raise NoDayNamed(when=when)
    return day


def _known(versions: Sequence[TimeLimit]) -> str:
    return "; ".join(
        f"{each.valid.from_on} – {each.valid.to_on or '…'}"
        for each in versions
        if not each.void
    )


def _about_the_text(
    workflow: Workflow, versions: Sequence[TimeLimit], chooser: _Chooser
) -> Iterator[Sentence]:
    if chooser.wanted is not None:
        title = workflow.events[chooser.wanted].title
        yield Sentence(_ASSUMED.msgid, {"day": chooser.day, "event": title})
    for version in versions:
        if chooser.day < version.valid.from_on <= chooser.last:
            yield Sentence(_CHANGES.msgid, {"day": version.valid.from_on})


def _uncertainty(when: When) -> Iterator[Sentence]:
    if when.is_exact:
        return
    if when.earliest is None:
        yield _NO_EARLIEST
    if when.latest is None:
        yield _NO_LATEST
    if when.approximate:
        yield _ABOUT


def _unused(
    workflow: Workflow, limit: TimeLimit, given: Sequence[Given]
) -> Iterator[Sentence]:
    for each in given:
        if each.event not in asked_for((limit,)):
            title = workflow.events[each.event].title
            yield Sentence(_UNUSED.msgid, {"event": title})


def _happening(
    workflow: Workflow, given: Given, fields: Mapping[str, FieldValue] = _NO_FIELDS
) -> Happening:
    own_id = uuid5(NAMESPACE_URL, f"{workflow.workflow}:{given.event}:{given.when}")
    return Happening(
        id=own_id,
        first_id=own_id,
        kind=given.event,
        when=given.when,
        fields=fields,
        person=None,
        fact=None,
        known_at=_NO_MOMENT,
    )
