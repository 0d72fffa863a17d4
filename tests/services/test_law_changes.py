"""Changed law: which stored dates move, what publishing does, and who is told.

The real late announcement: on 25 April 2024 the draft that moved Saturday 4 May to
Wednesday 8 May was still open for comment. Both days changed after terms had begun.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from remedytrack.core.access import OPERATOR, Viewer
from remedytrack.core.timelimits.calendar import CalendarDay, Certainty, DayKind
from remedytrack.core.workflow.standing import Deadline
from remedytrack.lawbook import Lawbook
from remedytrack.notify.transport import RecordingTransport
from remedytrack.services.law_impact import impact
from remedytrack.services.law_in_use import law_has_changed, publish_first
from remedytrack.services.law_moves import Way
from remedytrack.services.law_publishing import publish
from remedytrack.services.refreshing import rebuild, standing_of
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry
from remedytrack.storage.tables.docket import ProceedingRow
from remedytrack.zones import zones_version
from tests.services.desk import Founded
from tests.services.office import (
    ADMINISTRATOR,
    AUDITOR,
    CASE,
    COMPLAINT,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    LETTER,
    REGISTRATION,
    Office,
)


def without(law: Lawbook, *days: str) -> Lawbook:
    """Return the law as it would be if nobody had decreed anything about ``days``."""
    file = law.calendars["kz"]
    named = {date.fromisoformat(each) for each in days}
    kept = tuple(fact for fact in file.days if fact.day not in named)
    return with_calendar(law, {"days": kept})


def flipped(law: Lawbook, days: Iterable[date]) -> Lawbook:
    """Return the law in which each of ``days`` works if it did not, and rests if so."""
    file, now = law.calendars["kz"], law.calendar("kz")
    facts = [
        CalendarDay(
            day=day,
            kind=DayKind.DAY_OFF if now.is_working(day) else DayKind.MOVED_WORK,
            name=next(iter(file.names)),
            act=next(iter(file.acts)),
            known_from=date(2025, 12, 1),
            certainty=Certainty.DECREED,
        )
        for day in sorted(days)
    ]
    gone = {fact.day for fact in facts}
    kept = tuple(fact for fact in file.days if fact.day not in gone)
    return with_calendar(law, {"days": (*kept, *facts)})


def with_calendar(law: Lawbook, changes: Mapping[str, object]) -> Lawbook:
    file = law.calendars["kz"].model_copy(update=changes)
    calendars = MappingProxyType({**law.calendars, "kz": file})
    return replace(law, calendars=calendars)


def by(office: Office, law: Lawbook) -> Office:
    """Return the same office, restarted with ``law``."""
    return replace(office, registry=Registry(office.registry.store, law))


DECREED = ("2024-05-04", "2024-05-08")
CLAIM = "kz.appc.claim"
ASSEMBLY, NOTICE = "kz.peaceful_assembly", "kz.assembly.notify"


@dataclass
class May:
    """Two claims of a month in May 2024: one would end on the 6th, one on the 8th."""

    office: Office
    shortened: str
    lengthened: str
    law: Lawbook

    @property
    def registry(self) -> Registry:
        return Registry(self.office.registry.store, self.law)

    def decree(self) -> Office:
        """Let the decree come into the calendar, and nothing be published yet."""
        self.office = replace(self.office, registry=self.registry)
        return self.office

    def claim_on(self, ref: str) -> date | None:
        return self.office.deadline(ref, CLAIM).safe_on


@pytest.fixture
def may(office: Office, law: Lawbook) -> May:
    before = by(office, without(law, *DECREED)).at("2024-04-20T12:00")
    shortened, lengthened = (
        _claim(before, day) for day in ("2024-04-04", "2024-04-08")
    )
    publish_first(before.registry, before.now)
    found = May(before, shortened, lengthened, law)
    assert [str(found.claim_on(each)) for each in (shortened, lengthened)] == [
        "2024-05-06",
        "2024-05-08",
    ]
    return found


def _claim(office: Office, delivered: str) -> str:
    ref = office.open(REGISTRATION)
    office.record(ref, "complaint_decision_delivered", delivered, begins_earlier=True)
    office.assign(ref, LAWYER, DEPUTY)
    return ref


def moved_by(office: Office, viewer: Viewer = OPERATOR) -> list[tuple[str, str, str]]:
    """Return way, reference and new day of each move that ``viewer`` is shown."""
    found = impact(office.registry, viewer=viewer, now=office.now)
    return [
        (move.way.value, move.proceeding.ref, str(move.now and move.now.safe_on))
        for move in found.moves
    ]


def test_a_day_moved_after_the_fact_moves_the_dates_that_met_it(may: May) -> None:
    untouched = _claim(may.office, "2024-04-15")

    moves = moved_by(may.decree())

    assert moves == [
        ("earlier", may.shortened, "2024-05-04"),
        ("later", may.lengthened, "2024-05-10"),
    ]
    assert untouched not in [ref for _, ref, _ in moves]


def test_nothing_moves_while_the_law_is_as_it_was_published(may: May) -> None:
    office = may.office

    assert not law_has_changed(office.registry)
    assert impact(office.registry, viewer=OPERATOR, now=office.now).is_none
    assert law_has_changed(may.decree().registry)


def test_a_preview_writes_nothing(may: May, founded: Founded) -> None:
    before = founded.written()

    assert moved_by(may.decree())

    assert founded.written() == before


def test_publishing_supersedes_and_never_overwrites(may: May) -> None:
    office = may.decree()

    done = publish(office.registry, actor=OPERATOR, now=office.now)

    assert [str(may.claim_on(each)) for each in (may.shortened, may.lengthened)] == [
        "2024-05-04",
        "2024-05-10",
    ]
    assert (len(done.moves), done.urgent, dict(done.failed)) == (2, 1, {})
    with office.registry.store.reading() as unit:
        old, new = unit.results.of_deadline(office.deadline(may.shortened, CLAIM).id)
        last = unit.audit.entries()[-1]
    assert (str(old.safe_on), str(new.safe_on)) == ("2024-05-06", "2024-05-04")
    assert (new.supersedes, new.cause) == (old.id, "law")
    assert (last.action, last.details["earlier"], last.details["later"]) == (
        "law.publish",
        1,
        1,
    )


def test_each_responsible_person_gets_one_mail_for_the_whole_publication(
    may: May,
) -> None:
    office = may.decree()
    office.tick(RecordingTransport())  # what was owed before
    post = RecordingTransport()

    publish(office.registry, actor=OPERATOR, now=office.now)
    office.tick(post)

    mails = {mail.recipient.partition("@")[0]: mail.body for mail in post.sent}
    assert len(post.sent) == len(mails) == 2
    assert f"EARLIER – look today: {may.shortened}" in mails["lawyer"]
    assert f"moved LATER: {may.lengthened}" in mails["lawyer"]
    assert "Was: Monday 6 May 2024" in mails["lawyer"]
    assert "Now: Saturday 4 May 2024" in mails["lawyer"]
    assert may.lengthened not in mails["deputy"]


def test_publishing_again_does_nothing_and_mails_nobody(may: May) -> None:
    office = may.decree()
    publish(office.registry, actor=OPERATOR, now=office.now)
    office.tick(RecordingTransport())
    before = office.everything()

    assert publish(office.registry, actor=OPERATOR, now=office.now).moves == ()

    assert office.everything() == before
    post = RecordingTransport()
    office.tick(post)
    assert post.sent == []


def test_what_moves_later_alone_waits_for_the_daily_mail(
    office: Office, law: Lawbook
) -> None:
    before = by(office, without(law, *DECREED)).at("2024-04-20T12:00")
    ref = _claim(before, "2024-04-08")
    before.tick(RecordingTransport())
    after, post = by(before, law), RecordingTransport()

    publish(after.registry, actor=OPERATOR, now=after.now)
    after.tick(post)
    assert post.sent == []

    after.at("2024-04-21T09:00").tick(post)
    assert [mail.recipient.partition("@")[0] for mail in post.sent] == ["lawyer"]
    assert f"A date moved LATER: {ref}" in post.sent[0].body


def test_a_later_date_that_no_mail_may_name_is_told_in_none(
    office: Office, law: Lawbook
) -> None:
    """By the working-day reading the appeal ends a day later; we act on the first."""
    office.at("2025-11-24T12:00")
    case = office.open(CASE)
    office.record(case, "ruling_made", "2025-11-22", penalty="fine", amount="800")
    office.link(case)
    office.tick(RecordingTransport())
    after, post = by(office, flipped(law, [date(2025, 12, 1)])), RecordingTransport()

    done = publish(after.registry, actor=OPERATOR, now=after.now)
    after.tick(post)

    assert (len(done.moves), done.told, post.sent) == (1, 0, [])


def test_who_moved_by_a_tick_before_the_publication_is_told_by_it(may: May) -> None:
    office = may.decree()
    rebuild(office.registry, office.now)
    assert str(may.claim_on(may.shortened)) == "2024-05-04"

    assert ("earlier", may.shortened, "2024-05-04") in moved_by(office)
    done = publish(office.registry, actor=OPERATOR, now=office.now)

    assert (len(done.moves), done.told) == (2, 2)
    assert moved_by(office) == []


def test_a_case_that_fails_is_reported_and_stops_no_other(may: May) -> None:
    office = may.decree()
    broken = _without(may.law, REGISTRATION, keep=may.lengthened, office=office)

    done = publish(broken.registry, actor=OPERATOR, now=office.now)

    assert list(done.failed) == [may.shortened]
    assert [move.proceeding.ref for move in done.moves] == [may.lengthened]


def _without(law: Lawbook, workflow: str, *, keep: str, office: Office) -> Office:
    """Let a case name a procedure that the law does not hold."""
    with office.registry.store.engine.begin() as connection:
        others = col(ProceedingRow.workflow) == workflow, col(ProceedingRow.ref) != keep
        renamed = update(ProceedingRow).where(*others).values(workflow="kz.repealed")
        connection.execute(renamed)
    return by(office, law)


def test_who_may_not_see_a_case_is_told_how_many_there_are(may: May) -> None:
    office = may.decree()

    shown = impact(office.registry, viewer=ADMINISTRATOR, now=office.now)
    assert shown.moves == ()
    assert shown.hidden == {Way.EARLIER: 1, Way.LATER: 1}
    assert (shown.count, shown.urgent) == (2, 1)

    assert len(moved_by(office, COORDINATOR)) == 2
    for viewer in (LAWYER, AUDITOR):
        with pytest.raises(NotAllowed):
            impact(office.registry, viewer=viewer, now=office.now)
    for viewer in (LAWYER, AUDITOR, COORDINATOR):
        with pytest.raises(NotAllowed):
            publish(office.registry, actor=viewer, now=office.now)


def test_a_rule_that_changes_moves_the_dates_of_its_cases(may: May) -> None:
    law = may.office.registry.law
    workflow = law.workflows[REGISTRATION]
    changed = tuple(
        each.model_copy(update={"term": each.term.model_copy(update={"n": 2})})
        if each.id == CLAIM
        else each
        for each in workflow.time_limits
    )
    longer = workflow.model_copy(update={"time_limits": changed})
    # The copy keeps what the original had worked out about its limits.
    longer.__dict__.pop("limits", None)
    workflows = MappingProxyType({**law.workflows, REGISTRATION: longer})
    office = by(may.office, replace(law, workflows=workflows))

    assert moved_by(office) == [
        ("later", may.shortened, "2024-06-04"),
        ("later", may.lengthened, "2024-06-10"),
    ]


def test_the_earlier_date_that_still_reminds_moves_too(office: Office) -> None:
    """The assembly was put off, and no second person has checked that yet."""
    ref = office.open(ASSEMBLY)
    planned = office.record(ref, "assembly_day", "2026-02-20").entry_id
    office.correct(ref, planned, "2026-04-20")
    publish_first(office.registry, office.now)
    was = office.deadline(ref, NOTICE)
    assert (str(was.remind_on), str(was.safe_on)) == ("2026-02-12", "2026-04-10")

    office = by(office, flipped(office.registry.law, [date(2026, 2, 16)]))
    found = impact(office.registry, viewer=OPERATOR, now=office.now)

    (move,) = [each for each in found.moves if each.deadline.limit == NOTICE]
    assert (str(move.deadline.remind_on), move.way) == ("2026-02-11", Way.EARLIER)


def test_other_time_zone_data_are_tried_on_every_date(
    may: May,
) -> None:
    with may.office.registry.store.writing() as unit:
        published = unit.published_laws.last()
        assert published is not None
        older = published.state.model_copy(update={"tzdata": "tzdata 2023d"})
        unit.published_laws.append(
            replace(published, id=uuid4(), state=older, supersedes=published.id)
        )
    with may.office.registry.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deadline SET tzdata = 'tzdata 2023d'")

    found = impact(may.office.registry, viewer=OPERATOR, now=may.office.now)

    assert found.change.tzdata == ("tzdata 2023d", zones_version())
    assert len(found.concerned) == 2
    assert found.moves == ()


DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


def test_every_date_that_a_full_replay_moves_is_found(office: Office) -> None:
    """And no other: cases of every kind, any days made working or not."""
    docket(office)
    publish_first(office.registry, office.now)

    @settings(max_examples=60, deadline=None)
    @given(st.sets(DAYS, min_size=1, max_size=12))
    def check(days: set[date]) -> None:
        after = by(office, flipped(office.registry.law, days))
        found = impact(after.registry, viewer=OPERATOR, now=after.now)
        assert {m.deadline.id for m in found.moves} == moved_by_replaying_all(after)

    check()


def docket(office: Office) -> None:
    """Open cases whose terms are in days, working days and months, and run out."""
    office.at("2025-11-24T12:00")
    for delivered in ("2025-11-24", "2025-11-23/2025-11-24"):
        case = office.open(CASE)
        office.record(case, "ruling_made", "2025-11-22", penalty="fine", amount="800")
        appeal = office.link(case)
        office.record(appeal, "ruling_delivered", delivered)
    for day in ("2024-11-01", "2025-09-17", "2025-11-10"):
        asked = office.open(REGISTRATION)
        office.record(asked, "application_filed", day, begins_earlier=True)
        office.record(asked, "complaint_registered", day, begins_earlier=True)
        office.record(asked, "complaint_decision_delivered", day)
        told = office.open(COMPLAINT)
        office.record(told, "complaint_filed", day, begins_earlier=True)
        office.record(told, "report_registered", day)
        office.record(told, "complaint_to_prosecutor", day)
    letter = office.open(LETTER)
    office.record(letter, "letter_sent", "2025-10-01", begins_earlier=True)
    office.at("2025-12-01T12:00").tick()


def moved_by_replaying_all(office: Office) -> set[UUID]:
    """Return the pending deadlines whose dates differ when all is replayed."""
    moved = set()
    with office.registry.store.reading() as unit:
        for proceeding in unit.proceedings.all():
            stored = unit.projections.deadlines([proceeding.id])
            after = standing_of(unit, office.registry, proceeding, office.now)
            was = {d.id: dates(d) for _, d in stored if d.state.is_pending}
            now = {d.id: dates(d) for d in after.deadlines if d.state.is_pending}
            settled = {d.id for _, d in stored if not d.state.is_pending}
            either = (was.keys() | now.keys()) - settled
            moved |= {each for each in either if was.get(each) != now.get(each)}
    return moved


def dates(deadline: Deadline) -> tuple[object, ...]:
    return (
        deadline.safe_on,
        deadline.arguable_on,
        deadline.remind_on,
        deadline.closes_at,
        deadline.late_at,
    )
