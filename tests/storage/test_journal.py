from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis, FieldValue
from remedytrack.storage.errors import NotStored
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Store
from remedytrack.storage.values import EntryContent
from tests.storage.samples import NOW, an_entry, stored_proceeding


@pytest.mark.parametrize(
    "written",
    [
        "2025-02-28",
        "2025-02-28T15:00",
        "2025-02",
        "2017",
        "2025-02-19/2025-02-21",
        "../2021-07-15",
        "2025-01-01/..",
        "2025-02-27|2025-03-11",
        "2025-02~",
    ],
)
def test_what_is_uncertain_comes_back_as_uncertain(store: Store, written: str) -> None:
    entry = an_entry(when=written)
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, entry)
    with store.reading() as unit:
        assert unit.journal.of(proceeding.id) == [entry]


def test_fields_keep_their_kinds(store: Store) -> None:
    fields: Mapping[str, FieldValue] = {
        "penalty": "fine",
        "amount": 157_280,
        "none": 0,
        "contested": True,
        "hearing_on": date(2025, 12, 4),
        "document": "2025-12-04",
    }
    entry = replace(an_entry(), fields=fields)
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, entry)
    with store.reading() as unit:
        [read] = unit.journal.of(proceeding.id)
    assert read.fields == fields
    assert {name: type(value) for name, value in read.fields.items()} == {
        name: type(value) for name, value in fields.items()
    }


def test_every_part_of_an_entry_comes_back(store: Store) -> None:
    first = an_entry()
    almaty = timezone(timedelta(hours=5))
    correction = replace(
        an_entry(when="2025-11-25"),
        recorded_at=datetime(2025, 12, 1, 9, 30, tzinfo=almaty),
        person="z",
        basis=Basis.DOCUMENT,
        supersedes=first.id,
        withdrawn=True,
        origin=first.id,
    )
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, first)
        unit.journal.append(proceeding.id, correction)
    with store.reading() as unit:
        read = unit.journal.of(proceeding.id)
    assert read == [first, correction]
    assert read[1].recorded_at.utcoffset() == timedelta(0)


def test_the_order_is_that_of_recording_not_of_ids(store: Store) -> None:
    later_id, earlier_id = an_entry("a"), an_entry("b")
    later_id, earlier_id = (
        replace(later_id, id=earlier_id.id),
        replace(earlier_id, id=later_id.id),
    )
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, later_id)
        unit.journal.append(proceeding.id, earlier_id)
        assert [entry.kind for entry in unit.journal.of(proceeding.id)] == ["a", "b"]


def test_the_words_of_an_entry_lie_apart(store: Store) -> None:
    with_words, without = an_entry(), an_entry()
    words = EntryContent(
        note="Handed over by the clerk",
        source_document="statement of 2 December 2025",
        source_place="para. 4",
        texts={"demand": "Отменить постановление"},
    )
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, with_words, words)
        unit.journal.append(proceeding.id, without)
    with store.reading() as unit:
        contents = unit.journal.contents([with_words.id, without.id])
    assert contents == {with_words.id: words}


def test_copies_of_an_entry_are_found_by_their_origin(store: Store) -> None:
    ruling = an_entry("ruling_made")
    copy = replace(an_entry("ruling_made"), origin=ruling.id)
    with store.writing() as unit:
        case = stored_proceeding(unit, "RT-AAAA-2222")
        appeal = stored_proceeding(unit, "RT-BBBB-3333")
        unit.journal.append(case.id, ruling)
        unit.journal.append(appeal.id, copy)
        assert unit.journal.copies_of(ruling.id) == [(appeal.id, copy)]
        assert unit.journal.copies_of(copy.id) == []


def test_an_entry_for_no_proceeding_is_refused(store: Store) -> None:
    nowhere = new_id(NOW)
    with pytest.raises(NotStored, match=str(nowhere)), store.writing() as unit:
        unit.journal.append(nowhere, an_entry())


SAME_ID_WITH_ANOTHER_DATE = (
    "INSERT OR REPLACE INTO entry SELECT seq + 1, id, proceeding_id, kind, '2020', "
    "earliest, latest, fields, person, basis, supersedes, withdrawn, origin, "
    "recorded_at, recorded_by FROM entry"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET occurred = '2025-01-01'",
        "UPDATE entry SET withdrawn = true WHERE kind = 'ruling_delivered'",
        "DELETE FROM entry",
    ],
)
def test_nobody_changes_the_journal(store: Store, statement: str) -> None:
    _is_refused(store, statement)


@pytest.mark.parametrize(
    "statement",
    ["INSERT OR REPLACE INTO entry SELECT * FROM entry", SAME_ID_WITH_ANOTHER_DATE],
)
def test_nobody_replaces_an_entry_on_sqlite(
    sqlite_store: Store, statement: str
) -> None:
    _is_refused(sqlite_store, statement)


def _is_refused(store: Store, statement: str) -> None:
    entry = an_entry()
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, entry)
    refusal = "The journal is append-only: record a correction instead"
    with (
        pytest.raises(IntegrityError, match=refusal),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    with store.reading() as unit:
        assert unit.journal.of(proceeding.id) == [entry]


def test_a_range_is_stored_with_its_ends_for_searching(store: Store) -> None:
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, an_entry(when="2025-02-27|2025-03-11"))
    with store.engine.begin() as connection:
        ends = connection.exec_driver_sql("SELECT earliest, latest FROM entry").one()
    assert [str(each) for each in ends] == ["2025-02-27", "2025-03-11"]
    assert When.parse("2025-02-27|2025-03-11").latest == date(2025, 3, 11)


def test_a_field_that_no_field_can_have_is_not_read_as_another(store: Store) -> None:
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        broken = replace(an_entry(), fields={"amount": [1]})  # type: ignore[dict-item]
        unit.journal.append(proceeding.id, broken)
        with pytest.raises(TypeError, match="no field can have"):
            unit.journal.of(proceeding.id)
