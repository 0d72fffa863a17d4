"""A form sent twice records once; what happened twice can still be said."""

import pytest

from remedytrack.core.dates import When
from remedytrack.services import opening
from remedytrack.services.refusals import JustRecorded
from remedytrack.storage.values import IncidentContent
from tests.services.office import COMPLAINT, COORDINATOR, LAWYER, Office


def test_the_same_entry_a_moment_later_is_refused(office: Office) -> None:
    ref = office.at("2025-11-22T12:00").open(COMPLAINT)
    office.record(ref, "complaint_filed", "2025-11-21", note="At the station")
    before = office.everything()

    office.at("2025-11-22T12:01")
    with pytest.raises(JustRecorded):
        office.record(ref, "complaint_filed", "2025-11-21", note="At the station")

    assert office.everything() == before


def test_another_note_another_person_or_another_day_is_no_repetition(
    office: Office,
) -> None:
    ref = office.at("2025-11-22T12:00").open(COMPLAINT)
    office.record(ref, "complaint_filed", "2025-11-21")
    office.record(ref, "complaint_filed", "2025-11-21", note="By post as well")
    office.record(ref, "complaint_filed", "2025-11-21", by=COORDINATOR)
    office.at("2025-11-23T12:00").record(ref, "complaint_filed", "2025-11-21")


def test_the_same_incident_stands_in_a_dossier_once(office: Office) -> None:
    def tell(title: str) -> None:
        opening.record_incident(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=office.matter.ref,
            occurred=When.parse("2025-11-01"),
            content=IncidentContent(title),
        )

    tell("The hall was locked")
    tell("The hall was locked again")
    with pytest.raises(JustRecorded):
        tell("The hall was locked")
