"""The faults of `security.md` 4.1, by name, and what each must be taken for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from remedytrack.notify.delivery import Phase
from tests.smtp.server import Act, Fault, Stage


class Taken(Enum):
    """What a sender must conclude from a fault."""

    OUT_OF_REACH = auto()  # nothing left; no other mail would fare better
    NOT_YET = auto()  # the server does not have it: again later
    BROKEN_OFF = auto()  # as above, and the rest of the round waits
    NEVER = auto()  # the server refuses this mail for good
    UNKNOWN = auto()  # the server may have it: again later, marked
    UNKNOWN_AND_OVER = auto()  # as above, and the rest of the round waits
    SENT = auto()


@dataclass(frozen=True)
class Known:
    """A fault, what it must be taken for, and in which phase it is met."""

    fault: Fault
    taken: Taken
    phase: Phase | None = None


def _known(
    stage: Stage,
    does: str | Act,
    taken: Taken,
    phase: Phase | None = None,
    *,
    keeps: bool = False,
) -> Known:
    return Known(Fault(stage, does, keeps), taken, phase)


FAULTS = {
    "banner 421": _known(
        Stage.GREETING, "421 too busy", Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "banner 554": _known(
        Stage.GREETING, "554 not you", Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "banner close": _known(
        Stage.GREETING, Act.CLOSE, Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "banner stall": _known(
        Stage.GREETING, Act.STALL, Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "banner junk": _known(
        Stage.GREETING, "what is this", Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "EHLO 5xx": _known(Stage.EHLO, "550 go away", Taken.OUT_OF_REACH, Phase.HELO),
    "MAIL 4xx": _known(Stage.MAIL, "451 later", Taken.NOT_YET, Phase.MAIL_FROM),
    # It speaks of our sender, so it is for the office to mend, not for this reader.
    "MAIL 5xx": _known(Stage.MAIL, "550 not from you", Taken.NOT_YET, Phase.MAIL_FROM),
    "RCPT 4xx": _known(Stage.RCPT, "450 greylisted", Taken.NOT_YET, Phase.RCPT),
    "RCPT 5xx": _known(Stage.RCPT, "550 5.1.1 no such user", Taken.NEVER, Phase.RCPT),
    "DATA 4xx": _known(Stage.DATA, "451 later", Taken.NOT_YET, Phase.DATA),
    "DATA 5xx": _known(Stage.DATA, "554 no", Taken.NEVER, Phase.DATA),
    "body close": _known(Stage.BODY, Act.CLOSE, Taken.NOT_YET, Phase.DATA),
    "body reset": _known(Stage.BODY, Act.RESET, Taken.NOT_YET, Phase.DATA),
    "dot close": _known(
        Stage.DOT, Act.CLOSE, Taken.UNKNOWN, Phase.AFTER_DATA, keeps=True
    ),
    "dot reset": _known(
        Stage.DOT, Act.RESET, Taken.UNKNOWN, Phase.AFTER_DATA, keeps=True
    ),
    "dot stall": _known(
        Stage.DOT, Act.STALL, Taken.UNKNOWN_AND_OVER, Phase.AFTER_DATA, keeps=True
    ),
    "dot 4xx": _known(Stage.DOT, "451 later", Taken.NOT_YET, Phase.AFTER_DATA),
    "dot 5xx": _known(Stage.DOT, "554 spam", Taken.NEVER, Phase.AFTER_DATA),
    "QUIT close": _known(Stage.QUIT, Act.CLOSE, Taken.SENT),
    "QUIT stall": _known(Stage.QUIT, Act.STALL, Taken.SENT),
    "QUIT 500": _known(Stage.QUIT, "500 what?", Taken.SENT),
}
"""The 22 of the acceptance figure."""

BEYOND = {
    "banner reset": _known(
        Stage.GREETING, Act.RESET, Taken.OUT_OF_REACH, Phase.CONNECT
    ),
    "banner drip": _known(Stage.GREETING, Act.DRIP, Taken.OUT_OF_REACH, Phase.CONNECT),
    "EHLO close": _known(Stage.EHLO, Act.CLOSE, Taken.OUT_OF_REACH, Phase.HELO),
    "EHLO stall": _known(Stage.EHLO, Act.STALL, Taken.OUT_OF_REACH, Phase.HELO),
    "AUTH 535": _known(Stage.AUTH, "535 wrong", Taken.OUT_OF_REACH, Phase.AUTH),
    "AUTH 454": _known(Stage.AUTH, "454 later", Taken.OUT_OF_REACH, Phase.AUTH),
    "AUTH junk": _known(Stage.AUTH, "334 a", Taken.OUT_OF_REACH, Phase.AUTH),
    "AUTH stall": _known(Stage.AUTH, Act.STALL, Taken.OUT_OF_REACH, Phase.AUTH),
    "MAIL 421": _known(Stage.MAIL, "421 closing", Taken.BROKEN_OFF, Phase.MAIL_FROM),
    "MAIL close": _known(Stage.MAIL, Act.CLOSE, Taken.NOT_YET, Phase.MAIL_FROM),
    "RCPT 421": _known(Stage.RCPT, "421 closing", Taken.BROKEN_OFF, Phase.RCPT),
    "RCPT 530": _known(Stage.RCPT, "530 sign in first", Taken.NOT_YET, Phase.RCPT),
    "RCPT close": _known(Stage.RCPT, Act.CLOSE, Taken.NOT_YET, Phase.RCPT),
    "RCPT stall": _known(Stage.RCPT, Act.STALL, Taken.BROKEN_OFF, Phase.RCPT),
    "RCPT drip": _known(Stage.RCPT, Act.DRIP, Taken.BROKEN_OFF, Phase.RCPT),
    "RCPT junk": _known(Stage.RCPT, "eh", Taken.NOT_YET, Phase.RCPT),
    "DATA 250": _known(Stage.DATA, "250 ok", Taken.NOT_YET, Phase.DATA),
    "DATA close": _known(Stage.DATA, Act.CLOSE, Taken.NOT_YET, Phase.DATA),
    "body stall": _known(Stage.BODY, Act.STALL, Taken.BROKEN_OFF, Phase.DATA),
    "dot 421": _known(Stage.DOT, "421 closing", Taken.BROKEN_OFF, Phase.AFTER_DATA),
    "dot junk": _known(Stage.DOT, "eh", Taken.UNKNOWN, Phase.AFTER_DATA, keeps=True),
    "dot 354": _known(
        Stage.DOT, "354 more", Taken.UNKNOWN, Phase.AFTER_DATA, keeps=True
    ),
    "dot drip": _known(
        Stage.DOT, Act.DRIP, Taken.UNKNOWN_AND_OVER, Phase.AFTER_DATA, keeps=True
    ),
    "dot lost": _known(Stage.DOT, Act.CLOSE, Taken.UNKNOWN, Phase.AFTER_DATA),
}
"""What else a server can do."""
