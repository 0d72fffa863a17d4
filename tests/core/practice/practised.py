"""A journal in a few words: kind, day, whom it concerns, fields."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_OID, uuid5

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis, Entry, Fact, FieldValue

START = datetime(2025, 12, 1, tzinfo=UTC)


def fact(
    kind: str, on: str, person: str | None = None, /, **fields: FieldValue
) -> Fact:
    """Return a fact; its id follows from what it says."""
    entry = Entry(
        id=uuid5(NAMESPACE_OID, repr((kind, on, person, fields))),
        kind=kind,
        occurred=When.parse(on),
        recorded_at=START,
        recorded_by="lawyer",
        fields=fields,
        person=person,
    )
    return Fact(entry, (entry,))


def seen(reported: Fact) -> Fact:
    """Return the fact as one whose document somebody has seen."""
    entry = replace(reported.entry, basis=Basis.DOCUMENT)
    return Fact(entry, (entry,))
