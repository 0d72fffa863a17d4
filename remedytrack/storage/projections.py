"""What a replay said, stored: deadlines, flags and states of tracks."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, bindparam, delete, inspect, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Flag,
    Standing,
)
from remedytrack.storage.repository import Repository, in_parts
from remedytrack.storage.tables.base import Row
from remedytrack.storage.tables.docket import ProceedingRow
from remedytrack.storage.tables.projections import DeadlineRow, FlagRow, StateRow
from remedytrack.storage.values import Result

T = TypeVar("T")

PENDING = tuple(state.value for state in DeadlineState if state.is_pending)
_DEADLINE = TypeAdapter(Deadline)
_FLAG = TypeAdapter(Flag)


class Projections(Repository):
    """Indexes for the lists and the scheduler; never the truth."""

    def deadlines(
        self,
        proceeding_ids: Iterable[UUID] | None = None,
        *,
        pending_only: bool = False,
        until_on: date | None = None,
    ) -> list[tuple[UUID, Deadline]]:
        """Return deadlines with their proceedings' ids: no date first, then by date.

        Args:
            proceeding_ids: only of these proceedings; ``None`` for all.
            pending_only: leave out what is satisfied, waived or lifted.
            until_on: leave out what is reminded of a later day.
        """
        statement = select(DeadlineRow).where(
            *_among(col(DeadlineRow.proceeding_id), proceeding_ids)
        )
        if pending_only:
            statement = statement.where(col(DeadlineRow.state).in_(PENDING))
        if until_on is not None:
            near = col(DeadlineRow.remind_on) <= until_on
            statement = statement.where(or_(near, col(DeadlineRow.remind_on).is_(None)))
        ordered = statement.order_by(
            col(DeadlineRow.safe_on).nulls_first(),
            col(DeadlineRow.closes_at).nulls_first(),
            col(DeadlineRow.id),
        )
        return [_owned_deadline(row) for row in self._all(ordered)]

    def deadline(self, deadline_id: UUID) -> tuple[UUID, Deadline] | None:
        """Return one deadline with its proceeding's id, if it (still) exists."""
        this = col(DeadlineRow.id) == deadline_id
        row = self._first(select(DeadlineRow).where(this))
        return _owned_deadline(row) if row else None

    def by_id(self, deadline_ids: Iterable[UUID]) -> dict[UUID, Deadline]:
        """Return those of these deadlines that (still) exist, by id."""
        return {
            row.id: _DEADLINE.validate_json(row.payload)
            for part in in_parts(deadline_ids)
            for row in self._run(_PAYLOADS, ids=part)
        }

    def flags(
        self, proceeding_ids: Iterable[UUID] | None = None
    ) -> list[tuple[UUID, Flag]]:
        """Return flags with their proceedings' ids, in the replay's order."""
        statement = (
            select(FlagRow)
            .where(*_among(col(FlagRow.proceeding_id), proceeding_ids))
            .order_by(col(FlagRow.proceeding_id), col(FlagRow.position))
        )
        rows = self._all(statement)
        return [(row.proceeding_id, _FLAG.validate_json(row.payload)) for row in rows]

    def states(self, proceeding_id: UUID) -> dict[str, str]:
        """Return the state of each track, the headline track first."""
        theirs = select(StateRow).where(col(StateRow.proceeding_id) == proceeding_id)
        rows = self._all(theirs.order_by(col(StateRow.position)))
        return {row.track: row.state for row in rows}

    def replace(
        self,
        proceeding_id: UUID,
        standing: Standing,
        at: datetime,
        results: Mapping[UUID, Result] = MappingProxyType({}),
    ) -> None:
        """Put what ``standing`` says in the place of what was stored.

        The planner looks at what is pending from ``at`` on. Services call
        ``proceedings.store_standing``, which does this too.
        """
        self._clear(lambda rows: col(rows.proceeding_id) == proceeding_id)
        self._session.add_all(_rows_of(proceeding_id, standing, at, results))
        self._session.flush()
        self._session.expunge_all()

    def clear(self, but: Collection[UUID] = ()) -> None:
        """Drop deadlines, flags and states of every proceeding except those ``but``."""
        self._clear(lambda rows: col(rows.proceeding_id).not_in(list(but)))

    def dump(self) -> str:
        """Return every projection as canonical JSON: equal text, equal projections.

        Revisions, moments of storing and the planner's notes are left out: a rebuild
        changes them.
        """
        everything = {
            "proceedings": [
                _headline(row) for row in self._all(_in_order(ProceedingRow))
            ],
            "deadlines": [_plain(row) for row in self._all(_in_order(DeadlineRow))],
            "flags": [_plain(row) for row in self._all(_in_order(FlagRow))],
            "states": [_plain(row) for row in self._all(_in_order(StateRow))],
        }
        return json.dumps(everything, sort_keys=True, ensure_ascii=False, indent=1)

    def _clear(self, which: Callable[[Any], ColumnElement[bool]]) -> None:
        for rows in (DeadlineRow, FlagRow, StateRow):
            self._change(delete(rows).where(which(rows)))


def _among(
    column: Any, proceeding_ids: Iterable[UUID] | None
) -> tuple[ColumnElement[bool], ...]:
    return () if proceeding_ids is None else (column.in_(list(proceeding_ids)),)


def _owned_deadline(row: DeadlineRow) -> tuple[UUID, Deadline]:
    return row.proceeding_id, _DEADLINE.validate_json(row.payload)


def _rows_of(
    proceeding_id: UUID,
    standing: Standing,
    at: datetime,
    results: Mapping[UUID, Result],
) -> list[Row]:
    deadlines = [
        _deadline_row(proceeding_id, each, results.get(each.id), look_at=at)
        for each in standing.deadlines
    ]
    flags = [
        _flag_row(proceeding_id, position, flag)
        for position, flag in enumerate(standing.flags)
    ]
    states = [
        StateRow(
            proceeding_id=proceeding_id, track=track, position=position, state=state
        )
        for position, (track, state) in enumerate(standing.states.items())
    ]
    return [*deadlines, *flags, *states]


def _deadline_row(
    proceeding_id: UUID,
    deadline: Deadline,
    result: Result | None,
    look_at: datetime | None = None,
) -> DeadlineRow:
    return DeadlineRow(
        id=deadline.id,
        proceeding_id=proceeding_id,
        limit_id=deadline.limit,
        bound=deadline.bound.value,
        consequence=deadline.consequence.value,
        state=deadline.state.value,
        safe_on=deadline.safe_on,
        arguable_on=deadline.arguable_on,
        remind_on=deadline.remind_on,
        closes_at=deadline.closes_at,
        late_at=deadline.late_at,
        look_at=look_at if deadline.state.is_pending else None,
        provisional=deadline.provisional,
        **_counted_by(deadline),
        tzdata=result.tzdata if result else None,
        result_id=result.id if result else None,
        payload=_DEADLINE.dump_json(deadline).decode(),
    )


def _counted_by(deadline: Deadline) -> dict[str, Any]:
    """Return the law that the dates rest on, and the days that the counts looked at.

    Where an uncertain trigger has two counts, the days are those of both.
    """
    both = (deadline.computation, deadline.arguable_computation)
    counts = [each for each in both if each is not None]
    if not counts:
        return {}
    first = min(each.consulted[0] for each in counts)
    last = max(each.consulted[1] for each in counts)
    return {
        "limit_version": counts[0].limit_version,
        "profile_version": counts[0].profile_version,
        "calendar": counts[0].calendar,
        "calendar_revision_on": counts[0].calendar_revision_on,
        "consulted_from": first,
        "consulted_to": last,
        "consulted_span": _span(first, last),
    }


_PAYLOADS = select(DeadlineRow.id, DeadlineRow.payload).where(
    col(DeadlineRow.id).in_(bindparam("ids", expanding=True))
)


def _span(first: date, last: date) -> int:
    """Return the smallest power of two of days that holds both."""
    return 1 << (last - first).days.bit_length()


def _flag_row(proceeding_id: UUID, position: int, flag: Flag) -> FlagRow:
    return FlagRow(
        proceeding_id=proceeding_id,
        position=position,
        flag_id=flag.id,
        grade=flag.grade.value if flag.grade else None,
        payload=_FLAG.dump_json(flag).decode(),
    )


def _in_order(rows: type[T]) -> SelectOfScalar[T]:
    return select(rows).order_by(*inspect(rows).primary_key)


def _plain(row: Row) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"look_at"})


def _headline(row: ProceedingRow) -> dict[str, Any]:
    kept = {"id", "headline_state", "embargo", "owner", "deputy", "changes_at"}
    return row.model_dump(mode="json", include=kept)
