from dataclasses import replace
from datetime import timedelta

import pytest

from remedytrack.core.workflow.standing import DeadlineState, Embargo
from remedytrack.storage.errors import NotStored, StaleProceeding
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Link
from tests.storage.queries import plans_of, reads_all_of
from tests.storage.samples import (
    LAWYER,
    NOW,
    a_deadline,
    a_flag,
    a_proceeding,
    a_standing,
    an_entry,
    stored_proceeding,
    without_date,
)


def test_a_proceeding_is_found_by_id_by_reference_and_by_matter(store: Store) -> None:
    with store.writing() as unit:
        stored = stored_proceeding(unit)
        stored_proceeding(unit, "RT-BBBB-3333")
    with store.reading() as unit:
        assert unit.proceedings.get(stored.id) == stored
        assert unit.proceedings.by_ref("RT-AAAA-2222") == stored
        assert unit.proceedings.by_ref("RT-ZZZZ-9999") is None
        assert unit.proceedings.of_matter(stored.matter_id) == [stored]
        refs = [each.ref for each in unit.proceedings.all()]
        assert refs == ["RT-AAAA-2222", "RT-BBBB-3333"]
        assert unit.proceedings.titles([stored.id]) == {
            stored.id: "Ruling against Z.S."
        }
        assert unit.proceedings.numbers([stored.id]) == {stored.id: "5-123/2025"}


def test_the_cases_of_one_person_are_found_without_reading_all(store: Store) -> None:
    with store.writing() as unit:
        owned = stored_proceeding(unit)
        stood_in = stored_proceeding(unit, "RT-BBBB-3333")
        nobodys = stored_proceeding(unit, "RT-CCCC-4444")
        standing = replace(a_standing(), owner="lawyer", deputy=None)
        unit.proceedings.store_standing(owned.id, standing, NOW)
        standing = replace(a_standing(), owner="other", deputy="lawyer")
        unit.proceedings.store_standing(stood_in.id, standing, NOW)
        standing = replace(a_standing(), owner=None, deputy=None)
        unit.proceedings.store_standing(nobodys.id, standing, NOW)
    with store.reading() as unit:
        theirs = unit.proceedings.answered_by(["lawyer"], unassigned=False)
        assert [each.ref for each in theirs] == [owned.ref, stood_in.ref]
        every = unit.proceedings.answered_by(["lawyer"], unassigned=True)
        assert [each.ref for each in every] == [owned.ref, stood_in.ref, nobodys.ref]
        plans = plans_of(
            unit, lambda: unit.proceedings.answered_by(["lawyer"], unassigned=True)
        )
    assert not any(reads_all_of("proceeding", plan) for plan in plans)


def test_what_is_not_there_is_named(store: Store) -> None:
    nowhere = new_id(NOW)
    with store.reading() as unit, pytest.raises(NotStored, match="no proceeding"):
        unit.proceedings.get(nowhere)
    with store.writing() as unit, pytest.raises(NotStored, match="no proceeding"):
        unit.proceedings.store_standing(nowhere, a_standing(), NOW)


def test_a_standing_is_stored_whole(store: Store) -> None:
    entry = an_entry()
    deadline, flag = a_deadline(entry), a_flag(entry)
    with store.writing() as unit:
        stored = stored_proceeding(unit)
        standing = a_standing(deadline, flags=(flag,), state="filed")
        unit.proceedings.store_standing(stored.id, standing, NOW)
    with store.reading() as unit:
        assert unit.projections.deadlines() == [(stored.id, deadline)]
        assert unit.projections.deadline(deadline.id) == (stored.id, deadline)
        assert unit.projections.flags([stored.id]) == [(stored.id, flag)]
        states = unit.projections.states(stored.id)
        assert list(states.items()) == [("procedure", "filed"), ("detention", "none")]
        read = unit.proceedings.get(stored.id)
    assert (read.headline_state, read.owner, read.embargo) == (
        "filed",
        LAWYER,
        Embargo.NONE,
    )
    assert read.changes_at == NOW + timedelta(days=1)


def test_a_later_standing_takes_the_place_of_the_earlier(store: Store) -> None:
    old, new = a_deadline(an_entry()), a_deadline(an_entry())
    with store.writing() as unit:
        stored = stored_proceeding(unit)
        unit.proceedings.store_standing(stored.id, a_standing(old), NOW)
        unit.proceedings.store_standing(stored.id, a_standing(new), NOW)
        assert unit.projections.deadlines() == [(stored.id, new)]
        assert unit.projections.deadline(old.id) is None


def test_deadlines_are_listed_without_a_date_first_and_then_by_date(
    store: Store,
) -> None:
    soon = a_deadline(an_entry())
    done = replace(
        a_deadline(an_entry(), DeadlineState.SATISFIED),
        safe_on=soon.safe_on - timedelta(days=30) if soon.safe_on else None,
    )
    undated = without_date(soon)
    with store.writing() as unit:
        case = stored_proceeding(unit, "RT-AAAA-2222")
        other = stored_proceeding(unit, "RT-BBBB-3333")
        unit.proceedings.store_standing(case.id, a_standing(soon, done), NOW)
        unit.proceedings.store_standing(other.id, a_standing(undated), NOW)
        listed = unit.projections.deadlines()
        pending = unit.projections.deadlines(pending_only=True)
        of_case = unit.projections.deadlines([case.id], pending_only=True)
        of_none = unit.projections.deadlines([])
    assert [deadline for _, deadline in listed] == [undated, done, soon]
    assert pending == [(other.id, undated), (case.id, soon)]
    assert of_case == [(case.id, soon)]
    assert of_none == []


def test_only_what_is_due_to_change_is_looked_at(store: Store) -> None:
    with store.writing() as unit:
        first = stored_proceeding(unit, "RT-AAAA-2222")
        second = stored_proceeding(unit, "RT-BBBB-3333")
        stored_proceeding(unit, "RT-CCCC-4444")  # never changes by itself
        at_noon = replace(a_standing(), changes_at=NOW + timedelta(hours=8))
        at_ten = replace(a_standing(), changes_at=NOW + timedelta(hours=6))
        unit.proceedings.store_standing(first.id, at_noon, NOW)
        unit.proceedings.store_standing(second.id, at_ten, NOW)
        noon = NOW + timedelta(hours=8)
        just_before = noon - timedelta(microseconds=1)
        due = [each.ref for each in unit.proceedings.due(noon)]
        earlier = [each.ref for each in unit.proceedings.due(just_before)]
        one = [each.ref for each in unit.proceedings.due(noon, limit=1)]
    assert due == ["RT-BBBB-3333", "RT-AAAA-2222"]
    assert earlier == one == ["RT-BBBB-3333"]


def test_who_decided_on_an_older_version_is_told(store: Store) -> None:
    with store.writing() as unit:
        stored = stored_proceeding(unit)
    with store.reading() as unit:
        shown = unit.proceedings.get(stored.id)
    with store.writing() as unit:
        unit.proceedings.store_standing(stored.id, a_standing(state="filed"), NOW)

    def decide() -> None:
        with store.writing() as unit:
            unit.settings.put("half", "done")
            unit.proceedings.store_standing(
                stored.id, a_standing(state="upheld"), NOW, seen_rev=shown.rev
            )

    with pytest.raises(StaleProceeding, match="read it again"):
        decide()
    with store.reading() as unit:
        assert unit.proceedings.get(stored.id).headline_state == "filed"
        assert unit.settings.get("half") is None


def test_a_change_between_reading_and_storing_is_noticed(store: Store) -> None:
    """What PostgreSQL allows and SQLite does not: here the change comes from below."""
    with store.writing() as unit:
        stored = stored_proceeding(unit)
    with store.writing() as unit:
        unit.journal.of(stored.id)
        unit.proceedings._session.connection().exec_driver_sql(
            "UPDATE proceeding SET rev = rev + 1"
        )
        with pytest.raises(StaleProceeding):
            unit.proceedings.store_standing(stored.id, a_standing(), NOW)


def test_projections_can_be_dropped_and_rebuilt_without_a_trace(store: Store) -> None:
    entry = an_entry()
    standing = a_standing(a_deadline(entry), flags=(a_flag(entry),))
    with store.writing() as unit:
        stored = stored_proceeding(unit)
        unit.proceedings.store_standing(stored.id, standing, NOW)
        before = unit.projections.dump()
        unit.proceedings.clear_projections()
        dropped = unit.projections.dump()
        unprojected = unit.proceedings.get(stored.id)
        unit.proceedings.store_standing(stored.id, standing, NOW + timedelta(days=1))
        after = unit.projections.dump()
    assert before == after != dropped
    assert str(standing.deadlines[0].id) in before
    assert unprojected.embargo is Embargo.CLOSED


def test_links_are_seen_from_both_ends(store: Store) -> None:
    with store.writing() as unit:
        case = stored_proceeding(unit, "RT-AAAA-2222")
        appeal = stored_proceeding(unit, "RT-BBBB-3333")
        unit.proceedings.link(appeal.id, case.id, "appeal_of", NOW)
        link = Link(appeal.id, case.id, "appeal_of", NOW)
        assert unit.proceedings.links(case.id) == [link]
        assert unit.proceedings.links(appeal.id) == [link]


def test_a_proceeding_keeps_what_it_was_opened_with(store: Store) -> None:
    with store.writing() as unit:
        stored = stored_proceeding(unit)
        matter = unit.matters.get(stored.matter_id)
        secret = replace(
            a_proceeding(matter, "RT-CCCC-4444"),
            embargo=Embargo.LIFTABLE,
            headline_state="sent",
            deputy="d",
            changes_at=NOW,
        )
        unit.proceedings.add(secret, "Letter")
        assert unit.proceedings.get(secret.id) == secret
        assert unit.proceedings.numbers([secret.id]) == {}
