"""A case keeps the version of its procedure until somebody moves it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook import Lawbook
from remedytrack.services.cases import case_view
from remedytrack.services.docket import docket
from remedytrack.services.refreshing import rebuild
from remedytrack.services.refusals import (
    NoSuchVersion,
    NotFound,
    SameVersion,
    VersionGone,
)
from remedytrack.services.registry import Registry
from remedytrack.services.versions import move_to_version, preview_version
from tests.services.office import (
    APPEAL,
    APPEAL_TERM,
    LAWYER,
    OUTSIDER,
    Office,
    Postbox,
)

NEXT = 1000
"""A version that no file has."""


def _shorter(workflow: Workflow) -> Workflow:
    """Return a later version in which the appeal is due after five days."""
    written = workflow.model_dump(mode="json", by_alias=True, exclude_none=True)
    written["version"] = NEXT
    for limit in written["time_limits"]:
        if limit["id"] == APPEAL_TERM:
            limit["term"]["n"] = 5
    return Workflow.model_validate_json(json.dumps(written))


def _with_next(law: Lawbook, *, kept: bool = True) -> Lawbook:
    old = law.workflows[APPEAL]
    others = {**law.workflows, APPEAL: _shorter(old)}
    return replace(law, workflows=others, kept=(old,) if kept else ())


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal begun under the version of the file, before there was another."""
    office.at("2025-12-01T10:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-28", penalty="fine")
    office.record(ref, "ruling_delivered", "2025-11-28")
    return ref


def _follow(office: Office, *, kept: bool = True) -> None:
    law = _with_next(office.registry.law, kept=kept)
    office.registry = Registry(office.registry.store, law)


def test_a_case_keeps_the_version_that_it_began_with(office: Office, ref: str) -> None:
    _follow(office)
    office.record(ref, "appeal_filed", "2025-12-01")
    assert str(office.deadline(ref).safe_on) == "2025-12-08"
    later = office.open(APPEAL)
    office.record(later, "ruling_made", "2025-11-28", penalty="fine")
    assert str(office.deadline(later).safe_on) == "2025-12-03"


def test_a_preview_says_what_would_change_and_changes_nothing(
    office: Office, ref: str
) -> None:
    _follow(office)
    before = office.everything()
    change = preview_version(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    moved = {s.after.limit: s for s in change.shifts if s.after}[APPEAL_TERM]
    assert (str(moved.was_on), str(moved.now_on)) == ("2025-12-08", "2025-12-03")
    assert (change.to.version, change.unknown) == (NEXT, ())
    assert not change.changes_nothing
    assert office.everything() == before


def test_moving_a_case_moves_its_dates_and_tells_those_responsible(
    office: Office, ref: str
) -> None:
    box = Postbox(office).run_until("2025-12-01T11:00")
    before = len(box.transport.sent)
    _follow(office)
    move_to_version(office.registry, actor=LAWYER, now=office.now, ref=ref)
    assert str(office.deadline(ref).safe_on) == "2025-12-03"
    with office.registry.store.reading() as unit:
        proceeding = unit.proceedings.by_ref(ref)
        last = unit.audit.entries()[-1]
    assert proceeding is not None
    assert proceeding.workflow_version == NEXT
    assert last.action == "proceeding.move_version"
    box.tick()
    (mail,) = box.transport.sent[before:]
    assert ref in mail.body


def test_a_case_may_be_moved_back(office: Office, ref: str) -> None:
    _follow(office)
    move_to_version(office.registry, actor=LAWYER, now=office.now, ref=ref)
    (back, _) = office.registry.law.versions_of(APPEAL)
    move_to_version(office.registry, actor=LAWYER, now=office.now, ref=ref, to=back)
    assert str(office.deadline(ref).safe_on) == "2025-12-08"


def test_there_is_nowhere_to_move_without_another_version(
    office: Office, ref: str
) -> None:
    with pytest.raises(SameVersion):
        preview_version(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    with pytest.raises(NoSuchVersion, match="There are"):
        preview_version(
            office.registry, viewer=LAWYER, now=office.now, ref=ref, to=NEXT
        )


def test_whoever_may_not_see_a_case_may_not_preview_it(
    office: Office, ref: str
) -> None:
    _follow(office)
    with pytest.raises(NotFound):
        preview_version(office.registry, viewer=OUTSIDER, now=office.now, ref=ref)


def test_where_the_version_is_gone_the_stored_dates_stand(
    office: Office, ref: str
) -> None:
    other = office.open("kz.police_complaint")
    office.record(other, "complaint_filed", "2025-11-28")
    before = office.deadline(ref)
    _follow(office, kept=False)
    done = rebuild(office.registry, office.now)
    assert (done.count, list(done.left)) == (1, [ref])
    assert office.deadline(ref) == before
    listed = docket(office.registry, viewer=LAWYER, now=office.now)
    assert ref in {row.ref for row in listed}
    with pytest.raises(VersionGone, match="Put the file back"):
        case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    with pytest.raises(VersionGone):
        office.record(ref, "appeal_filed", "2025-12-01")


def test_a_case_whose_version_is_gone_can_be_moved_on(office: Office, ref: str) -> None:
    _follow(office, kept=False)
    change = move_to_version(office.registry, actor=LAWYER, now=office.now, ref=ref)
    assert change.was is None
    assert str(office.deadline(ref).safe_on) == "2025-12-03"
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert view.standing.states["procedure"] == change.after.states["procedure"]
