"""The installation's own record: audit log, heartbeats and settings."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from remedytrack.core.audit import GENESIS, AuditEntry, Detail, sealed
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.record import AuditRow, HeartbeatRow, SettingRow


class AuditLog(Repository):
    """Who did what; each entry is bound to the one before it."""

    def append(
        self,
        at: datetime,
        actor: str,
        action: str,
        subject: Mapping[str, str],
        details: Mapping[str, Detail] | None = None,
    ) -> AuditEntry:
        """Write an entry and return it sealed.

        Args:
            at: when.
            actor: an account's id, or the name of a process.
            action: a verb of the services.
            subject: ids by noun.
            details: structured facts; no names, no free text.
        """
        last = self._first(select(AuditRow).order_by(col(AuditRow.seq).desc()))
        previous_hash = last.hash if last else GENESIS
        seq = last.seq + 1 if last else 1
        told = dict(details or {})
        entry = AuditEntry(seq, at, actor, action, dict(subject), told, previous_hash)
        row = _audit_row(entry, sealed(previous_hash, entry))
        self._insert(row)
        return _audit_entry(row)

    def entries(self, since_seq: int = 0) -> list[AuditEntry]:
        """Return the entries after number ``since_seq``, in order."""
        later = select(AuditRow).where(col(AuditRow.seq) > since_seq)
        rows = self._all(later.order_by(col(AuditRow.seq)))
        return [_audit_entry(row) for row in rows]


class Heartbeats(Repository):
    """When each process last said that it is alive."""

    def beat(self, name: str, at: datetime) -> None:
        """Record that the process ``name`` was alive at ``at``."""
        self._session.merge(HeartbeatRow(name=name, at=at))
        self._session.flush()

    def last(self, name: str) -> datetime | None:
        """Return when ``name`` was last alive, or ``None`` if it never was."""
        this = col(HeartbeatRow.name) == name
        return self._first(select(HeartbeatRow.at).where(this))


class Settings(Repository):
    """Facts about this installation that are kept with its data."""

    def get(self, key: str) -> str | None:
        """Return the value stored under ``key``, if there is one."""
        return self._first(select(SettingRow.value).where(col(SettingRow.key) == key))

    def put(self, key: str, value: str) -> None:
        """Store ``value`` under ``key``, new or changed."""
        self._session.merge(SettingRow(key=key, value=value))
        self._session.flush()

    def exchange(self, key: str, expected: str | None, value: str) -> bool:
        """Store ``value`` if ``key`` still has the value ``expected``; say whether.

        Of several processes that saw the same value only one succeeds.

        Args:
            key: of the setting.
            expected: what it was when somebody looked; ``None`` where there was none.
            value: what it is to be.
        """
        this = col(SettingRow.key) == key
        if expected is None:
            fresh = {"key": key, "value": value}
            return self._insert_if_new(SettingRow, fresh, key="key")
        unchanged = update(SettingRow).where(this, col(SettingRow.value) == expected)
        return self._change(unchanged.values(value=value)) == 1


def _audit_row(entry: AuditEntry, own_hash: str) -> AuditRow:
    return AuditRow(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=dict(entry.subject),
        details=dict(entry.details),
        previous_hash=entry.previous_hash,
        hash=own_hash,
    )


def _audit_entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=dict(row.subject),
        details=dict(row.details),
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
