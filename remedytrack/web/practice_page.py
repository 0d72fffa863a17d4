"""What stands beside a procedure in words: persons, what to check, penalties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from remedytrack.core.practice import consent, representation, roles
from remedytrack.core.practice.consent import Consent
from remedytrack.core.practice.representation import Paper
from remedytrack.core.workflow.definition import Workflow
from remedytrack.services.cases import CaseView
from remedytrack.services.penalties import penalties_of
from remedytrack.services.practice import (
    PersonInCase,
    PracticeView,
    Readiness,
    TakenBack,
    practice_of,
)
from remedytrack.web.evidence import SceneShown, scene_shown
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import registry
from remedytrack.web.penalties import PenaltyShown, penalty_shown
from remedytrack.web.showing import Tag, act_of, by_when


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person as the case page tells it; each consent with its state."""

    initials: str
    roles: str
    clocks: tuple[str, ...]
    papers: tuple[str, ...]
    consents: tuple[tuple[str, Tag], ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class PracticeShown:
    """What stands beside the procedure; ``warnings`` are whole sentences.

    ``taken_back`` holds a sentence for each withdrawal, and what was sent before it:
    reference of the case, id of the entry, words.
    """

    persons: tuple[PersonShown, ...]
    warnings: tuple[str, ...]
    taken_back: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    penalties: tuple[PenaltyShown, ...]
    scene: SceneShown


def practice_shown(case: CaseView, today: date) -> PracticeShown:
    """Return what stands beside the procedure of ``case``."""
    view = practice_of(registry(), case, today=today)
    return PracticeShown(
        persons=tuple(_person(case, view, each, today) for each in view.persons),
        warnings=tuple(_warnings(case, view)),
        taken_back=tuple(_taken_back(case, view, each) for each in view.taken_back),
        penalties=tuple(map(penalty_shown, penalties_of(registry(), case))),
        scene=scene_shown(case),
    )


def lacking(case: CaseView, ready: Readiness) -> tuple[list[str], list[str]]:
    """Return what an event lacks today: what refuses it, and what only warns."""
    definition = case.definition
    refused = [
        _(
            "%(person)s: no consent stands (%(what)s).",
            person=_who(ready.initials, each.person),
            what=_chosen(definition, consent.GIVEN, "what", each.need.for_what),
        )
        for each in ready.consents
    ]
    warned = [
        _(
            "%(person)s: nobody is on record as acting for this person today.",
            person=_who(ready.initials, person),
        )
        for person in ready.unrepresented
    ]
    return refused, warned


def _person(
    case: CaseView, view: PracticeView, person: PersonInCase, today: date
) -> PersonShown:
    definition = case.definition
    return PersonShown(
        initials=person.initials,
        roles=", ".join(
            _chosen(definition, roles.ROLE_GIVEN, "role", role) for role in person.roles
        ),
        clocks=tuple(f"{act_of(each)}: {by_when(each)}" for each in person.clocks),
        papers=tuple(_paper(definition, view, each) for each in person.papers),
        consents=tuple(
            (_chosen(definition, consent.GIVEN, "what", what), _state(each, today))
            for what, each in sorted(person.consents.items())
        ),
        asked=person.asked,
    )


def _paper(definition: Workflow, view: PracticeView, paper: Paper) -> str:
    kind = _chosen(definition, representation.GIVEN, "paper", paper.kind)
    words = view.contents.get(paper.entry)
    who = words.texts.get("representative") if words else None
    told = f"{who}: {kind}" if who else kind
    if paper.until is None:
        return told
    return _("%(paper)s, until %(day)s", paper=told, day=wording().day(paper.until))


def _state(given: Consent, today: date) -> Tag:
    voice = wording()
    if given.withdrawn_on is not None and given.withdrawn_on <= today:
        return Tag(
            "alarm", _("withdrawn on %(day)s", day=voice.day(given.withdrawn_on))
        )
    if given.until is not None and given.until < today:
        return Tag("warn", _("ended on %(day)s", day=voice.day(given.until)))
    if not given.stands_on(today):
        return Tag("warn", _("day not certain"))
    if given.until is not None:
        return Tag("fine", _("until %(day)s", day=voice.day(given.until)))
    return Tag("fine", _("stands"))


def _warnings(case: CaseView, view: PracticeView) -> Iterator[str]:
    voice = wording()
    for each in view.expiring:
        yield _(
            "%(person)s: the paper (%(paper)s) ends before %(day)s, when this is due: "
            "%(act)s.",
            person=_who(view.initials, each.paper.person),
            paper=_paper(case.definition, view, each.paper),
            day=voice.day(each.on),
            act=act_of(each.deadline),
        )
    for paper in view.conflicts:
        yield _(
            "%(person)s: a conflict of interest is noted (%(paper)s).",
            person=_who(view.initials, paper.person),
            paper=_paper(case.definition, view, paper),
        )
    for filed in view.filed_without:
        yield _(
            "%(event)s, %(when)s: nobody was on record as acting for: %(person)s",
            event=voice.text(case.definition.events[filed.entry.kind].title),
            when=voice.when(filed.entry.occurred),
            person=_who(view.initials, filed.person),
        )


def _taken_back(
    case: CaseView, view: PracticeView, taken: TakenBack
) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    voice, withdrawal = wording(), taken.withdrawal
    what = withdrawal.what
    told = _(
        "%(person)s withdrew consent on %(day)s (%(what)s). Nothing more goes out.",
        person=_who(view.initials, withdrawal.person),
        day=voice.day(withdrawal.on),
        what=_chosen(case.definition, consent.GIVEN, "what", what)
        if what
        else _("everything"),
    )
    sent = tuple(
        (ref, str(entry.id), f"{voice.when(entry.occurred)}: {voice.text(title)}")
        for ref, title, entry in taken.sent
    )
    return told, sent


def _chosen(definition: Workflow, kind: str, field: str, value: str) -> str:
    """Return the words of a choice, or the value where they are there no more."""
    event = definition.events.get(kind)
    choice = event.fields[field].choice if event and field in event.fields else {}
    return wording().text(choice[value]) if value in choice else value


def _who(initials: Mapping[str, str], person: str | None) -> str:
    return _("nobody named") if person is None else initials.get(person, person)
