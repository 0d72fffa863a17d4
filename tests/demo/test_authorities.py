"""Scenario 22: two spellings of one police department are merged, and taken apart."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.services.authorities import (
    CannotMerge,
    Counted,
    NotMerged,
    authorities,
    find,
    merge,
    unmerge,
)
from remedytrack.services.cases import dossier
from remedytrack.services.opening import add_authority, record_incident
from remedytrack.storage.values import IncidentContent
from tests.demo.conftest import Demo

NOW = datetime(2025, 12, 1, 5, tzinfo=UTC)
SHORT = "Almalinsk Police Department"
FULL = "Almalinsky District Police Department, Almaty"
ARREST = "Z.S. taken from a gym"


def counted(demo: Demo, name: str) -> Counted:
    found = authorities(demo.registry, viewer=OPERATOR)
    return next(each for each in found if each.name == name)


def another_spelling(demo: Demo) -> UUID:
    """Put the department on record a second time, with the arrest of 28 February."""
    added = add_authority(
        demo.registry, actor=OPERATOR, now=NOW, name=SHORT, calendar="kz"
    )
    record_incident(
        demo.registry,
        actor=OPERATOR,
        now=NOW,
        matter_ref=matter_of_the_arrest(demo),
        occurred=When.parse("2025-02-28"),
        content=IncidentContent(title=ARREST),
        authority_id=added.id,
    )
    return added.id


def matter_of_the_arrest(demo: Demo) -> str:
    with demo.registry.store.reading() as unit:
        return unit.matters.get(demo.case("A4").matter_id).ref


def named_at_the_arrest(demo: Demo) -> str | None:
    ref = matter_of_the_arrest(demo)
    shown = dossier(demo.registry, viewer=OPERATOR, matter_ref=ref)
    return next(name for _, words, name in shown.incidents if words.title == ARREST)


def test_merged_they_count_together_and_unmerged_apart(copy: Demo) -> None:
    one, full = another_spelling(copy), find(copy.registry, name=FULL)
    before = counted(copy, FULL)
    assert [ref for ref, _ in before.cases] == [copy.case("C3").ref]
    assert len(before.incidents) == 1

    merge(copy.registry, actor=OPERATOR, now=NOW, one=one, into=full)
    together = counted(copy, FULL)
    titles = [title for _, title in together.incidents]
    assert titles[-1] == ARREST
    assert titles[0].startswith("Gathering of 9 October entered")
    assert together.cases == before.cases
    assert together.merged == ((one, SHORT),)
    assert named_at_the_arrest(copy) == FULL

    unmerge(copy.registry, actor=OPERATOR, now=NOW, one=one)
    assert counted(copy, FULL) == before
    assert counted(copy, SHORT).incidents == together.incidents[-1:]
    assert named_at_the_arrest(copy) == SHORT
    with copy.registry.store.reading() as unit:
        audited = [each.action for each in unit.audit.entries()][-2:]
    assert audited == ["authority.merge", "authority.unmerge"]


def test_nothing_is_merged_in_a_circle(copy: Demo) -> None:
    one, full = another_spelling(copy), find(copy.registry, name=FULL)
    with pytest.raises(CannotMerge):
        merge(copy.registry, actor=OPERATOR, now=NOW, one=one, into=one)
    with pytest.raises(NotMerged):
        unmerge(copy.registry, actor=OPERATOR, now=NOW, one=one)
    merge(copy.registry, actor=OPERATOR, now=NOW, one=one, into=full)
    with pytest.raises(CannotMerge):
        merge(copy.registry, actor=OPERATOR, now=NOW, one=full, into=one)
