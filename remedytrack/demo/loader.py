"""Playing the demo: facts and ticks in the order in which they would have come.

Before anything is recorded, the scheduler's tick runs at every moment at which it
would have found work. So the reminders, silences and findings of the demo are not
data: they are what this program would have done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import assert_never
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.workflow.journal import Act
from remedytrack.demo.cast import Cast, Hashing, bring_in
from remedytrack.demo.dataset import LAWYER, Case, Dataset, Deed, Fact, Source
from remedytrack.demo.script import (
    ALMATY,
    Connect,
    Do,
    KeepIncident,
    OpenCase,
    OpenDossier,
    RecordFact,
    Scene,
    Step,
    script,
)
from remedytrack.demo.sign_ins import SignIn
from remedytrack.scheduler.tick import Ticked, Works, next_moment, tick
from remedytrack.services import acting, opening, recording
from remedytrack.services.registry import Registry
from remedytrack.storage.values import EntryContent, IncidentContent

BEGINS_AT = datetime(2025, 12, 1, 9, tzinfo=ALMATY).astimezone(UTC)
"""The moment that the demo's clock first shows: a Monday, 09:00 in Almaty."""


class NoSuchDeadline(LookupError):
    """A deed of the data set is about a deadline that the case does not have."""

    def __init__(self, case: str, limit: str) -> None:
        super().__init__(f"The case {case} has no pending deadline of {limit}.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made.

    Attributes:
        sign_ins: one for each person, with the password in clear; write it to a file.
        users: account ids by the letters of the data set.
        refs: references by the keys of dossiers and cases, of incidents by title.
        facts: how many facts were recorded.
        ticks: how many ticks found work.
        mails: how many mails were sent.
    """

    sign_ins: tuple[SignIn, ...]
    users: Mapping[str, str]
    refs: Mapping[str, str]
    facts: int
    ticks: int
    mails: int


def load(
    works: Works, data: Dataset, *, hashing: Hashing, until: datetime = BEGINS_AT
) -> Loaded:
    """Play ``data`` into the empty database of ``works``, up to ``until``.

    Args:
        works: what ticks work with; its transport gets every mail of the history.
        data: what to play.
        hashing: turns a password into what is stored of it.
        until: the moment of the last tick; what was recorded later is left out.

    Raises:
        NotADemo: the database is not empty.
        DemoInterrupted: an earlier load did not come to its end.
    """
    scenes = [scene for scene in script(data) if scene.at <= until]
    cast = bring_in(works.registry, data, now=scenes[0].at, hashing=hashing)
    play = _Play(works, data, cast)
    play.run(scenes, until)
    return Loaded(
        sign_ins=cast.sign_ins,
        users={key: viewer.id for key, viewer in cast.viewers.items()},
        refs=play.refs,
        facts=play.facts,
        ticks=play.ticks,
        mails=play.mails,
    )


@dataclass
class _Play:
    """One load under way: what has come into being so far."""

    works: Works
    data: Dataset
    cast: Cast
    refs: dict[str, str] = field(default_factory=dict)
    facts: int = 0
    ticks: int = 0
    mails: int = 0

    @property
    def registry(self) -> Registry:
        return self.works.registry

    def run(self, scenes: list[Scene], until: datetime) -> None:
        """Play ``scenes`` and tick in between, at last at ``until``."""
        now = scenes[0].at
        for scene in scenes:
            if scene.at > now:
                self._catch_up(now, scene.at)
                now = scene.at
            self._take(scene.step, now)
        self._catch_up(now, until)
        self._tick(until)

    def _catch_up(self, since: datetime, to: datetime) -> None:
        """Tick once for what was just recorded, then at every moment before ``to``."""
        moment: datetime | None = since
        while moment is not None and moment < to:
            self._tick(moment)
            moment = next_moment(self.works, moment)

    def _tick(self, moment: datetime) -> None:
        done: Ticked = tick(self.works, moment)
        self.ticks += 1
        self.mails += done.sent.sent

    def _take(self, step: Step, now: datetime) -> None:
        match step:
            case OpenDossier():
                self._open_dossier(step, now)
            case OpenCase():
                self._open_case(step, now)
            case Connect():
                self._connect(step, now)
            case RecordFact():
                self._record(step.case, step.fact, now)
            case Do():
                self._do(step.case, step.deed, now)
            case KeepIncident():
                self._keep(step, now)
            case _:
                assert_never(step)

    def _open_dossier(self, step: OpenDossier, now: datetime) -> None:
        matter = opening.open_matter(
            self.registry,
            actor=self._viewer(LAWYER),
            now=now,
            title=step.dossier.title,
            members=[self._viewer(key).id for key in step.dossier.members],
        )
        self.refs[step.dossier.key] = matter.ref

    def _open_case(self, step: OpenCase, now: datetime) -> None:
        case, lawyer = step.case, self._viewer(LAWYER)
        new = opening.NewCase(
            case.workflow, case.title, case.number, self.cast.bodies[case.authority]
        )
        if case.appeal_of is not None:
            origin = self.refs[case.appeal_of]
            opened = opening.open_linked(
                self.registry, actor=lawyer, now=now, ref=origin, case=new
            )
        else:
            matter = self.refs[step.dossier.key]
            opened = opening.open_proceeding(
                self.registry, actor=lawyer, now=now, matter_ref=matter, case=new
            )
        self.refs[case.key] = opened.ref
        self._assign(case, now)

    def _assign(self, case: Case, now: datetime) -> None:
        owner = self._viewer(case.owner).id if case.owner else None
        deputy = self._viewer(case.deputy).id if case.deputy else None
        if owner is not None:
            acting.assign(
                self.registry,
                actor=self._viewer(LAWYER),
                now=now,
                ref=self.refs[case.key],
                owner=owner,
                deputy=deputy,
            )

    def _connect(self, step: Connect, now: datetime) -> None:
        opening.link(
            self.registry,
            actor=self._viewer(LAWYER),
            now=now,
            ref=self.refs[step.case.key],
            to=self.refs[step.other],
            kind=step.kind,
        )

    def _record(self, case: Case, fact: Fact, now: datetime) -> None:
        report = recording.Report(
            kind=fact.event,
            occurred=fact.on,
            fields=fact.fields,
            person=self.cast.persons[fact.person] if fact.person else None,
            content=EntryContent(
                note=fact.note,
                source_document=self._title(fact.source),
                source_place=fact.source.place,
            ),
        )
        recording.record_event(
            self.registry,
            actor=self._viewer(LAWYER),
            now=now,
            ref=self.refs[case.key],
            report=report,
        )
        self.facts += 1

    def _do(self, case: Case, deed: Deed, now: datetime) -> None:
        actor, deadline_id = self._viewer(deed.by), self._deadline(case, deed)
        if deed.act is Act.SATISFIED and deed.done is not None:
            acting.satisfy(
                self.registry,
                actor=actor,
                now=now,
                deadline_id=deadline_id,
                done=deed.done,
                proof="",
            )
        else:
            acting.acknowledge(
                self.registry, actor=actor, now=now, deadline_id=deadline_id
            )

    def _deadline(self, case: Case, deed: Deed) -> UUID:
        with self.registry.store.reading() as unit:
            proceeding = unit.proceedings.by_ref(self.refs[case.key])
            owned = [] if proceeding is None else [proceeding.id]
            for _, deadline in unit.projections.deadlines(owned, pending_only=True):
                if deadline.limit == deed.limit:
                    return deadline.id
        raise NoSuchDeadline(case.key, deed.limit)

    def _keep(self, step: KeepIncident, now: datetime) -> None:
        told = step.incident
        complaint = self.refs[told.complaint] if told.complaint else None
        incident = opening.record_incident(
            self.registry,
            actor=self._viewer(LAWYER),
            now=now,
            matter_ref=self.refs[step.dossier.key],
            occurred=told.on,
            content=IncidentContent(
                told.title, told.note, self._title(told.source), told.source.place
            ),
            authority_id=self.cast.bodies[told.authority] if told.authority else None,
            authority_knew=told.authority_knew,
            complaint_ref=complaint,
            to_investigate=told.to_investigate,
        )
        self.refs[told.title] = incident.ref

    def _title(self, source: Source) -> str:
        return self.data.document(source).title

    def _viewer(self, key: str) -> Viewer:
        return self.cast.viewers[key]
