"""A rebuild and a version mail nobody again of what they have been told."""

import json
from dataclasses import replace

from remedytrack.core.workflow.definition import Workflow
from remedytrack.services import acting
from remedytrack.services.refreshing import rebuild
from remedytrack.services.registry import Registry
from remedytrack.services.versions import move_to_version
from tests.services.office import (
    APPEAL,
    CASE,
    COMPLAINT,
    LAWYER,
    LETTER,
    Office,
    Postbox,
)

NEXT = 1000
"""A version that no file has."""


def told_for_weeks(office: Office) -> tuple[Postbox, list[str]]:
    """Let an office of nine cases receive mails for two weeks."""
    office.at("2025-11-10T10:00")
    refs = []
    for day in range(1, 7):
        ref = office.open(APPEAL)
        acting.assign(
            office.registry,
            actor=LAWYER,
            now=office.now,
            ref=ref,
            owner="lawyer" if day % 3 else None,
            deputy="deputy" if day % 2 else None,
        )
        office.record(ref, "ruling_made", f"2025-11-{day:02}", penalty="fine")
        refs.append(ref)
    office.record(office.open(COMPLAINT), "complaint_filed", "2025-11-03")
    office.record(office.open(LETTER), "letter_sent", "2025-10-02", type="al")
    office.record(office.open(CASE), "ruling_made", "2025-11-05", penalty="fine")
    box = Postbox(office).run_until("2025-11-24T12:00")
    assert len(box.transport.sent) > 20
    return box, refs


def planned(office: Office) -> int:
    with office.registry.store.reading() as unit:
        every = unit.proceedings.all()
        return sum(len(unit.reminders.of_proceeding(each.id)) for each in every)


def test_a_rebuild_mails_nobody_again(office: Office) -> None:
    box, _ = told_for_weeks(office)
    sent, reminders = len(box.transport.sent), planned(office)
    rebuilt = rebuild(office.registry, office.now).count
    ticked = box.tick()
    print(f"{rebuilt} cases rebuilt after {sent} mails: {ticked.queued} again")  # noqa: T201
    assert (rebuilt, ticked.queued, len(box.transport.sent)) == (9, 0, sent)
    assert planned(office) == reminders


def test_a_version_mails_nobody_again_unless_a_date_moves(office: Office) -> None:
    box, refs = told_for_weeks(office)
    sent, reminders = len(box.transport.sent), planned(office)
    follow(office, same(office.registry.law.workflows[APPEAL]))
    for ref in refs:
        move_to_version(office.registry, actor=LAWYER, now=office.now, ref=ref)
    ticked = box.tick()
    print(f"{len(refs)} cases moved after {sent} mails: {ticked.queued} again")  # noqa: T201
    assert (ticked.queued, len(box.transport.sent)) == (0, sent)
    assert planned(office) == reminders


def same(workflow: Workflow) -> Workflow:
    """Return a later version that says the same."""
    written = workflow.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Workflow.model_validate_json(json.dumps({**written, "version": NEXT}))


def follow(office: Office, workflow: Workflow) -> None:
    law = office.registry.law
    old = law.workflows[APPEAL]
    newer = replace(law, workflows={**law.workflows, APPEAL: workflow}, kept=(old,))
    office.registry = Registry(office.registry.store, newer)
