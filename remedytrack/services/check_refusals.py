"""What is refused of checks, proofs and the evening sheet, and why."""

from __future__ import annotations

from remedytrack.core.timelimits.explain import Sentence
from remedytrack.services.refusals import Refused


class CheckedTooSoon(Refused):
    """The same person checks their own entry, on the day of the entry."""

    message = Sentence(
        "You entered this date yourself today. Enter it again on another day, or say "
        "why it cannot wait and nobody else can check it.",
        {},
    )


class NotDone(Refused):
    """Nobody has marked the deadline as done."""

    message = Sentence("This deadline is not marked as done; nothing was changed.", {})


class ProofMissing(Refused):
    """There is no proof: none was typed, or none is on record."""

    message = Sentence("Give the number of the proof, or say where the paper is.", {})


class OwnProof(Refused):
    """The proof is to be opened by somebody who has not given it."""

    message = Sentence(
        "You gave this proof yourself; a second person has to open it.", {}
    )


class EndedByEvent(Refused):
    """An event of the procedure ended the deadline, not somebody's word."""

    message = Sentence(
        "An event on record ended this deadline: correct or withdraw that event.", {}
    )


class LookAgainPassed(Refused):
    """The day on which to look again is not ahead."""

    message = Sentence("%(day)s is not ahead: choose a day after today.", {})


class SignedAlready(Refused):
    """Somebody of the team has signed the sheet of that day."""

    message = Sentence("The sheet of %(day)s is signed already.", {})


class NothingToSign(Refused):
    """There is nothing on the sheet that anybody would have to look at."""

    message = Sentence("There is nothing to check on %(day)s: nothing to sign.", {})


class ChangedMeanwhile(Refused):
    """What was looked at says something else by now."""

    message = Sentence(
        "The sheet has changed since you looked at it. Look again, then sign.", {}
    )
