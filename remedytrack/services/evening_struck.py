"""What was struck: by whom, with which proof, and whether another has opened it.

Of a typed proof only a register's number is told; anything else could hold a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from remedytrack.core.evening import Line, Note, Says, number_in, person_code
from remedytrack.core.workflow.journal import Act, Entry, Proof
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.evening_lines import Pair, line_of
from remedytrack.storage.values import EntryContent


def struck(
    pairs: Iterable[Pair],
    entries: Mapping[UUID, Entry],
    words: Mapping[UUID, EntryContent],
) -> tuple[list[Line], list[Line]]:
    """Return what was struck, with proof and without.

    ``entries`` are those that did it and those that prove it, by id.
    """
    proven: list[Line] = []
    unproven: list[Line] = []
    for proceeding, deadline in pairs:
        line = line_of(proceeding, deadline, *_struck(deadline, entries, words))
        (proven if deadline.proven else unproven).append(line)
    return proven, unproven


def _struck(
    deadline: Deadline,
    entries: Mapping[UUID, Entry],
    words: Mapping[UUID, EntryContent],
) -> Iterator[Note]:
    yield Note(Says.DONE, when=deadline.done_when)
    done = entries.get(deadline.done_by) if deadline.done_by else None
    if done is not None:
        who = person_code(done.recorded_by)
        yield Note(Says.RECORDED, moment=done.recorded_at, who=who)
    if not deadline.proven:
        yield Note(Says.NO_PROOF)
        return
    yield from _proof(deadline, done, entries.values(), words)
    if deadline.proof_opened_by is not None:
        yield Note(Says.OPENED, who=person_code(deadline.proof_opened_by))
    elif deadline.is_hard:
        yield Note(Says.NOT_OPENED)


def _proof(
    deadline: Deadline,
    done: Entry | None,
    entries: Iterable[Entry],
    words: Mapping[UUID, EntryContent],
) -> Iterator[Note]:
    given = [
        each
        for each in entries
        if each.kind == Act.PROOF_GIVEN
        and each.fields.get("done") == str(deadline.done_by)
    ]
    shown = given[-1] if given else done
    if shown is None:
        return
    kind = next((each for each in Proof if each == shown.fields.get("proof")), None)
    typed = words.get(shown.id, EntryContent()).note if kind else None
    number = number_in(typed) if typed else None
    yield Note(Says.PROOF, proof=kind or Proof.DOCUMENT, words=number)
