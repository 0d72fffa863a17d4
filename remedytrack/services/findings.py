"""What was never investigated: complaints by grade, and incidents without a complaint.

Two lists, never mixed (`peers.md` section 4). Every finding is the system's, to be
checked by a person, and carries the events and the rules that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from remedytrack.core.access import Output, Viewer, may_see
from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import MonthEnd
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.workflow.definition import Grade, Kind, Setting
from remedytrack.core.workflow.journal import Basis, Entry
from remedytrack.core.workflow.standing import Embargo, Flag, Standing
from remedytrack.services.looking import days_since, proceedings_for, visible_standings
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit as Work
from remedytrack.storage.values import (
    EntryContent,
    Incident,
    IncidentContent,
    Proceeding,
)

COMPLAINT, INCIDENT = "complaint", "incident"
NOTHING_HEARD = "nothing_heard"
"""The setting of complaint workflows after which silence is worth a look."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing a finding rests on: an event with its source, or a rule."""

    text: Texts
    when: When | None = None
    seen: bool = False
    note: str | None = None
    source_document: str | None = None
    source_place: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A complaint or an incident that nobody is known to have investigated.

    ``age_days`` is a lower bound where ``age_is_lower_bound`` says so. ``grade`` is
    ``None`` for an incident; ``N0`` means too recent to say. ``unseen`` says that the
    closing is reported and no document of it was seen.
    """

    ref: str
    kind: str
    title: str
    opened: When | None
    age_days: int | None
    age_is_lower_bound: bool
    authority: str | None
    authority_knew: bool
    grade: Grade | None = Grade.N0
    flag: str | None = None
    flag_title: Texts | None = None
    unseen: bool = False
    verdict: str | None = None
    reasons: tuple[Reason, ...] = ()
    state: Texts | None = None


def uninvestigated(
    registry: Registry,
    *,
    viewer: Viewer,
    today: date,
    output: Output = Output.PAGE,
    with_recent: bool = False,
) -> list[Finding]:
    """Return the complaints, then the incidents, oldest first in each.

    What is too recent to say (``N0``) is left out unless ``with_recent``.
    """
    with registry.store.reading() as unit:
        search = _Search(unit, registry, viewer, today, output)
        complaints = list(search.complaints())
        incidents = list(search.incidents())
    listed = [*sorted(complaints, key=_oldest), *sorted(incidents, key=_oldest)]
    return [each for each in listed if with_recent or each.grade is not Grade.N0]


def findings_of(
    registry: Registry, *, viewer: Viewer
) -> list[tuple[Proceeding, Flag, Texts]]:
    """Return every flag that is up, whatever it says, with its case and title."""
    with registry.store.reading() as unit:
        seen = {each.id: each for each in proceedings_for(unit, viewer)}
        flags = unit.projections.flags(list(seen))
    return [
        (seen[owner], flag, _flag_title(registry, seen[owner], flag.id))
        for owner, flag in flags
    ]


@dataclass(frozen=True, slots=True)
class _Search:
    """One look through everything that a viewer may see in an output."""

    unit: Work
    registry: Registry
    viewer: Viewer
    today: date
    output: Output

    def complaints(self) -> Iterator[Finding]:
        for proceeding, standing, entries in visible_standings(
            self.registry, self.unit, self.viewer, self.today, self.output
        ):
            if self.registry.definition(proceeding).kind is Kind.COMPLAINT:
                finding = self._complaint(proceeding, standing, entries)
                if finding is not None:
                    yield finding

    def incidents(self) -> Iterator[Finding]:
        alone = [
            each
            for each in self.unit.incidents.all()
            if each.to_investigate and each.proceeding_id is None
        ]
        words = self.unit.incidents.contents([each.id for each in alone])
        for incident in alone:
            circle = self.unit.matters.members(incident.matter_id)
            began = incident.occurred.earliest
            known = began is None or began <= self.today
            if known and may_see(self.viewer, circle, Embargo.NONE, self.output):
                yield self._incident(incident, words[incident.id])

    def _complaint(
        self, proceeding: Proceeding, standing: Standing, entries: Sequence[Entry]
    ) -> Finding | None:
        flags = [flag for flag in standing.flags if flag.grade is not None]
        opened = _opened(self.registry, proceeding, entries, flags)
        if opened is None:
            return None
        worst = min(flags, key=_gravest, default=None)
        if worst is None and not _still_recent(self.registry, proceeding, standing):
            return None
        titles = self.unit.proceedings.titles([proceeding.id])
        bare = Finding(
            ref=proceeding.ref,
            kind=COMPLAINT,
            title=titles.get(proceeding.id, ""),
            opened=opened,
            age_days=days_since(opened, self.today),
            age_is_lower_bound=not opened.is_exact,
            authority=self._body(proceeding.authority_id),
            authority_knew=True,
            state=_headline(self.registry, proceeding, standing),
        )
        if worst is None:
            return bare
        return self._flagged(bare, proceeding, worst, entries)

    def _flagged(
        self,
        finding: Finding,
        proceeding: Proceeding,
        flag: Flag,
        entries: Sequence[Entry],
    ) -> Finding:
        return replace(
            finding,
            grade=flag.grade,
            flag=flag.id,
            flag_title=_flag_title(self.registry, proceeding, flag.id),
            unseen=flag.unseen,
            verdict=flag.verdict,
            reasons=tuple(self._reasons(proceeding, flag, entries)),
        )

    def _incident(self, incident: Incident, content: IncidentContent) -> Finding:
        reason = Reason(
            text=_INCIDENT,
            when=incident.occurred,
            note=content.note,
            source_document=content.source_document,
            source_place=content.source_place,
        )
        recent = _is_recent(self.registry, incident, self.today)
        return Finding(
            ref=incident.ref,
            kind=INCIDENT,
            title=content.title,
            opened=incident.occurred,
            age_days=days_since(incident.occurred, self.today),
            age_is_lower_bound=not incident.occurred.is_exact,
            grade=Grade.N0 if recent else None,
            authority=self._body(incident.authority_id),
            authority_knew=incident.authority_knew,
            unseen=True,
            reasons=(reason,),
        )

    def _reasons(
        self, proceeding: Proceeding, flag: Flag, entries: Sequence[Entry]
    ) -> Iterator[Reason]:
        definition = self.registry.definition(proceeding)
        evidence = [entry for entry in entries if entry.id in flag.evidence]
        contents = self.unit.journal.contents([entry.id for entry in evidence])
        for entry in evidence:
            content = contents.get(entry.id, EntryContent())
            yield _event_reason(entry, content, definition.events[entry.kind].title)
        for rule in flag.rules:
            setting = definition.settings.get(rule.removeprefix("setting:"))
            if setting is not None:
                yield Reason(setting.title)
            elif rule in definition.limits:
                limit = definition.limits[rule][-1]
                yield Reason(limit.act, note=str(limit.cite))

    def _body(self, authority_id: UUID | None) -> str | None:
        names = self.unit.authorities.names()
        return names.get(authority_id) if authority_id else None


def _opened(
    registry: Registry,
    proceeding: Proceeding,
    entries: Sequence[Entry],
    flags: Sequence[Flag],
) -> When | None:
    """Return when the complaint was made: what its flags count from."""
    for flag in flags:
        if flag.age_since is not None:
            return flag.age_since
    since = {flag.since for flag in registry.definition(proceeding).flags}
    made = (entry.occurred for entry in entries if entry.kind in since)
    return next(made, None)


def _still_recent(
    registry: Registry, proceeding: Proceeding, standing: Standing
) -> bool:
    """Whether nothing is found only because too little time has passed.

    A complaint whose headline state has moved on and that carries no flag was
    answered or is being investigated: it belongs to no list of uninvestigated ones.
    """
    definition = registry.definition(proceeding)
    moves = [p for p in standing.passages if p.track == definition.headline]
    return len(moves) <= 1


def _event_reason(entry: Entry, content: EntryContent, title: Texts) -> Reason:
    return Reason(
        text=title,
        when=entry.occurred,
        seen=entry.basis is Basis.DOCUMENT,
        note=content.note,
        source_document=content.source_document,
        source_place=content.source_place,
    )


_INCIDENT = Texts(
    en="Incident without a recorded complaint",
    ru="Происшествие без зарегистрированного заявления",
    kk="Тіркелген арызсыз оқиға",
)


def _is_recent(registry: Registry, incident: Incident, today: date) -> bool:
    """An incident is too recent as long as a complaint about it would be."""
    latest = incident.occurred.latest
    return latest is not None and any(
        today <= _end(latest, setting) for setting in _patience(registry)
    )


def _patience(registry: Registry) -> Iterable[Setting]:
    return (
        workflow.settings[NOTHING_HEARD]
        for workflow in registry.law.workflows.values()
        if workflow.kind is Kind.COMPLAINT and NOTHING_HEARD in workflow.settings
    )


def _end(day: date, setting: Setting) -> date:
    if setting.unit is Unit.MONTH:
        return add_months(day, setting.n, MonthEnd.DOWN)
    return day + timedelta(days=setting.n)


def _flag_title(registry: Registry, proceeding: Proceeding, flag_id: str) -> Texts:
    flags = registry.definition(proceeding).flags
    return next(flag.title for flag in flags if flag.id == flag_id)


def _headline(
    registry: Registry, proceeding: Proceeding, standing: Standing
) -> Texts | None:
    definition = registry.definition(proceeding)
    states = definition.tracks[definition.headline].states
    return states[standing.states[definition.headline]].title


def _gravest(flag: Flag) -> int:
    return list(Grade).index(flag.grade or Grade.N0)


def _oldest(finding: Finding) -> tuple[int, str]:
    return -(finding.age_days or 0), finding.ref
