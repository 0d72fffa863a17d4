"""Ladder settings: the rungs that a team or a person wants instead of the file's."""

from sqlalchemy import delete
from sqlmodel import col, select

from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import LadderSettingRow
from remedytrack.storage.values import LadderSetting


class LadderSettings(Repository):
    """One row for each team or person and class of consequence."""

    def put(self, setting: LadderSetting) -> None:
        """Store the setting, new or changed."""
        self._session.merge(_row(setting))
        self._session.flush()

    def drop(self, scope: Scope, subject: str, consequence: Consequence) -> bool:
        """Forget the setting; ``False`` if there was none."""
        dropped = delete(LadderSettingRow).where(
            col(LadderSettingRow.scope) == scope.value,
            col(LadderSettingRow.subject) == subject,
            col(LadderSettingRow.consequence) == consequence.value,
        )
        self._session.expunge_all()
        return self._change(dropped) == 1

    def all(self) -> list[LadderSetting]:
        """Return every setting: by scope, by subject, by class."""
        in_order = select(LadderSettingRow).order_by(
            col(LadderSettingRow.scope),
            col(LadderSettingRow.subject),
            col(LadderSettingRow.consequence),
        )
        return [_setting(row) for row in self._all(in_order)]


def _row(setting: LadderSetting) -> LadderSettingRow:
    return LadderSettingRow(
        scope=setting.scope.value,
        subject=setting.subject,
        consequence=setting.consequence.value,
        days_before=list(setting.days_before),
        hours_before=list(setting.hours_before),
        set_at=setting.set_at,
        set_by=setting.set_by,
    )


def _setting(row: LadderSettingRow) -> LadderSetting:
    return LadderSetting(
        scope=Scope(row.scope),
        subject=row.subject,
        consequence=Consequence(row.consequence),
        days_before=tuple(row.days_before),
        hours_before=tuple(row.hours_before),
        set_at=row.set_at,
        set_by=row.set_by,
    )
