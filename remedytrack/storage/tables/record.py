"""Schedule plane: the audit log, the heartbeats and the settings."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from remedytrack.storage.tables.base import Row, json_column


class AuditRow(Row, table=True):
    """One entry of the audit log, bound to the one before it.

    The unique ``previous_hash`` refuses a fork: two writers cannot both follow the
    same entry.
    """

    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: str
    action: str
    subject: dict[str, Any] = Field(sa_column=json_column())
    details: dict[str, Any] = Field(sa_column=json_column())
    previous_hash: str = Field(unique=True)
    hash: str


class HeartbeatRow(Row, table=True):
    """When a process last said that it is alive."""

    __tablename__ = "heartbeat"

    name: str = Field(primary_key=True)
    at: datetime


class SettingRow(Row, table=True):
    """A fact about this installation, for example the demo clock's offset."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str
