"""The register of papers: which way each went, newest first, and where it stands."""

from remedytrack.core.practice.register import Direction, last_steps, register
from tests.core.laws import lawbook
from tests.core.practice.practised import fact, seen

LETTER = lawbook().workflows["un.special_procedures"].events


def test_papers_go_out_and_come_in_newest_first() -> None:
    submitted = seen(fact("submitted", "2025-09-01"))
    letter = fact("letter_sent", "2025-09-25")
    reply = fact("reply_received", "2025-11-24")
    unseen = fact("reply_acknowledged", "2025-10-01")
    role = fact("role_given", "2025-09-01", "zs", role="victim")
    facts = [submitted, letter, reply, unseen, role]
    lines = register(LETTER, facts, {reply.entry.id})
    assert [(line.entry.kind, line.direction.value) for line in lines] == [
        ("reply_received", "in"),
        ("letter_sent", "in"),
        ("submitted", "out"),
    ]
    assert [line.proven for line in lines] == [True, False, True]


def test_a_reply_whose_document_nobody_has_is_no_paper_yet() -> None:
    assert register(LETTER, [fact("reply_received", "2025-11-24")], set()) == []


def test_a_numbered_paper_stands_where_its_last_step_left_it() -> None:
    steps = [
        fact("sent", "2025-12-03", paper_no=7, channel="post"),
        fact("drafted", "2025-12-01", paper_no=7),
        fact("signed", "2025-12-02", paper_no=7),
        fact("returned_for_completion", "2025-12-08", paper_no=7),
        fact("drafted", "2025-12-05", paper_no=8),
    ]
    lines = register(LETTER, steps, set())
    assert {no: line.entry.kind for no, line in last_steps(lines).items()} == {
        7: "returned_for_completion",
        8: "drafted",
    }
    assert [line.channel for line in lines if line.paper_no == 7][2] is None
    returned = lines[0]
    assert returned.direction is Direction.IN
