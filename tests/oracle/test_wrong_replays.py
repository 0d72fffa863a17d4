"""Replays with one mistake each; the comparison with the oracle kills them all.

A comparison that lets one of these live would prove nothing about ours: the first such
test that was written for this project agreed with four of nine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from remedytrack.core.dates import When
from remedytrack.core.workflow import deadlines as limits
from remedytrack.core.workflow import replay as fold
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.cascades import LegalOrder
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.journal import Act, Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, DeadlineState, Standing
from tests.oracle.machine import SECOND
from tests.oracle.test_replay import case_of, lives

Patch = pytest.MonkeyPatch
Defect = Callable[[Patch], Callable[..., Standing] | None]


def _reads_in_the_order_of_recording(patch: Patch) -> None:
    def in_order(_: Workflow, happenings: Iterable[Happening]) -> list[Happening]:
        return sorted(happenings, key=lambda each: (each.known_at, str(each.id)))

    patch.setattr(fold, "in_order", in_order)


def _keeps_what_was_withdrawn(_: Patch) -> Callable[..., Standing]:
    return _of_other_entries(lambda each: not each.withdrawn)


def _does_not_hear_of_corrections(_: Patch) -> Callable[..., Standing]:
    return _of_other_entries(lambda each: each.withdrawn or each.supersedes is None)


def _takes_the_last_second_for_over(_: Patch) -> Callable[..., Standing]:
    def wrong(
        definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
    ) -> Standing:
        return replay(definition, journal, law, now + SECOND)

    return wrong


def _forgets_a_silence_once_it_is_broken(patch: Patch) -> None:
    """An answer that came too late leaves the silence standing: here it does not."""
    patch.setattr(fold, "_ran_out", lambda due: due.state is DeadlineState.LATE)


def _lets_one_person_check_alone(patch: Patch) -> None:
    def double_checked(acts: Acts, trigger: Happening) -> bool:
        entry = trigger.fact.entry if trigger.fact else None
        checks = [each.fields.get("entry") for each in acts.of(Act.DOUBLE_CHECKED)]
        return entry is not None and str(entry.id) in checks

    patch.setattr(Acts, "double_checked", double_checked)


def _reminds_on_the_later_date_at_once(patch: Patch) -> None:
    def unchanged(
        _self: object, _limit: object, _on: object, due: Deadline
    ) -> Deadline:
        return due

    patch.setattr(limits.Docketing, "_reminded_early", unchanged)


def _accepts_an_answer_given_before(patch: Patch) -> None:
    patch.setattr(When, "ends_before", lambda *_: False)


def _sleeps_through_its_own_settings(patch: Patch) -> None:
    soon = fold._next_change

    def next_change(circumstances: Any) -> datetime | None:
        definition = circumstances.definition.model_copy(update={"flags": ()})
        return soon(replace(circumstances, definition=definition))

    patch.setattr(fold, "_next_change", next_change)


def _runs_one_clock_for_everybody(_: Patch) -> Callable[..., Standing]:
    def wrong(
        definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
    ) -> Standing:
        together = [replace(each, person=None) for each in journal]
        return replay(definition, together, law, now)

    return wrong


def _remembers_an_earlier_answer(_: Patch) -> Callable[..., Standing]:
    """Keep answers by the number of entries, which a correction also raises."""
    known: dict[tuple[str, int, datetime], Standing] = {}

    def wrong(
        definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
    ) -> Standing:
        lines = list(journal)
        key = definition.workflow, len(lines), now
        return known.setdefault(key, replay(definition, lines, law, now))

    return wrong


def _of_other_entries(kept: Callable[[Entry], bool]) -> Callable[..., Standing]:
    def wrong(
        definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
    ) -> Standing:
        return replay(definition, filter(kept, journal), law, now)

    return wrong


WRONG: tuple[tuple[Defect, str], ...] = (
    (_reads_in_the_order_of_recording, "kz.police_complaint"),
    (_keeps_what_was_withdrawn, "kz.police_complaint"),
    (_does_not_hear_of_corrections, "kz.police_complaint"),
    (_takes_the_last_second_for_over, "kz.registration"),
    (_forgets_a_silence_once_it_is_broken, "kz.peaceful_assembly"),
    (_lets_one_person_check_alone, "kz.administrative_appeal"),
    (_reminds_on_the_later_date_at_once, "kz.administrative_appeal"),
    (_accepts_an_answer_given_before, "kz.registration"),
    (_sleeps_through_its_own_settings, "ngo.working_group"),
    (_runs_one_clock_for_everybody, "kz.administrative_appeal"),
    (_remembers_an_earlier_answer, "kz.registration"),
)


@pytest.mark.parametrize(
    ("defect", "procedure"), [pytest.param(*w, id=w[0].__name__[1:]) for w in WRONG]
)
def test_a_replay_with_this_mistake_is_caught(
    defect: Defect, procedure: str, monkeypatch: Patch
) -> None:
    engine = defect(monkeypatch) or replay
    wrong = type("Wrong", (case_of(procedure),), {"engine": staticmethod(engine)})
    with pytest.raises(AssertionError):
        lives(wrong, 60)
