"""Detentions: who is held now, opening one in a minute, and the facts that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer, may_record
from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.practice.detention import (
    BASIS,
    BASIS_KNOWN,
    COMPLAINT,
    COUNSEL_ARRIVED,
    HOW,
    PROCEDURE,
    RECORD_DRAWN,
    RELEASED,
    RESTRAINED,
    Clock,
    ClockState,
    blank_clocks,
    clocks_of,
)
from remedytrack.core.workflow.journal import Act, Entry, FieldValue
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.acting import act_entry, append_act
from remedytrack.services.cases import CaseView, JournalLine, case_view
from remedytrack.services.consents import may_leave
from remedytrack.services.looking import proceedings_for
from remedytrack.services.opening import (
    NewCase,
    open_in,
    open_matter_in,
    recordable_matter,
)
from remedytrack.services.persons import initials_of, named_in
from remedytrack.services.recording import Report, record_in
from remedytrack.services.refusals import NotFound, UnknownPerson
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Matter, Proceeding

NAMED = "name_in_public"
"""The consent without which not even initials stand in a line that leaves us."""


@dataclass(frozen=True, slots=True)
class NewDetention:
    """What somebody is told on the telephone.

    ``matter_ref`` is an open dossier, or none for a new one called ``title``. ``where``
    is content, in the words of whoever calls; ``who_goes`` becomes the owner.
    """

    initials: str
    restrained: When
    title: str
    matter_ref: str | None = None
    where: str | None = None
    authority_id: UUID | None = None
    who_goes: str | None = None


@dataclass(frozen=True, slots=True)
class Detention:
    """A detention as its page shows it.

    ``may_be_named`` says that everybody held has consented to their initials leaving
    the circle.
    """

    case: CaseView
    clocks: tuple[Clock, ...]
    may_be_named: bool

    @property
    def held(self) -> bool:
        """Whether nobody has recorded that it ended."""
        return self.line(RESTRAINED) is not None and self.line(RELEASED) is None

    @property
    def restrained(self) -> When | None:
        """When the first person could not leave any more."""
        line = self.line(RESTRAINED)
        return line.entry.occurred if line else None

    @property
    def restrained_at(self) -> datetime | None:
        """The same in UTC, where it is known to the minute."""
        return self.restrained.moment(self.case.zone) if self.restrained else None

    @property
    def basis(self) -> Texts | None:
        """The basis that was named, in words."""
        return self._choice(BASIS_KNOWN, BASIS)

    @property
    def ended_how(self) -> Texts | None:
        """How it ended, in words."""
        return self._choice(RELEASED, HOW)

    @property
    def persons(self) -> dict[str, str]:
        """The persons held, by id, with their initials."""
        return {
            line.entry.person: line.initials or "–"
            for line in self.case.journal
            if line.stands and line.entry.kind == RESTRAINED and line.entry.person
        }

    @property
    def where(self) -> str | None:
        """The body, else the place in the words of whoever told it."""
        line = self.line(RESTRAINED)
        told = line.content.note if line else None
        return self.case.authority_name or told

    @property
    def complaint(self) -> Deadline | None:
        """The term to complain about the detention, while it is open."""
        return next(
            (
                each
                for each in self.case.standing.deadlines
                if each.limit == COMPLAINT and each.state.is_pending
            ),
            None,
        )

    @property
    def proposed(self) -> tuple[Deadline, ...]:
        """What a cascade proposes to open beside it."""
        deadlines = self.case.standing.deadlines
        return tuple(d for d in deadlines if d.proposes and d.state.is_pending)

    def line(self, kind: str) -> JournalLine | None:
        """Return the first standing entry of ``kind``."""
        lines = (x for x in self.case.journal if x.stands and x.entry.kind == kind)
        return next(lines, None)

    def clocks_in(self, *states: ClockState) -> list[Clock]:
        """Return the clocks that stand in one of ``states``."""
        return [clock for clock in self.clocks if clock.state in states]

    @property
    def counsel_is_there(self) -> bool:
        """Whether counsel has come."""
        return self.line(COUNSEL_ARRIVED) is not None

    @property
    def record(self) -> When | None:
        """When the record was drawn up, if anybody has seen or heard of one."""
        line = self.line(RECORD_DRAWN)
        return line.entry.occurred if line else None

    def _choice(self, kind: str, name: str) -> Texts | None:
        line = self.line(kind)
        if line is None:
            return None
        field = self.case.definition.events[kind].fields[name]
        return field.choice.get(str(line.entry.fields.get(name)))


def detentions(registry: Registry, *, viewer: Viewer, now: datetime) -> list[Detention]:
    """Return the detentions in the circle of ``viewer``, the latest first."""
    with registry.store.reading() as unit:
        refs = [
            each.ref
            for each in proceedings_for(unit, viewer)
            if each.workflow == PROCEDURE
        ]
    found = [detention(registry, viewer=viewer, now=now, ref=ref) for ref in refs]
    return sorted(found, key=_began, reverse=True)


def detention(
    registry: Registry, *, viewer: Viewer, now: datetime, ref: str
) -> Detention:
    """Return the detention called ``ref``.

    Raises :class:`~remedytrack.services.refusals.NotFound` where there is none, or none
    that ``viewer`` may see.
    """
    case = case_view(registry, viewer=viewer, now=now, ref=ref)
    if case.proceeding.workflow != PROCEDURE:
        raise NotFound(ref=ref)
    journal = [line.entry for line in case.journal]
    return Detention(
        case=case,
        clocks=clocks_of(case.definition, journal, registry.law, now),
        may_be_named=_may_be_named(registry, case.proceeding, journal, now),
    )


def card_clocks(registry: Registry, now: datetime) -> tuple[Clock, ...]:
    """Return the clocks of a card without a case: lengths and law, no times."""
    return blank_clocks(registry.workflow(PROCEDURE), registry.law, now)


def open_detention(
    registry: Registry, *, actor: Viewer, now: datetime, new: NewDetention
) -> Proceeding:
    """Open a detention with the minute of the restraint, and say who goes.

    All of it or nothing: a :class:`~remedytrack.services.refusals.Refused` says that
    nothing has changed.
    """
    with registry.store.writing() as unit:
        matter = _matter(unit, actor, now, new)
        case = NewCase(PROCEDURE, new.title, authority_id=new.authority_id)
        opened = open_in(unit, registry, matter.id, case, now)
        report = _report(unit, matter, new)
        recorded = record_in(
            unit, registry, opened, actor=actor, now=now, report=report
        )
        subject = {"proceeding": opened.ref, "entry": str(recorded.entry_id)}
        unit.audit.append(now, actor.id, "detention.open", subject, {})
        if new.who_goes:
            _send(unit, registry, opened, actor=actor, now=now, who=new.who_goes)
        return unit.proceedings.get(opened.id)


def colleagues(registry: Registry, *, viewer: Viewer) -> dict[str, str]:
    """Return who can be sent: whoever shares a circle with ``viewer``, by id."""
    with registry.store.reading() as unit:
        mine = unit.matters.of_member(viewer.id)
        known = {viewer.id, *(m for each in mine for m in unit.matters.members(each))}
        accounts = unit.accounts.all()
    return {each.id: each.name for each in accounts if each.active and each.id in known}


def open_dossiers(registry: Registry, *, viewer: Viewer) -> dict[str, str]:
    """Return the dossiers to which ``viewer`` may add, by reference."""
    with registry.store.reading() as unit:
        return {
            matter.ref: unit.matters.title(matter.id)
            for matter in unit.matters.all()
            if may_record(viewer, unit.matters.members(matter.id))
        }


def _matter(unit: Unit, actor: Viewer, now: datetime, new: NewDetention) -> Matter:
    if new.matter_ref:
        return recordable_matter(unit, actor, new.matter_ref)
    members = [new.who_goes] if new.who_goes else []
    return open_matter_in(unit, actor=actor, now=now, title=new.title, members=members)


def _report(unit: Unit, matter: Matter, new: NewDetention) -> Report:
    """Return the restraint; somebody of these initials in the dossier is that one."""
    initials = initials_of(new.initials)
    known = {named: person for person, named in named_in(unit, matter.id).items()}
    return Report(
        kind=RESTRAINED,
        occurred=new.restrained,
        fields={},
        person=known.get(initials),
        initials=None if initials in known else initials,
        content=EntryContent(note=new.where),
    )


def _send(
    unit: Unit,
    registry: Registry,
    opened: Proceeding,
    *,
    actor: Viewer,
    now: datetime,
    who: str,
) -> None:
    if who not in unit.matters.members(opened.matter_id):
        account = unit.accounts.get(who)
        raise UnknownPerson(person=account.name if account else who)
    fields: dict[str, FieldValue] = {"owner": who, "deputy": ""}
    today = When.on(registry.today(opened, now))
    append_act(
        unit, registry, opened, act_entry(Act.ASSIGNED, actor, now, today, fields)
    )


def _may_be_named(
    registry: Registry,
    proceeding: Proceeding,
    journal: Iterable[Entry],
    now: datetime,
) -> bool:
    held = {each.person for each in journal if each.kind == RESTRAINED}
    with registry.store.reading() as unit:
        today = registry.today(proceeding, now)
        return bool(held) and held <= may_leave(unit, proceeding, NAMED, today)


def _began(each: Detention) -> tuple[bool, str]:
    return each.held, str(each.restrained or "")
