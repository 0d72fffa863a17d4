"""A small docket: one matter, one administrative case, a ruling delivered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.law import LawStatus, Texts
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
    Skipped,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.timelimits.terms import Unit as TermUnit
from remedytrack.core.workflow.definition import Grade
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Embargo,
    Flag,
    Standing,
)
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import (
    Mail,
    Matter,
    Proceeding,
    Recipient,
    Reminder,
)

NOW = datetime(2025, 12, 1, 4, 0, tzinfo=UTC)
LAWYER = "0b8d1f5e-lawyer"
MINUTE = timedelta(minutes=1)


def a_matter(ref: str = "RT-7Q4K-2MXP") -> Matter:
    return Matter(new_id(NOW), ref, NOW)


def a_proceeding(matter: Matter, ref: str = "RT-AAAA-2222") -> Proceeding:
    return Proceeding(
        new_id(NOW), ref, matter.id, "kz.administrative_case", 1, None, NOW
    )


def stored_proceeding(unit: Unit, ref: str = "RT-AAAA-2222") -> Proceeding:
    """Store a matter and a proceeding in it; return the proceeding."""
    matter = a_matter(f"{ref}-M")
    proceeding = a_proceeding(matter, ref)
    unit.matters.add(matter, "The march of 8 March")
    unit.proceedings.add(proceeding, "Ruling against Z.S.", "5-123/2025")
    return proceeding


def an_entry(kind: str = "ruling_delivered", when: str = "2025-11-22") -> Entry:
    return Entry(new_id(NOW), kind, When.parse(when), NOW, LAWYER)


def a_computation() -> Computation:
    count = Step(StepOp.COUNT, date(2025, 11, 22), date(2025, 12, 2), 10, TermUnit.DAY)
    sunday = Skipped(
        date(2025, 11, 30), "weekend", Texts(en="Sunday", ru="Воскресенье")
    )
    roll = Step(StepOp.ROLL, date(2025, 11, 30), date(2025, 12, 1), skipped=(sunday,))
    closes_at = datetime(2025, 12, 2, 19, 0, tzinfo=UTC)
    strict = ReadingResult("strict", None, date(2025, 12, 2), closes_at, (count, roll))
    return Computation(
        limit="kz.koap.appeal",
        limit_version="2015-01-01",
        profile_version="2015-01-01",
        calendar="kz",
        calendar_revision_on=date(2025, 1, 1),
        trigger_on=date(2025, 11, 22),
        trigger_at=None,
        zone="Asia/Almaty",
        readings=(strict,),
        warnings=(Ambiguity("A7", "strict", date(2025, 12, 6)),),
        status=LawStatus.DISPUTED,
        cite="КоАП РК, art. 832(1)",
        consulted=(date(2025, 11, 22), date(2025, 12, 2)),
    )


def a_deadline(trigger: Entry, state: DeadlineState = DeadlineState.OPEN) -> Deadline:
    computation = a_computation()
    return Deadline(
        id=new_id(NOW),
        limit="kz.koap.appeal",
        act=Texts(en="File the appeal", ru="Подать жалобу"),
        bound=BoundParty.US,
        consequence=Consequence.RESTORABLE,
        status=LawStatus.DISPUTED,
        trigger_kind=trigger.kind,
        trigger_id=trigger.id,
        trigger_when=trigger.occurred,
        person="z",
        safe_on=computation.safe_on,
        arguable_on=computation.arguable_on,
        remind_on=computation.safe_on,
        closes_at=computation.safe.closes_at,
        late_at=computation.arguable.closes_at,
        opens_on=None,
        state=state,
        provisional=True,
        double_checked=False,
        hours=False,
        known_at=trigger.recorded_at,
        computation=computation,
    )


def without_date(deadline: Deadline) -> Deadline:
    return replace(
        deadline, id=new_id(NOW), safe_on=None, closes_at=None, computation=None
    )


def a_flag(evidence: Entry) -> Flag:
    return Flag(
        id="closed_without_investigation",
        grade=Grade.N3,
        age_since=When.parse("../2024-12-11"),
        evidence=(evidence.id,),
        rules=("kz.upk.decide",),
        unseen=True,
    )


def a_standing(
    *deadlines: Deadline, flags: tuple[Flag, ...] = (), state: str = "open"
) -> Standing:
    return Standing(
        states={"procedure": state, "detention": "none"},
        passages=(),
        deadlines=deadlines,
        silences=(),
        flags=flags,
        anomalies=(),
        allowed=("appeal_filed",),
        embargo=Embargo.NONE,
        owner=LAWYER,
        deputy=None,
        changes_at=NOW + timedelta(days=1),
    )


def a_recipient(user_id: str = LAWYER) -> Recipient:
    return Recipient(user_id, f"{user_id}@example.org", "ru", "Asia/Almaty")


def a_reminder(proceeding_id: UUID, key: str = "d:2025-12-02:1:lawyer") -> Reminder:
    return Reminder(
        id=new_id(NOW),
        key=key,
        deadline_id=new_id(NOW),
        proceeding_id=proceeding_id,
        recipient_id=LAWYER,
        rung="1d",
        remind_on=date(2025, 12, 2),
        due_at=NOW,
        kind="reminder",
        planned_at=NOW,
    )


def a_mail(message_id: str = "<a1@mail.invalid>", *, due_at: datetime = NOW) -> Mail:
    return Mail(
        id=new_id(NOW),
        message_id=message_id,
        recipient_id=LAWYER,
        sort="daily",
        subject="Напоминание",
        body="RT-AAAA-2222: 2 декабря 2025 (Алматы)",
        language="ru",
        created_at=NOW,
        due_at=due_at,
        next_try_at=due_at,
    )
