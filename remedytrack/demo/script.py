"""The order of play: what was recorded when.

Every fact is recorded at its ``recorded_at``, or at 18:00 in Almaty on the last day on
which it can have happened. Dossiers and cases are opened with their first fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from remedytrack.core.dates import When
from remedytrack.demo.dataset import Case, Dataset, Deed, Dossier, Fact, Incident
from remedytrack.services.opening import COMPARED_WITH, SAME_EVENT

ALMATY = ZoneInfo("Asia/Almaty")
EVENING = time(18)


class Undated(ValueError):
    """A fact with no last possible day does not say when it was recorded."""

    def __init__(self, what: str) -> None:
        super().__init__(f"“{what}” has no last possible day: give it a recorded_at.")


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier and its circle come into being."""

    dossier: Dossier


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case is opened and assigned."""

    dossier: Dossier
    case: Case


@dataclass(frozen=True, slots=True)
class Connect:
    """A case is linked with another: about the same events, or to be compared."""

    case: Case
    other: str
    kind: str


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A fact is entered in the journal of a case."""

    case: Case
    fact: Fact


@dataclass(frozen=True, slots=True)
class Do:
    """Somebody takes a deadline on, or marks it as done."""

    case: Case
    deed: Deed


@dataclass(frozen=True, slots=True)
class KeepIncident:
    """An incident is recorded in a dossier."""

    dossier: Dossier
    incident: Incident


Step = OpenDossier | OpenCase | Connect | RecordFact | Do | KeepIncident


@dataclass(frozen=True, slots=True)
class Scene:
    """A step and its moment, in UTC."""

    at: datetime
    step: Step


def script(data: Dataset) -> list[Scene]:
    """Return everything that ``data`` holds in the order in which it was recorded.

    What was recorded at the same moment stays in the order of the files.
    """
    cases = [case for dossier in data.dossiers for case in dossier.cases]
    opened = {case.key: _opened_at(case) for case in cases}
    scenes = [scene for dossier in data.dossiers for scene in _dossier(dossier, opened)]
    connected = [
        Scene(max(opened[case.key], opened[other]), Connect(case, other, kind))
        for case in cases
        for kind, others in (
            (SAME_EVENT, case.same_event),
            (COMPARED_WITH, case.compared_with),
        )
        for other in others
    ]
    return sorted([*scenes, *connected], key=lambda scene: scene.at)


def recorded_at(what: str, on: When, explicit: datetime | None) -> datetime:
    """Return the moment at which something of the day ``on`` was recorded.

    Args:
        what: what it is called, for the error.
        on: when it happened.
        explicit: the local time in Almaty that the data file gives, if any.

    Raises:
        Undated: there is neither an explicit moment nor a last possible day.
    """
    if explicit is not None:
        return _in_utc(explicit)
    if on.latest is None:
        raise Undated(what)
    return _in_utc(datetime.combine(on.latest, EVENING))


def _in_utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ALMATY).astimezone(UTC)


def _opened_at(case: Case) -> datetime:
    if case.opened_at is not None:
        return _in_utc(case.opened_at)
    return min(recorded_at(f.event, f.on, f.recorded_at) for f in case.facts)


def _dossier(dossier: Dossier, opened: dict[str, datetime]) -> Iterator[Scene]:
    content = list(_content(dossier, opened))
    yield Scene(min(scene.at for scene in content), OpenDossier(dossier))
    yield from content


def _content(dossier: Dossier, opened: dict[str, datetime]) -> Iterator[Scene]:
    for case in dossier.cases:
        yield Scene(opened[case.key], OpenCase(dossier, case))
        for fact in case.facts:
            at = recorded_at(fact.event, fact.on, fact.recorded_at)
            yield Scene(at, RecordFact(case, fact))
        for deed in case.acts:
            yield Scene(_in_utc(deed.at), Do(case, deed))
    for incident in dossier.incidents:
        at = recorded_at(incident.title, incident.on, incident.recorded_at)
        yield Scene(at, KeepIncident(dossier, incident))
