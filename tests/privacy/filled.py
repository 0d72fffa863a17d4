"""An office whose people have typed planted words into everything that takes words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import product

from remedytrack.core.access import Role
from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import FieldType
from remedytrack.core.workflow.journal import NoStep, Proof
from remedytrack.services import acting, next_steps, opening, recording
from remedytrack.services.duties import DUTIES
from remedytrack.services.owing import FALLBACK
from remedytrack.services.recording import Report
from remedytrack.storage.values import (
    Account,
    EntryContent,
    IncidentContent,
    Privacy,
    Recipient,
)
from tests.privacy.planted import Planter
from tests.services.office import LAWYER, Office

LANGUAGES = ("en", "ru", "kk")
READERS = tuple(f"reader-{n}" for n in range(6))
EVENTS: tuple[tuple[str, str, Mapping[str, str], int], ...] = (
    ("kz.administrative_appeal", "ruling_made", {"penalty": "fine"}, 30),
    ("kz.administrative_appeal", "ruling_made", {"penalty": "fine"}, 6),
    ("kz.police_complaint", "offence_committed", {}, 75),
    ("un.special_procedures", "letter_sent", {"type": "al"}, 70),
    ("ngo.incident", "attacked", {}, 75),
    ("kz.detention_complaint", "restrained", {}, 0),
)


def staff(office: Office, planter: Planter) -> None:
    """Hire a reader for every language and profile, by names that are planted.

    All of them are told where nobody is assigned, and of what is owed beside.
    """
    with office.registry.store.writing() as unit:
        unit.settings.put(FALLBACK, " ".join(READERS))
        unit.settings.put(DUTIES, "on")
        wishes = product(LANGUAGES, Privacy)
        for number, (id_, (language, privacy)) in enumerate(
            zip(READERS, wishes, strict=True)
        ):
            address = f"{id_}@example.org"
            roles = frozenset({Role.LAWYER.value})
            account = Account(id_, address, planter.text(), active=True, roles=roles)
            unit.accounts.add(account, "no password")
            unit.people.put_recipient(
                Recipient(
                    id_,
                    address,
                    language,
                    "Asia/Almaty",
                    team=planter.text(),
                    privacy=privacy,
                    always_daily=number < 3,
                    on_duty=number == 5,
                )
            )


class Clerk:
    """Opens cases and types planted words into every field of them."""

    def __init__(self, office: Office, planter: Planter) -> None:
        self.office, self.planter = office, planter
        self.number = 0

    def fill(self, cases: int) -> None:
        """Open so many cases, some of them with more to tell than others."""
        for number in range(cases):
            if number % 10 == 0:
                self._open_dossier()
            self._open_case(number)

    def _open_dossier(self) -> None:
        office, planter = self.office, self.planter
        matter = opening.open_matter(
            office.registry,
            actor=LAWYER,
            now=office.now,
            title=planter.text(),
            members=[LAWYER.id, *READERS],
        )
        self.matter_ref = matter.ref
        self.authority = opening.add_authority(
            office.registry,
            actor=LAWYER,
            now=office.now,
            name=planter.text(),
            calendar="kz",
            aliases=[planter.text(), planter.text()],
        ).id
        opening.record_incident(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=matter.ref,
            occurred=When.parse("2025-11-01"),
            content=IncidentContent(
                planter.text(), planter.text(), planter.text(), planter.text()
            ),
            authority_id=self.authority,
        )

    def _open_case(self, number: int) -> None:
        workflow, kind, fields, ago = EVENTS[number % len(EVENTS)]
        office, planter = self.office, self.planter
        case = opening.NewCase(
            workflow, planter.text(), planter.text(), authority_id=self.authority
        )
        ref = opening.open_proceeding(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=self.matter_ref,
            case=case,
        ).ref
        owner, deputy = READERS[number % 6], READERS[(number + 1) % 6]
        if number % 7:
            acting.assign(
                office.registry,
                actor=LAWYER,
                now=office.now,
                ref=ref,
                owner=owner,
                deputy=deputy,
            )
        self._record(ref, workflow, kind, fields, days_ago=ago * (number % 5 + 6) // 10)
        self._act(ref, number)

    def _record(
        self,
        ref: str,
        workflow: str,
        kind: str,
        fields: Mapping[str, str],
        *,
        days_ago: int,
        initials: str | None = None,
    ) -> None:
        """Record an event, with a planted text in every field that takes one."""
        planter = self.planter
        event = self.office.registry.workflow(workflow).events[kind]
        typed = {
            name: planter.text()
            for name, each in event.fields.items()
            if each.type in {FieldType.TEXT, FieldType.DOCUMENT}
        }
        content = EntryContent(planter.text(), planter.text(), planter.text())
        day = self.office.now.date() - timedelta(days=days_ago)
        occurred = When.parse(f"{day}T10:30") if days_ago == 0 else When.on(day)
        report = Report(
            kind,
            occurred,
            {**typed, **fields},
            initials=initials,
            content=content,
            begins_earlier=True,
        )
        recording.record_event(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            ref=ref,
            report=report,
        )

    def _act(self, ref: str, number: int) -> None:
        """Note, waive, extend, finish and date things, each with a planted reason."""
        office, planter = self.office, self.planter
        match number % 4:
            case 0:
                ahead = When.on(office.now.date() + timedelta(days=number % 9))
                acting.enter_date(
                    office.registry,
                    actor=LAWYER,
                    now=office.now,
                    ref=ref,
                    when=ahead,
                    sort="hearing",
                    title=planter.text(),
                )
            case 1:
                evidence = {"sort": "street_video"}
                workflow = EVENTS[number % len(EVENTS)][0]
                self._record(
                    ref,
                    workflow,
                    "evidence_noted",
                    evidence,
                    days_ago=2,
                    initials=planter.initials(),
                )
            case 2:
                next_steps.explain_waiting(
                    office.registry,
                    actor=LAWYER,
                    now=office.now,
                    ref=ref,
                    why=NoStep.WAITING,
                    look_again_on=office.now.date() + timedelta(days=5),
                    note=planter.text(),
                )
            case _:
                self._settle(ref, number)

    def move_earlier(self) -> None:
        """Correct the date of every ruling: it was made two days before."""
        with self.office.registry.store.reading() as unit:
            cases = unit.proceedings.all()
            made = [
                (case.ref, entry)
                for case in cases
                for entry in unit.journal.of(case.id)
                if entry.kind == "ruling_made"
            ]
        for ref, entry in made:
            day = entry.occurred.earliest
            if day is not None:
                earlier = str(day - timedelta(days=2))
                self.office.correct(ref, entry.id, earlier, penalty="fine")

    def _settle(self, ref: str, number: int) -> None:
        office, planter = self.office, self.planter
        pending = [d for d in office.deadlines(ref).values() if d.state.is_pending]
        for each in pending[: number % 3]:
            if number % 2:
                acting.waive(
                    office.registry,
                    actor=LAWYER,
                    now=office.now,
                    deadline_id=each.id,
                    reason=planter.text(),
                )
            else:
                acting.satisfy(
                    office.registry,
                    actor=LAWYER,
                    now=office.now,
                    deadline_id=each.id,
                    done=When.on(office.now.date()),
                    proof=planter.text(),
                    kind=Proof.RECEIPT,
                )
