"""A life for an office: what may happen in it, drawn by chance."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.services import absences, acting, ladder_settings
from remedytrack.services.owing import FALLBACK
from remedytrack.services.refusals import Refused
from remedytrack.storage.values import Recipient
from tests.services.office import (
    APPEAL,
    CASE,
    COORDINATOR,
    LAWYER,
    LETTER,
    MAILED,
    Office,
)

ZONES = ("Asia/Almaty", "Europe/Zurich", "America/New_York")
IDS = tuple(viewer.id for viewer in MAILED)


class Life:
    """What may happen in an office, drawn by chance."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance
        self.refs: list[str] = []
        self.absences: list[UUID] = []

    def happen(self) -> None:
        """Let one thing happen; what is refused has not happened."""
        acts: tuple[Callable[[], object], ...] = (
            self.a_case,
            self.a_detention,
            self.a_letter,
            self.an_assignment,
            self.a_correction,
            self.taken_on,
            self.done,
            self.a_hearing,
            self.an_absence,
            self.a_return,
            self.another_ladder,
            self.another_person,
            self.another_fallback,
        )
        try:
            self.chance.choice(acts)()
        except Refused:
            return

    def _day(self, first: int, last: int) -> date:
        days = timedelta(days=self.chance.randint(first, last))
        return self.office.now.date() + days

    def _ref(self) -> str:
        return self.chance.choice(self.refs) if self.refs else self.a_case()

    def _deadline(self) -> UUID:
        deadlines = self.office.deadlines(self._ref()).values()
        pending = [each for each in deadlines if each.state.is_pending]
        return self.chance.choice(pending).id if pending else UUID(int=0)

    def a_case(self) -> str:
        ref = self.office.open(APPEAL)
        self.refs.append(ref)
        self.office.record(ref, "ruling_made", str(self._day(-9, 0)), penalty="fine")
        return ref

    def a_detention(self) -> str:
        ref = self.office.open(CASE)
        self.refs.append(ref)
        local = (self.office.now + timedelta(hours=4)).replace(tzinfo=None)
        at = f"{local:%Y-%m-%dT%H:%M}"
        self.office.record(ref, "detained", at, arrest_possible="yes", seen=True)
        return ref

    def a_letter(self) -> None:
        ref = self.office.open(LETTER)
        self.office.record(ref, "letter_sent", str(self._day(-60, 0)), type="al")

    def an_assignment(self) -> None:
        owner, deputy = (self.chance.choice([*IDS, None]) for _ in range(2))
        acting.assign(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            ref=self._ref(),
            owner=owner,
            deputy=deputy,
        )

    def a_correction(self) -> None:
        ref = self._ref()
        deadlines = list(self.office.deadlines(ref).values())
        if deadlines:
            trigger = self.chance.choice(deadlines).trigger_id
            on = str(self._day(-9, 0))
            self.office.correct(ref, trigger, on, penalty="fine")

    def taken_on(self) -> None:
        acting.acknowledge(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            deadline_id=self._deadline(),
        )

    def done(self) -> None:
        acting.satisfy(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            deadline_id=self._deadline(),
            done=When.on(self.office.now.date()),
            proof="No. 17",
        )

    def a_hearing(self) -> None:
        acting.enter_date(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            ref=self._ref(),
            when=When.on(self._day(0, 40)),
            sort="hearing",
            title="Hearing",
            bound=BoundParty.US,
        )

    def an_absence(self) -> None:
        first = self._day(-1, 5)
        away = absences.be_away(
            self.office.registry,
            actor=COORDINATOR,
            now=self.office.now,
            recipient_id=self.chance.choice(IDS),
            from_on=first,
            until_on=first + timedelta(days=self.chance.randint(0, 9)),
            deputy=self.chance.choice([*IDS, None]),
        )
        self.absences.append(away)

    def a_return(self) -> None:
        if self.absences:
            absences.end_absence(
                self.office.registry,
                actor=COORDINATOR,
                now=self.office.now,
                absence_id=self.chance.choice(self.absences),
            )

    def another_ladder(self) -> None:
        scope = self.chance.choice(list(Scope))
        subject = self.chance.choice(IDS if scope is Scope.PERSON else ("north",))
        whose: dict[str, Any] = {"scope": scope, "subject": subject}
        consequence = self.chance.choice(list(Consequence))
        now, actor = self.office.now, COORDINATOR
        if self.chance.random() < 1 / 3:
            ladder_settings.drop_ladder(
                self.office.registry,
                actor=actor,
                now=now,
                consequence=consequence,
                **whose,
            )
            return
        ladder_settings.set_ladder(
            self.office.registry,
            actor=actor,
            now=now,
            consequence=consequence,
            days_before=[*self.chance.sample(range(31), 5), 0, 7],
            hours_before=self.chance.sample(range(24), 3),
            **whose,
        )

    def another_person(self) -> None:
        with self.office.registry.store.writing() as unit:
            known = unit.people.recipient(self.chance.choice(IDS))
            assert known is not None
            unit.people.put_recipient(replace(known, **self._changes(known)))

    def _changes(self, known: Recipient) -> dict[str, Any]:
        suspended_at = None if known.suspended_at else self.office.now
        return self.chance.choice(
            [
                {"hour": self.chance.randint(6, 20)},
                {"zone": self.chance.choice(ZONES)},
                {"active": not known.active},
                {"suspended_at": suspended_at},
                {"on_duty": not known.on_duty},
                {"team": self.chance.choice(["north", None])},
                {"deputy": self.chance.choice([*IDS, None])},
            ]
        )

    def another_fallback(self) -> None:
        with self.office.registry.store.writing() as unit:
            several = self.chance.sample(IDS, self.chance.randint(0, 2))
            unit.settings.put(FALLBACK, " ".join(several))
