"""The tables. Importing this package gives ``METADATA`` all of them.

Row classes never leave :mod:`remedytrack.storage`. They do not validate (SQLModel's
tables do not), so rows are built from core values only.
"""

from remedytrack.storage.tables import (
    accounts,
    append_only,
    content,
    docket,
    evening,
    outbox,
    projections,
    published,
    record,
    results,
)
from remedytrack.storage.tables.base import METADATA

__all__ = [
    "METADATA",
    "accounts",
    "append_only",
    "content",
    "docket",
    "evening",
    "outbox",
    "projections",
    "published",
    "record",
    "results",
]
