"""From the fields that people fill to the bytes on the wire, through every layer.

People open cases and type planted words into everything; then weeks pass, and every
mail that goes out is decoded in every way (proof 6; the ten thousand are in
``test_generated_cases``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import JSON, Column, String, select
from sqlmodel.sql.sqltypes import AutoString

from remedytrack.core.reminding import Sort
from remedytrack.notify.duties import Duty
from remedytrack.services.bouncing import suspend
from remedytrack.storage.tables import METADATA
from tests.privacy.filled import LANGUAGES, READERS, Clerk, staff
from tests.privacy.planted import INITIALS, Planter
from tests.privacy.test_generated_cases import Figures
from tests.privacy.wire import leaks
from tests.services.desk import Founded
from tests.services.office import ENVELOPE, Office, Postbox

LANGUAGE_OF = {
    f"{id_}@example.org": LANGUAGES[number // 2] for number, id_ in enumerate(READERS)
}
"""Everybody else of the office reads English."""

CASES = 24
TYPED_ELSEWHERE = {("account", "name"), ("recipient", "team")}
NOBODY_TYPES = {"id", "matter_id", "proceeding_id", "entry_id", "incident_id"}


def typed_columns() -> Iterator[tuple[str, Column[object]]]:
    """Yield every column that holds what a person has typed."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            words = isinstance(column.type, (String, AutoString, JSON))
            content = table.name.startswith("content_")
            if words and column.name not in NOBODY_TYPES and content:
                yield table.name, column
            if (table.name, column.name) in TYPED_ELSEWHERE:
                yield table.name, column


def held(office: Office, column: Column[object]) -> str:
    """Return everything that ``column`` holds, as a mail would have to say it."""
    with office.registry.store.engine.connect() as connection:
        values = connection.execute(select(column)).scalars()
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in values)


def weeks_of(office: Office, cases: int, seed: int) -> Postbox:
    """Fill the office and let two weeks pass; return what went out."""
    planter = Planter(seed)
    office.at("2025-12-01T11:00")
    staff(office, planter)
    clerk = Clerk(office, planter)
    clerk.fill(cases)
    box = Postbox(office).run_until("2025-12-03T12:00")
    clerk.move_earlier()
    box.tick()
    office.at("2025-12-15T10:00")  # the server stood still
    with office.registry.store.writing() as unit:
        suspend(unit, ENVELOPE, READERS[5], "5.1.1", office.now)
    return box.run_until("2025-12-16T12:00")


@pytest.mark.parametrize(
    "offices",
    [
        pytest.param(1, id="one"),
        pytest.param(10, id="ten", marks=[pytest.mark.slow, pytest.mark.minutes]),
    ],
)
def test_no_field_of_any_case_reaches_the_wire(
    founded: Founded, offices: int, say: Callable[[str], None]
) -> None:
    figures, kinds = Figures(), Counter[str]()
    for seed in range(offices):
        founded.restore()
        office = Office(founded.registry, founded.matter)
        box = weeks_of(office, CASES, seed)
        for table, column in typed_columns():
            wire = f"Subject: x\r\n\r\n{held(office, column)}".encode()
            assert leaks(wire), f"nothing is planted in {table}.{column.name}"
        for mail in box.transport.sent:
            figures.look_at(mail, LANGUAGE_OF.get(mail.recipient, "en"))
        with office.registry.store.reading() as unit:
            kinds.update(stored.sort for stored in unit.mails.recent(100_000))

    told = ", ".join(f"{n} {sort}" for sort, n in sorted(kinds.items()))
    say(
        f"privacy: {offices * CASES} cases typed through the services, "
        f"{figures.mails} mails ({told}), {len(figures.leaked)} with a planted word"
    )
    assert figures.leaked == []
    assert all(len(each) == 1 for each in figures.subjects.values())
    assert set(figures.subjects) == set(LANGUAGES)
    assert len(figures.lengths) <= 3
    assert set(kinds) == {*Sort, *Duty}


def test_initials_are_planted_as_initials() -> None:
    assert leaks(f"Subject: x\r\n\r\n{Planter(1).initials()}".encode()) == {INITIALS}
