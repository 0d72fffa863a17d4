"""A case, a dossier and the coordinator's page as their readers see them."""

from datetime import date, timedelta

from remedytrack.core.dates import When
from remedytrack.services import acting, opening
from remedytrack.services.cases import (
    case_of_deadline,
    case_view,
    dossier,
    dossiers,
)
from remedytrack.services.coordination import coordination
from remedytrack.storage.values import IncidentContent, MailState
from tests.services.office import (
    APPEAL,
    CASE,
    CIRCLE,
    COMPLAINT,
    COORDINATOR,
    LAWYER,
    LETTER,
    Office,
    Postbox,
)


def assigned(office: Office, ref: str, owner: str | None) -> None:
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner=owner,
        deputy=None,
    )


def test_a_case_shows_what_it_is_and_where_it_stands(office: Office) -> None:
    body = opening.add_authority(
        office.registry,
        actor=LAWYER,
        now=office.now,
        name="Almaty district police",
        calendar="kz",
    )
    ref = opening.open_proceeding(
        office.registry,
        actor=LAWYER,
        now=office.now,
        matter_ref=office.matter.ref,
        case=opening.NewCase(COMPLAINT, "The attack", "K-17", body.id),
    ).ref
    office.record(ref, "complaint_filed", "2024-10-09", note="By post")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert (view.title, view.number) == ("The attack", "K-17")
    assert view.authority_name == "Almaty district police"
    assert view.matter_title == "The march of 8 March"
    assert set(view.members) == {viewer.id for viewer in CIRCLE}
    assert view.zone.key == "Asia/Almaty"
    assert view.standing.states["procedure"] == "filed"
    assert view.standing.allowed
    assert view.can_record


def test_the_journal_is_in_the_order_in_which_things_happened(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2024-10-09")
    office.record(ref, "case_archived", "../2025-09-25")
    office.record(ref, "answered", "2024-11-01")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    kinds = [line.entry.kind for line in view.journal]
    assert kinds == ["complaint_filed", "answered", "case_archived"]


def test_a_case_and_its_appeal_know_of_each_other(office: Office) -> None:
    case = office.open(CASE, "The ruling")
    office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    office.record(appeal, "appeal_filed", "2025-11-28")
    of_case = case_view(office.registry, viewer=LAWYER, now=office.now, ref=case)
    of_appeal = case_view(office.registry, viewer=LAWYER, now=office.now, ref=appeal)
    (there,), (back,) = of_case.linked, of_appeal.linked
    assert (there.ref, there.kind) == (appeal, "has_appeal_of")
    assert there.state is not None
    assert there.state.en == "appeal filed"
    assert (back.ref, back.title, back.kind) == (case, "The ruling", "appeal_of")


def test_the_link_in_a_mail_leads_to_the_case(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    deadline_id = office.deadline(ref).id
    found = case_of_deadline(office.registry, viewer=LAWYER, deadline_id=deadline_id)
    assert found == ref


def test_a_dossier_lists_its_cases_and_incidents(office: Office) -> None:
    appeal, letter = office.open(APPEAL, "Fine"), office.open(LETTER, "UN")
    assigned(office, appeal, "lawyer")
    office.record(appeal, "ruling_made", "2025-11-22", penalty="fine")
    office.record(letter, "letter_sent", "2025-09-25")
    for day in ("2025-08-02", "2025-07-01"):
        opening.record_incident(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=office.matter.ref,
            occurred=When.parse(day),
            content=IncidentContent(f"The hall, {day}"),
        )
    view = dossier(office.registry, viewer=LAWYER, matter_ref=office.matter.ref)
    listed = {each.proceeding.ref: each for each in view.cases}
    next_one = listed[appeal].next_deadline
    assert next_one is not None
    assert str(next_one.safe_on) == "2025-12-02"
    assert listed[appeal].owner_name == "Lawyer"
    assert listed[letter].owner_name is None
    titles = [content.title for _, content, _ in view.incidents]
    assert titles == ["The hall, 2025-07-01", "The hall, 2025-08-02"]
    assert dossiers(office.registry, viewer=LAWYER) == [
        (office.matter, "The march of 8 March", 2)
    ]


def test_the_coordinator_sees_who_was_told_and_who_took_it_on(office: Office) -> None:
    mine, nobodys = office.open(APPEAL), office.open(APPEAL)
    for ref in (mine, nobodys):
        office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    assigned(office, mine, "lawyer")
    office.at("2025-12-02T09:00")
    Postbox(office).tick()

    def page() -> tuple[list[str], list[str]]:
        seen = coordination(office.registry, viewer=COORDINATOR, now=office.now)
        open_ones = [row.ref for row in seen.not_taken_on]
        return sorted(set(open_ones)), [row.ref for row in seen.unassigned]

    assert page() == (sorted([mine, nobodys]), [nobodys])
    acting.acknowledge(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(mine).id,
    )
    assert page() == ([nobodys], [nobodys])
    seen = coordination(office.registry, viewer=COORDINATOR, now=office.now)
    told = {each.recipient_name: each for each in seen.told}
    assert told["Lawyer"].refs == (mine,)
    assert told["Coordinator"].refs == (nobodys,)
    assert told["Lawyer"].mail.sent_at == office.now
    assert seen.counts[MailState.SENT] == 2
    assert seen.oldest_unsent_at is None
    assert not seen.heartbeat_is_old


def test_mails_that_wait_are_counted_from_when_they_were_due(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.at("2025-12-02T09:00").tick()
    office.now += timedelta(hours=2)
    seen = coordination(office.registry, viewer=COORDINATOR, now=office.now)
    assert seen.oldest_unsent_at == office.now - timedelta(hours=2)
    assert seen.counts[MailState.QUEUED] == 1
    assert seen.heartbeat_is_old


def test_a_case_is_shown_as_it_is_now_not_as_it_was_stored(office: Office) -> None:
    """Nobody ticked for a week; the page is replayed and tells the truth."""
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.record(ref, "ruling_delivered", "2025-11-22", seen=True)
    office.at("2025-12-08T10:00")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    deadline_id = office.deadline(ref).id
    assert view.deadline(deadline_id).state == "missed"
    assert office.deadline(ref).state == "open"
    assert [flag.id for flag in view.standing.flags] == ["lapsed_unappealed"]
    assert date(2025, 12, 5) == view.deadline(deadline_id).arguable_on
