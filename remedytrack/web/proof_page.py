"""The proof of what was done, as the page of a deadline shows it."""

from __future__ import annotations

from dataclasses import dataclass

from remedytrack.core.workflow.journal import Act, Proof
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.reports import proof_words
from remedytrack.services.cases import CaseView, JournalLine
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.roles import viewer
from remedytrack.web.showing import is_ours


@dataclass(frozen=True, slots=True)
class ProofShown:
    """What shows that it was done, and what can be done about it.

    ``text`` is the number, or where the paper lies; ``by_hand`` says that somebody
    marked it as done, which can be taken back here.
    """

    kind: str
    text: str
    given_by: str
    opened_by: str | None
    may_open: bool
    by_hand: bool


def proof_shown(case: CaseView, deadline: Deadline) -> ProofShown | None:
    """Return the proof of a deadline of ours that was met; ``None`` for any other."""
    met = is_ours(deadline) and deadline.state is DeadlineState.SATISFIED
    done = next((x for x in case.journal if x.entry.id == deadline.done_by), None)
    if not met or done is None:
        return None
    line = _proving(case, done)
    opened = deadline.proof_opened_by
    return ProofShown(
        kind=_kind(deadline, line),
        text=(line.content.note or "") if line.title is None else "",
        given_by=line.recorded_by,
        opened_by=case.members.get(opened, opened) if opened else None,
        may_open=deadline.proven
        and opened is None
        and line.entry.recorded_by != viewer().id,
        by_hand=done.entry.kind == Act.SATISFIED,
    )


def _proving(case: CaseView, done: JournalLine) -> JournalLine:
    """Return the line that holds the proof: the one that says done, or a later one."""
    given = [
        line
        for line in case.journal
        if line.stands
        and line.entry.kind == Act.PROOF_GIVEN
        and line.entry.fields.get("done") == str(done.entry.id)
    ]
    return max(given, key=lambda line: line.entry.recorded_at, default=done)


def _kind(deadline: Deadline, line: JournalLine) -> str:
    if not deadline.proven:
        return _("none: ask for it")
    said = line.entry.fields.get("proof")
    kind = next((each for each in Proof if each == said), Proof.DOCUMENT)
    return proof_words.proof(wording(), kind)
