"""The docket: what is to be done, by when, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Output, Viewer
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import BY_HAND, Deadline, DeadlineState
from remedytrack.services.looking import proceedings_for, standing_on
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


class Group(StrEnum):
    """Where a deadline stands on the docket. The order is that of the page.

    ``late`` holds what others owe and have surely not done in time.
    """

    UNDATED = "undated"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    CONFIDENTIAL = "confidential"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class DocketRow:
    """One deadline with what a reader needs beside it.

    ``title`` is the case's (content plane); ``act`` the deadline's, or the words typed
    for a date entered by hand.
    """

    ref: str
    title: str
    matter_ref: str
    workflow: Texts
    act: Texts | str
    deadline: Deadline
    zone: ZoneInfo
    today: date
    owner: str | None
    owner_name: str | None
    deputy_name: str | None
    authority_name: str | None

    @property
    def ours(self) -> bool:
        """Whether we are the ones who must act."""
        return self.deadline.bound is BoundParty.US

    @property
    def show_on(self) -> date | None:
        """The day to show: "file by" for our acts, "late after" for theirs."""
        return self.deadline.safe_on if self.ours else self.deadline.arguable_on

    @property
    def urgent_on(self) -> date | None:
        """The day that decides the group: ours by the date reminders run on."""
        return self.deadline.remind_on if self.ours else self.deadline.arguable_on

    @property
    def days_left(self) -> int | None:
        """Days to :attr:`urgent_on`; negative when it has passed."""
        return (self.urgent_on - self.today).days if self.urgent_on else None

    @property
    def unproven(self) -> bool:
        """Whether our date rests on a day that nobody has proven."""
        return self.ours and (self.deadline.provisional or self.urgent_on is None)

    @property
    def group(self) -> Group:
        """The group of the docket it stands in."""
        if self.deadline.consequence is Consequence.EMBARGO:
            return Group.CONFIDENTIAL
        if self.deadline.state is DeadlineState.LATE:
            return Group.LATE
        if self.urgent_on is None:
            return Group.UNDATED if self.ours else Group.LATER
        return self._dated_group(self.urgent_on)

    def _dated_group(self, on: date) -> Group:
        if on < self.today:
            return Group.OVERDUE if self.ours else Group.LATE
        if on == self.today:
            return Group.TODAY
        if on <= self.today + WEEK:
            return Group.WEEK
        return Group.MONTH if on <= self.today + MONTH else Group.LATER


def docket(
    registry: Registry,
    *,
    viewer: Viewer,
    now: datetime,
    output: Output = Output.PAGE,
    only_mine: bool = False,
) -> list[DocketRow]:
    """Return the pending deadlines that ``viewer`` may see, nearest first."""
    with registry.store.reading() as unit:
        seen = {p.id: p for p in proceedings_for(unit, viewer, output)}
        stored = unit.projections.deadlines(list(seen), pending_only=True)
        pairs = [(seen[owner], deadline) for owner, deadline in stored]
        rows = _rows(registry, unit, pairs, now)
    mine = {viewer.id}
    return [row for row in rows if not only_mine or row.owner in mine]


def docket_on(registry: Registry, *, viewer: Viewer, day: date) -> list[DocketRow]:
    """Return the docket as it stands at the end of ``day``, by replay."""
    with registry.store.reading() as unit:
        pairs = [
            (proceeding, deadline)
            for proceeding in proceedings_for(unit, viewer)
            for deadline in standing_on(unit, registry, proceeding, day)[0].deadlines
            if deadline.state.is_pending
        ]
        return _rows(registry, unit, pairs, day)


def grouped(rows: Iterable[DocketRow]) -> Mapping[Group, list[DocketRow]]:
    """Return the rows by group, each group in the order of the page, none left out."""
    groups: dict[Group, list[DocketRow]] = {group: [] for group in Group}
    for row in rows:
        groups[row.group].append(row)
    return groups


def _rows(
    registry: Registry,
    unit: Unit,
    pairs: list[tuple[Proceeding, Deadline]],
    at: datetime | date,
) -> list[DocketRow]:
    proceedings = {proceeding.id: proceeding for proceeding, _ in pairs}
    beside = _Beside(unit, proceedings.values(), [d for _, d in pairs])
    rows = [
        _row(registry, beside, proceeding, deadline, at)
        for proceeding, deadline in pairs
    ]
    return sorted(rows, key=_nearest_first)


class _Beside:
    """The words that stand beside deadlines, read once for a whole list."""

    def __init__(
        self,
        unit: Unit,
        proceedings: Iterable[Proceeding],
        deadlines: Iterable[Deadline],
    ) -> None:
        ids = [proceeding.id for proceeding in proceedings]
        by_hand = [d.trigger_id for d in deadlines if d.limit == BY_HAND]
        self.titles = unit.proceedings.titles(ids)
        self.matters = {matter.id: matter.ref for matter in unit.matters.all()}
        self.names = {account.id: account.name for account in unit.accounts.all()}
        self.authorities = unit.authorities.names()
        self.typed = unit.journal.contents(by_hand)

    def act(self, deadline: Deadline) -> Texts | str:
        """Return what is to be done, in the law's words or in those typed."""
        if deadline.act is not None:
            return deadline.act
        content = self.typed.get(deadline.trigger_id)
        return content.note or "" if content else ""

    def authority(self, authority_id: UUID | None) -> str | None:
        """Return the body's name."""
        return self.authorities.get(authority_id) if authority_id else None


def _row(
    registry: Registry,
    beside: _Beside,
    proceeding: Proceeding,
    deadline: Deadline,
    at: datetime | date,
) -> DocketRow:
    zone = registry.zone(proceeding)
    today = at.astimezone(zone).date() if isinstance(at, datetime) else at
    return DocketRow(
        ref=proceeding.ref,
        title=beside.titles.get(proceeding.id, ""),
        matter_ref=beside.matters[proceeding.matter_id],
        workflow=registry.definition(proceeding).title,
        act=beside.act(deadline),
        deadline=deadline,
        zone=zone,
        today=today,
        owner=proceeding.owner,
        owner_name=beside.names.get(proceeding.owner or ""),
        deputy_name=beside.names.get(proceeding.deputy or ""),
        authority_name=beside.authority(proceeding.authority_id),
    )


def _nearest_first(row: DocketRow) -> tuple[date, str, str]:
    return row.urgent_on or date.min, row.ref, row.deadline.limit
