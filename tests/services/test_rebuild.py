"""Projections can be dropped and found again; the audit log misses nothing."""

from dataclasses import replace

from remedytrack.core.audit import first_break
from remedytrack.core.dates import When
from remedytrack.services import acting, checking
from remedytrack.services.refreshing import rebuild
from tests.services.office import (
    APPEAL,
    CASE,
    COMPLAINT,
    DEPUTY,
    LAWYER,
    LETTER,
    REGISTRATION,
    Office,
    Postbox,
)


def full(office: Office) -> None:
    """Give the office a case of every sort, with acts, flags, copies, corrections."""
    office.at("2025-11-20T10:00")
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-19", penalty="fine")
    appeal = office.link(case)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=appeal,
        owner="lawyer",
        deputy="deputy",
    )
    office.correct(case, made.entry_id, "2025-11-18", penalty="fine")
    complaint = office.open(COMPLAINT)
    office.record(complaint, "complaint_filed", "2024-10-09")
    letter = office.open(LETTER)
    office.record(letter, "letter_sent", "2025-09-25", type="al")
    organisation = office.open(REGISTRATION)
    office.record(organisation, "application_filed", "2025-11-03", seen=True)
    acting.enter_date(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=organisation,
        when=When.parse("2025-12-05T11:00"),
        sort="hearing",
        title="At the agency",
    )


def dump(office: Office) -> str:
    with office.registry.store.reading() as unit:
        return unit.projections.dump()


def test_a_rebuild_changes_nothing_and_mails_nobody_again(office: Office) -> None:
    full(office)
    box = Postbox(office).run_until("2025-12-02T12:00")
    assert box.transport.sent
    before, sent = dump(office), len(box.transport.sent)
    assert rebuild(office.registry, office.now).count == 5
    assert dump(office) == before
    ticked = box.tick()
    assert (ticked.queued, len(box.transport.sent)) == (0, sent)


def test_a_rebuild_later_gives_what_ticking_gave(office: Office) -> None:
    """The stored moments of change miss none: replaying all at once is the same."""
    full(office)
    box = Postbox(office).run_until("2025-12-20T12:00")
    ticked = dump(office)
    office.now = office.now.replace(minute=30)
    rebuild(office.registry, office.now)
    assert dump(office) == ticked
    assert box.tick().refreshed == 0


def test_a_rebuild_finds_projections_that_were_lost(office: Office) -> None:
    full(office)
    before = dump(office)
    with office.registry.store.writing() as unit:
        unit.proceedings.clear_projections()
    assert dump(office) != before
    rebuild(office.registry, office.now)
    assert dump(office) == before


def test_the_audit_log_follows_entry_by_entry(office: Office) -> None:
    full(office)
    rebuild(office.registry, office.now)
    with office.registry.store.reading() as unit:
        entries = unit.audit.entries()
    assert first_break(entries) is None
    assert entries[-1].action == "projections.rebuild"
    changed = replace(entries[3], actor="somebody")
    assert first_break([*entries[:3], changed, *entries[4:]]) == 4


def test_a_check_that_reaches_the_appeal_is_one_entry_too(office: Office) -> None:
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    office.link(case)
    before = audited(office)
    checking.double_check(
        office.registry,
        actor=DEPUTY,
        now=office.now,
        ref=case,
        entry_id=made.entry_id,
        occurred=When.parse("2025-11-22"),
    )
    assert audited(office)[len(before) :] == ["act.double_checked"]


def test_a_tick_puts_every_mail_on_record_once(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = len(audited(office))
    office.at("2025-12-02T09:00")
    box = Postbox(office)
    box.tick()
    box.tick()
    assert audited(office)[before:] == ["mail.queue"]


def audited(office: Office) -> list[str]:
    with office.registry.store.reading() as unit:
        return [entry.action for entry in unit.audit.entries()]
