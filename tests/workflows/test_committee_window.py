"""Rule 99(c) is one window, in the deadlines and on the ladder of remedies."""

from datetime import UTC, date, datetime
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import RemedyState
from remedytrack.lawbook import Lawbook

NOW = datetime(2025, 11, 27, 12, tzinfo=UTC)


def test_the_remedy_is_open_until_the_window_ends(law: Lawbook) -> None:
    exhausted = Entry(
        id=UUID(int=1),
        kind="remedies_exhausted",
        occurred=When.parse("2025-03-05"),
        recorded_at=NOW,
        recorded_by="lawyer",
    )
    committee = law.workflows["un.human_rights_committee"]
    stands = replay(committee, [exhausted], law, NOW)
    (window,) = stands.deadlines
    assert (window.limit, window.safe_on) == ("un.ccpr.window", date(2030, 3, 5))
    (remedy,) = stands.remedies
    assert (remedy.state, remedy.until_on) == (RemedyState.OPEN, date(2030, 3, 5))
    assert remedy.deadline_id == window.id
