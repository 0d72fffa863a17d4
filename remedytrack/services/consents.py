"""Consent blocks from the first day: what needs one is refused while none stands."""

from __future__ import annotations

from datetime import date

from remedytrack.core.law import Texts
from remedytrack.core.practice.consent import GIVEN, Consents, Missing, needs_of
from remedytrack.core.practice.roles import concerned
from remedytrack.core.workflow.definition import ConsentNeed, EventDefinition, Workflow
from remedytrack.core.workflow.journal import Entry, Fact, standing_facts
from remedytrack.services.refusals import ConsentMissing, NobodyNamed
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


def facts_of(unit: Unit, proceeding: Proceeding) -> list[Fact]:
    """Return the standing facts of one case."""
    return standing_facts(unit.journal.of(proceeding.id))


def facts_beside(unit: Unit, proceeding: Proceeding) -> list[Fact]:
    """Return the standing facts of the other cases of the same dossier."""
    return [
        fact
        for other in unit.proceedings.of_matter(proceeding.matter_id)
        if other.id != proceeding.id
        for fact in facts_of(unit, other)
    ]


def refuse_without_consent(
    unit: Unit, registry: Registry, proceeding: Proceeding, entry: Entry
) -> None:
    """Raise where ``entry`` needs a consent that does not stand on its day.

    It names ``entry.person``, or everybody the case is about where it says nobody. An
    uncertain day is taken at its earliest.

    Raises:
        ConsentMissing: somebody named has not consented.
        NobodyNamed: the case names nobody, so nobody can have consented.
    """
    definition = registry.definition(proceeding)
    day = entry.occurred.earliest or entry.occurred.latest
    day = day or registry.today(proceeding, entry.recorded_at)
    event = definition.events[entry.kind]
    missing = _missing(unit, proceeding, needs_of(event, entry.fields), entry, day)
    if missing:
        raise _refusal(unit, definition, missing[0], day)


def consents_missing(
    unit: Unit, proceeding: Proceeding, event: EventDefinition, day: date
) -> tuple[Missing, ...]:
    """Return what ``event`` would still need on ``day`` if it named everybody."""
    needs = [need for need in event.needs_consent if need.when is None]
    facts = facts_of(unit, proceeding)
    consents = Consents.among(facts, facts_beside(unit, proceeding))
    return consents.missing(needs, concerned(facts), day)


def purpose(definition: Workflow, what: str) -> Texts:
    """Return the words for a purpose of consent."""
    return definition.events[GIVEN].fields["what"].choice[what]


def may_leave(
    unit: Unit, proceeding: Proceeding, what: str, day: date
) -> frozenset[str]:
    """Return the persons of the dossier whose consent to ``what`` stands on ``day``.

    What leaves the circle names nobody else.
    """
    facts = facts_of(unit, proceeding)
    beside = facts_beside(unit, proceeding)
    consents = Consents.among(facts, beside)
    return frozenset(
        each.person
        for each in consents.given
        if each.what == what and each.stands_on(day)
    )


def _missing(
    unit: Unit,
    proceeding: Proceeding,
    needs: tuple[ConsentNeed, ...],
    entry: Entry,
    day: date,
) -> tuple[Missing, ...]:
    if not needs:
        return ()
    facts = facts_of(unit, proceeding)
    named = (entry.person,) if entry.person else concerned(facts)
    consents = Consents.among(facts, facts_beside(unit, proceeding))
    return consents.missing(needs, named, day)


def _refusal(
    unit: Unit, definition: Workflow, missing: Missing, day: date
) -> ConsentMissing | NobodyNamed:
    what = purpose(definition, missing.need.for_what)
    if missing.person is None:
        return NobodyNamed(what=what)
    initials = unit.people.initials([missing.person])
    person = initials.get(missing.person, missing.person)
    return ConsentMissing(person=person, what=what, day=day)
