"""The signed sheets of the evening check, each bound to the one before it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.core.audit import GENESIS
from remedytrack.core.evening import Sheet, Signed, sealed
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import DeadlineState
from remedytrack.storage.projections import PENDING
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.docket import EntryRow, ProceedingRow
from remedytrack.storage.tables.evening import EveningSheetRow
from remedytrack.storage.tables.outbox import MailRow
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.values import MailState

_SHEET = TypeAdapter(Sheet)
_HARD = [Consequence.BAR, Consequence.RESTORABLE, Consequence.PRESUMPTION]
_UNPROVEN = '"proven":false'
_PROPOSES = '"proposes":"'
"""As a deadline's payload has it; whoever reads the deadline looks again."""

_WAITS_FOR_US = [DeadlineState.OVERDUE.value, DeadlineState.LIFTABLE.value]
_DAYS = (
    col(DeadlineRow.safe_on),
    col(DeadlineRow.arguable_on),
    col(DeadlineRow.remind_on),
)


class EveningSheets(Repository):
    """What was signed, when, and by whom; a sheet is never changed."""

    def sign(self, sheet: Sheet, signed_by: str, at: datetime) -> Signed:
        """Put a sheet on record and return it with its number and its hash."""
        last = self._first(_newest())
        content = _SHEET.dump_json(sheet, exclude_defaults=True).decode()
        unsealed = Signed(
            number=last.number + 1 if last else 1,
            sheet=sheet,
            content=content,
            signed_by=signed_by,
            signed_at=at,
            previous_hash=last.hash if last else GENESIS,
        )
        signed = replace(unsealed, hash=sealed(unsealed))
        self._insert(
            EveningSheetRow(
                number=signed.number,
                day=sheet.day,
                team=sheet.team,
                content=content,
                signed_by=signed_by,
                signed_at=at,
                previous_hash=signed.previous_hash,
                hash=signed.hash,
            )
        )
        return signed

    def last(self, team: str | None, *, before: date | None = None) -> Signed | None:
        """Return the last sheet of a team; ``before`` a day, if one is given."""
        theirs = _newest().where(_of(team))
        if before is not None:
            theirs = theirs.where(col(EveningSheetRow.day) < before)
        row = self._first(theirs)
        return _signed(row) if row else None

    def of_day(self, team: str | None, day: date) -> Signed | None:
        """Return the last sheet of a team for ``day``, if it was signed."""
        this = _newest().where(_of(team), col(EveningSheetRow.day) == day)
        row = self._first(this)
        return _signed(row) if row else None

    def get(self, number: int) -> Signed | None:
        """Return the sheet with this number."""
        this = col(EveningSheetRow.number) == number
        row = self._first(select(EveningSheetRow).where(this))
        return _signed(row) if row else None

    def recent(self, team: str | None, limit: int) -> list[Signed]:
        """Return the last sheets of a team, the newest first."""
        rows = self._all(_newest().where(_of(team)).limit(limit))
        return [_signed(row) for row in rows]

    def all(self) -> list[Signed]:
        """Return every sheet in order of signing, for the check of the chain."""
        ordered = select(EveningSheetRow).order_by(col(EveningSheetRow.number))
        return [_signed(row) for row in self._all(ordered)]


def _newest() -> SelectOfScalar[EveningSheetRow]:
    return select(EveningSheetRow).order_by(col(EveningSheetRow.number).desc())


def _of(team: str | None) -> ColumnElement[bool]:
    column = col(EveningSheetRow.team)
    return column.is_(None) if team is None else column == team


def _signed(row: EveningSheetRow) -> Signed:
    return Signed(
        number=row.number,
        sheet=_SHEET.validate_json(row.content),
        content=row.content,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


class DayLog(Repository):
    """What a day has brought, found without reading the whole record."""

    def touched(self, since: datetime, until: datetime) -> list[UUID]:
        """Return the proceedings with an entry recorded after ``since``, by ``until``.

        The order is that of the first such entry.
        """
        recorded = col(EntryRow.recorded_at)
        between = select(EntryRow.proceeding_id).where(
            recorded > since, recorded <= until
        )
        return list(dict.fromkeys(self._all(between.order_by(col(EntryRow.seq)))))

    def met_unproven(self) -> list[UUID]:
        """Return the proceedings in which something hard was met without proof."""
        unproven = select(DeadlineRow.proceeding_id).where(
            col(DeadlineRow.state) == DeadlineState.SATISFIED.value,
            col(DeadlineRow.bound) == BoundParty.US.value,
            col(DeadlineRow.consequence).in_(_HARD),
            col(DeadlineRow.payload).contains(_UNPROVEN),
        )
        return list(dict.fromkeys(self._all(unproven)))

    def without_date(self, today: date) -> list[UUID]:
        """Return the proceedings with nothing pending on ``today`` or later.

        What waits for us now, and a proposal, counts as a date. Whether they go on
        the reader knows.
        """
        ahead = exists().where(
            col(DeadlineRow.proceeding_id) == col(ProceedingRow.id),
            col(DeadlineRow.state).in_(PENDING),
            or_(
                col(DeadlineRow.state).in_(_WAITS_FOR_US),
                col(DeadlineRow.payload).contains(_PROPOSES),
                *(day >= today for day in _DAYS),
            ),
        )
        found = select(ProceedingRow.id).where(~ahead)
        return list(self._all(found.order_by(col(ProceedingRow.id))))

    def mails_since(self, since: datetime) -> Mapping[MailState, int]:
        """Return how many of the mails written after ``since`` are in each state."""
        counting = (
            select(MailRow.state, func.count())
            .where(col(MailRow.created_at) > since)
            .group_by(col(MailRow.state))
        )
        found = self._session.exec(counting).all()
        return {MailState(state): count for state, count in found}

    def repeated_since(self, since: datetime) -> int:
        """Return how many mails written after ``since`` may have arrived twice."""
        counting = (
            select(func.count())
            .select_from(MailRow)
            .where(col(MailRow.created_at) > since, col(MailRow.possibly_repeated))
        )
        return self._session.exec(counting).one()

    def has_mail(self, recipient_id: str, sort: str, since: datetime) -> bool:
        """Say whether a person has had a mail of this sort since then, or will.

        One that was withdrawn has told them nothing.
        """
        theirs = select(MailRow.id).where(
            col(MailRow.recipient_id) == recipient_id,
            col(MailRow.sort) == sort,
            col(MailRow.created_at) >= since,
            col(MailRow.state) != MailState.WITHDRAWN.value,
        )
        return self._first(theirs.limit(1)) is not None
