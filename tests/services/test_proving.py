"""Done is done only with proof: given later, opened by another, or taken back."""

import pytest

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Act, Proof
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.services import acting, proving
from remedytrack.services.check_refusals import (
    EndedByEvent,
    NotDone,
    OwnProof,
    ProofMissing,
)
from remedytrack.services.refusals import ReasonMissing
from tests.services.office import APPEAL, AUDITOR, COORDINATOR, DEPUTY, LAWYER, Office


@pytest.fixture
def ref(office: Office) -> str:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_delivered", "2025-11-25", seen=True)
    return ref


def done(office: Office, ref: str, proof: str = "") -> Deadline:
    acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        done=When.parse("2025-12-01"),
        proof=proof,
        kind=Proof.REGISTRATION_NUMBER,
    )
    return office.deadline(ref)


def prove(office: Office, ref: str, text: str, by: Viewer = LAWYER) -> Deadline:
    proving.prove(
        office.registry,
        actor=by,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        proof=Proof.DOCUMENT,
        text=text,
    )
    return office.deadline(ref)


def opened(office: Office, ref: str, by: Viewer) -> Deadline:
    proving.open_proof(
        office.registry, actor=by, now=office.now, deadline_id=office.deadline(ref).id
    )
    return office.deadline(ref)


def reopened(office: Office, ref: str, reason: str = "It was not sent") -> Deadline:
    proving.reopen(
        office.registry,
        actor=DEPUTY,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        reason=reason,
    )
    return office.deadline(ref)


def test_the_kind_of_proof_is_kept_and_its_words_stay_with_the_content(
    office: Office, ref: str
) -> None:
    assert done(office, ref, "ZT-2025/7781").proven
    with office.registry.store.reading() as unit:
        proceeding = unit.proceedings.by_ref(ref)
        assert proceeding is not None
        [entry] = [
            each
            for each in unit.journal.of(proceeding.id)
            if each.kind == Act.SATISFIED
        ]
        words = unit.journal.contents([entry.id])[entry.id]
    assert entry.fields["proof"] == "registration_number"
    assert "ZT-2025/7781" not in str(entry)
    assert words.note == "ZT-2025/7781"


def test_what_was_done_without_proof_can_be_proven_later(
    office: Office, ref: str
) -> None:
    assert not done(office, ref).proven
    with pytest.raises(ProofMissing):
        prove(office, ref, " ")
    assert prove(office, ref, "Receipt in the folder, page 3").proven


def test_a_second_person_opens_the_proof(office: Office, ref: str) -> None:
    done(office, ref)
    with pytest.raises(ProofMissing):
        opened(office, ref, DEPUTY)
    prove(office, ref, "Receipt 12", by=COORDINATOR)
    with pytest.raises(OwnProof):
        opened(office, ref, COORDINATOR)
    assert opened(office, ref, LAWYER).proof_opened_by == LAWYER.id


def test_an_event_without_a_document_is_proven_the_same_way(
    office: Office, ref: str
) -> None:
    office.record(ref, "appeal_filed", "2025-12-01")
    assert office.deadline(ref).state is DeadlineState.SATISFIED
    assert not office.deadline(ref).proven
    assert prove(office, ref, "Portal no. 5").proven
    with pytest.raises(EndedByEvent):
        reopened(office, ref)


def test_a_deadline_struck_by_mistake_runs_again_and_its_proof_is_gone(
    office: Office, ref: str
) -> None:
    before = office.deadline(ref)
    done(office, ref)
    prove(office, ref, "Receipt 12")
    with pytest.raises(ReasonMissing):
        reopened(office, ref, " ")
    assert reopened(office, ref) == before
    assert not done(office, ref).proven, "that receipt was of the earlier entry"


def test_nothing_is_proven_before_it_is_done(office: Office, ref: str) -> None:
    before = office.everything()
    with pytest.raises(NotDone):
        prove(office, ref, "12")
    with pytest.raises(NotDone):
        opened(office, ref, DEPUTY)
    with pytest.raises(NotDone):
        reopened(office, ref)
    assert office.everything() == before


def test_an_auditor_proves_nothing(office: Office, ref: str) -> None:
    done(office, ref)
    with pytest.raises(Exception, match="role"):
        prove(office, ref, "12", by=AUDITOR)
