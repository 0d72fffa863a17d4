"""The law that the tests of the core count by: the real files, read once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from remedytrack import resources
from remedytrack.core.timelimits.calendar import Calendar, CalendarFile
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute, zone_of
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.timelimits.work import Trigger
from remedytrack.core.workflow.cascades import Cascade, Remedy
from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook import Lawbook, load

ALMATY = ZoneInfo("Asia/Almaty")
GENEVA = ZoneInfo("Europe/Zurich")


@cache
def lawbook() -> Lawbook:
    return load(resources.folder("workflows"))


def kz(as_of: date | None = None) -> Calendar:
    return lawbook().calendar("kz", as_of)


def limit_of(limit_id: str) -> TimeLimit:
    """Return the latest version of a time limit of the real files."""
    return lawbook().limit_versions(limit_id)[1][-1]


def counted(
    limit: TimeLimit | str,
    on: date,
    at: datetime | None = None,
    law: Lawbook | SmallLaw | None = None,
    calendar: str = "kz",
) -> Computation:
    """Compute a time limit of the real files, or one made by the test."""
    rule = limit_of(limit) if isinstance(limit, str) else limit
    used = law or lawbook()
    zone = zone_of(rule, used, calendar)
    return compute(rule, used, Trigger(on, zone, at), calendar=calendar)


class SmallLaw:
    """A law of a few profiles and calendars, made by a test."""

    def __init__(
        self, *profiles: CountingProfile, calendars: tuple[Calendar, ...] = ()
    ) -> None:
        self.cascades: list[Cascade] = []
        self.remedies: list[Remedy] = []
        self.workflows: list[Workflow] = []
        self._profiles = profiles
        self._calendars = {each.id: each for each in (*calendars, kz())}

    def profile_in_force(self, profile: str, day: date) -> CountingProfile | None:
        versions = self.profile_versions(profile)
        return next((each for each in versions if each.valid.covers(day)), None)

    def profile_versions(self, profile: str) -> list[CountingProfile]:
        return [each for each in self._profiles if each.id == profile]

    def cascades_of(self, workflow: str) -> list[Cascade]:
        return [each for each in self.cascades if workflow in each.within]

    def remedies_of(self, workflow: str) -> list[Remedy]:
        return [each for each in self.remedies if each.workflow == workflow]

    def limit_versions(self, limit_id: str) -> tuple[Workflow, Sequence[TimeLimit]]:
        owner = next(each for each in self.workflows if limit_id in each.limits)
        return owner, owner.limits[limit_id]

    def calendar(self, calendar: str, as_of: date | None = None) -> Calendar:
        del as_of
        return self._calendars[calendar]


@cache
def _profile(written: str) -> CountingProfile:
    return CountingProfile.model_validate_json(written)


@cache
def _limit(written: str) -> TimeLimit:
    return TimeLimit.model_validate_json(written)


def a_profile(**choices: object) -> CountingProfile:
    """Return plain calendar days without a roll, save for ``choices``."""
    plain: dict[str, object] = {
        "id": "test.plain",
        "title": {"en": "plain", "ru": "просто"},
        "cite": {"act": "Test Code", "unit": "art. 1"},
        "status": "sourced",
        "valid": {"from": "2000-01-01"},
        "start": "next_day",
        "day_means": "calendar",
        "month_end": "down",
        "month_anchor": "event_day",
        "roll": {"after": "none", "before": "none"},
        "roll_applies_to": [],
        "ends": "24:00",
        "resume": "refuse",
    }
    chosen = {name: v for name, v in (plain | choices).items() if v is not None}
    return _profile(json.dumps(chosen))


def a_limit(n: int, unit: str, **choices: object) -> TimeLimit:
    """Return a term of ours from ``received``, save for ``choices``."""
    plain: dict[str, object] = {
        "id": "test.limit",
        "act": {"en": "Answer", "ru": "Ответить"},
        "bound": "us",
        "consequence": "bar",
        "on": "received",
        "select_by": "received",
        "profile": "test.plain",
        "term": {"n": n, "unit": unit},
        "cite": {"act": "Test Code", "unit": "art. 2"},
        "status": "sourced",
        "valid": {"from": "2000-01-01"},
    }
    return _limit(json.dumps(plain | choices))


def a_calendar(
    first: str, last: str, days: tuple[dict[str, object], ...] = (), **more: object
) -> Calendar:
    """Return a calendar with Saturday and Sunday off, called ``test``."""
    file: dict[str, object] = {
        "calendar": "test",
        "title": {"en": "test", "ru": "тест"},
        "zone": "Asia/Almaty",
        "weekend": ["sat", "sun"],
        "horizon": {"from": first, "to": last},
        "acts": {"decree": {"title": "d", "cite": "Decree 1", "status": "sourced"}},
        "names": {"feast": {"en": "feast", "ru": "праздник"}},
        "days": [_FACT | day for day in days],
    }
    return Calendar.from_file(CalendarFile.model_validate_json(json.dumps(file | more)))


_FACT = {
    "kind": "holiday",
    "name": "feast",
    "act": "decree",
    "known_from": "2000-01-01",
    "certainty": "decreed",
}
