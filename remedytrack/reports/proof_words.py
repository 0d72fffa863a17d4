"""Words for proofs, for checks made alone and for cases that wait, in any language."""

from __future__ import annotations

from typing import assert_never

from remedytrack.core.workflow.journal import Alone, NoStep, Proof
from remedytrack.wording import Wording


def proof(wording: Wording, kind: Proof) -> str:
    """Name what shows that something was handed in or sent."""
    match kind:
        case Proof.REGISTRATION_NUMBER:
            return wording.say("registration number")
        case Proof.RECEIPT:
            return wording.say("receipt or note of dispatch")
        case Proof.DOCUMENT:
            return wording.say("document in the file")
        case _:
            assert_never(kind)


def alone(wording: Wording, how: Alone) -> str:
    """Say how one person made both entries of a date."""
    match how:
        case Alone.NEXT_DAY:
            return wording.say("re-entered by the same person on another day")
        case Alone.BREAK_GLASS:
            return wording.say("confirmed by one person alone, with a reason")
        case _:
            assert_never(how)


def no_step(wording: Wording, why: NoStep) -> str:
    """Say why an open case has no date ahead."""
    match why:
        case NoStep.NOTHING_PENDING:
            return wording.say("nothing is to be done now")
        case NoStep.WAITING:
            return wording.say("waiting for others, who have no term")
        case NoStep.AS_WISHED:
            return wording.say("the person concerned wants no further step")
        case _:
            assert_never(why)
