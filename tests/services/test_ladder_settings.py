"""Whose rungs go before whose, who may set them, and what nobody can take away."""

from dataclasses import replace
from typing import Any

import pytest

from remedytrack.core.access import Viewer
from remedytrack.core.ladder import Ladder, Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services import acting
from remedytrack.services.ladder_settings import (
    LastDayKept,
    NotARung,
    WeekBeforeKept,
    drop_ladder,
    ladders_for,
    own_settings,
    set_ladder,
)
from remedytrack.services.refusals import NotAllowed, NotFound
from remedytrack.services.registry import Registry
from tests.services.office import (
    APPEAL,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
    Postbox,
    recipient,
)

HARD = Consequence.RESTORABLE


def wish(
    office: Office,
    days: list[int],
    scope: Scope = Scope.PERSON,
    subject: str = "lawyer",
) -> None:
    set_ladder(
        office.registry,
        actor=COORDINATOR,
        now=office.now,
        scope=scope,
        subject=subject,
        consequence=HARD,
        days_before=days,
    )


def told_on(office: Office) -> list[str]:
    """Return on which days the lawyer is told of an appeal due on 2 December."""
    office.at("2025-11-22T12:00")
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=None,
    )
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return Postbox(office).run_until("2025-12-02T12:00").days(LAWYER)


def in_team(office: Office, team: str) -> None:
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(LAWYER), team=team))


def test_without_settings_the_file_says_when(office: Office) -> None:
    assert told_on(office)[1:] == [
        "2025-11-25",
        "2025-11-28",
        "2025-12-01",
        "2025-12-02",
    ]


def test_a_person_s_own_days_go_before_their_team_s(office: Office) -> None:
    in_team(office, "north")
    wish(office, [8, 2, 0], Scope.TEAM, "north")
    found = ladders_for(office.registry, viewer=LAWYER, recipient_id="lawyer")
    assert found[HARD].days_before == (8, 2, 0)
    wish(office, [0, 7, 5])
    found = ladders_for(office.registry, viewer=LAWYER, recipient_id="lawyer")
    assert found[HARD].days_before == (7, 5, 0)
    assert found[Consequence.BAR].days_before == (30, 14, 7, 3, 1, 0)
    assert told_on(office) == ["2025-11-25", "2025-11-27", "2025-12-02"]


def test_a_team_s_days_go_before_the_procedure_s_and_those_before_the_class_s(
    office: Office,
) -> None:
    ladder = office.registry.law.ladders[HARD].with_rungs([9, 4, 0], [])
    office.registry = with_own(office.registry, ladder)
    assert told_on(office) == ["2025-11-23", "2025-11-28", "2025-12-02"]
    in_team(office, "north")
    wish(office, [8, 0], Scope.TEAM, "north")
    assert told_on(office) == ["2025-11-24", "2025-12-02"]


def with_own(registry: Registry, ladder: Ladder) -> Registry:
    """Return the same law with a ladder of the appeal's own."""
    own = {(APPEAL, HARD.value): ladder.model_copy(update={"workflow": APPEAL})}
    return Registry(registry.store, replace(registry.law, own_ladders=own))


def test_a_setting_can_be_taken_back(office: Office) -> None:
    wish(office, [10, 0])
    for _ in range(2):
        drop_ladder(
            office.registry,
            actor=LAWYER,
            now=office.now,
            scope=Scope.PERSON,
            subject="lawyer",
            consequence=HARD,
        )
    whose: dict[str, Any] = {"scope": Scope.PERSON, "subject": "lawyer"}
    assert own_settings(office.registry, viewer=LAWYER, **whose) == {}
    with office.registry.store.reading() as unit:
        acts = [each.action for each in unit.audit.entries()]
    assert acts.count("ladder.drop") == 1
    assert acts.count("ladder.set") == 1


def test_what_saves_a_right_stays(office: Office) -> None:
    with pytest.raises(LastDayKept, match="add 0"):
        wish(office, [14, 7])
    with pytest.raises(WeekBeforeKept, match="add 7 or more"):
        wish(office, [6, 1, 0])
    with pytest.raises(NotARung, match="367"):
        wish(office, [367, 7, 0])
    with pytest.raises(NotARung, match="-1"):
        wish(office, [7, 0, -1])
    set_ladder(
        office.registry,
        actor=LAWYER,
        now=office.now,
        scope=Scope.PERSON,
        subject="lawyer",
        consequence=Consequence.TARGET,
        days_before=[],
    )


def test_everybody_sets_their_own_and_a_coordinator_anybody_s(office: Office) -> None:
    def by(actor: Viewer, scope: Scope, subject: str) -> None:
        set_ladder(
            office.registry,
            actor=actor,
            now=office.now,
            scope=scope,
            subject=subject,
            consequence=HARD,
            days_before=[7, 0],
        )

    by(LAWYER, Scope.PERSON, "lawyer")
    by(COORDINATOR, Scope.PERSON, "lawyer")
    by(COORDINATOR, Scope.TEAM, "north")
    for actor, scope, subject in (
        (DEPUTY, Scope.PERSON, "lawyer"),
        (LAWYER, Scope.TEAM, "north"),
    ):
        with pytest.raises(NotAllowed):
            by(actor, scope, subject)
    with pytest.raises(NotFound):
        by(COORDINATOR, Scope.PERSON, "nobody")
