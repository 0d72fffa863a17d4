"""No code reaches the screen: every value of a closed set has its words."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import Grade
from remedytrack.core.workflow.journal import Act, Basis
from remedytrack.core.workflow.standing import (
    DeadlineState,
    Embargo,
    NoDate,
    Timeliness,
)
from remedytrack.storage.values import MailState
from remedytrack.web import words


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (words.CONSEQUENCES, Consequence),
        (words.PARTIES, BoundParty),
        (words.DEADLINE_STATES, DeadlineState),
        (words.LAW_STATUSES, LawStatus),
        (words.NO_DATES, NoDate),
        (words.TIMELINESS, Timeliness),
        (words.BASES, Basis),
        (words.ACTS, Act),
        (words.EMBARGOES, Embargo),
        (words.GRADES, Grade),
        (words.MAIL_STATES, MailState),
    ],
)
def test_every_value_has_its_words(
    table: Mapping[StrEnum, str], values: type[StrEnum]
) -> None:
    assert set(table) == set(values)
