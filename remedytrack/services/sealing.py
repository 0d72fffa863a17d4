"""Sealing: how much of a mail its carriers may read, decided at the moment it leaves.

Whoever has a key never gets more in clear than the strict profile says, whatever is
wrong with the key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from remedytrack.notify.openpgp import UnusableKey, sealed
from remedytrack.notify.outgoing import OutgoingMail, Unmailable
from remedytrack.notify.rendering import filled
from remedytrack.services.keys import KeyState, state_of
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Privacy, Recipient
from remedytrack.wording import Wording

UNCONFIRMED = "unconfirmed"
"""What the record says where the key is good, but nobody has compared it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How one mail travels.

    Attributes:
        clear: the words that may travel in clear.
        key: the armoured key that the whole text is sealed to, where there is a good
            one.
    """

    clear: str
    key: str | None = None


def cover_for(unit: Unit, mail: Mail, reader: Recipient, now: datetime) -> Cover:
    """Return how ``mail`` travels to ``reader``; a bad key is put on record once."""
    key = unit.keys.of(reader.id)
    if key is None:
        return Cover(mail.body)
    state = state_of(key, now)
    if state.usable:
        return Cover(_least(mail, reader), key.armoured)
    if mail.attempts <= 1:
        subject = {"mail": str(mail.id), "recipient": reader.id}
        unit.audit.append(now, "scheduler", "mail.unsealed", subject, _because(state))
    return Cover(_least(mail, reader))


def covered(mail: OutgoingMail, cover: Cover, now: datetime) -> OutgoingMail:
    """Return ``mail`` sealed, or with the words that may travel in clear."""
    if cover.key is not None:
        try:
            return sealed(mail, cover.key, now)
        except (UnusableKey, Unmailable, RuntimeError):
            # The library has had the last word: it gets through, and says the least.
            pass
    return replace(mail, body=cover.clear)


def _least(mail: Mail, reader: Recipient) -> str:
    """Return the strict words; a mail from before there was a key may have none."""
    if mail.strict_body is not None:
        return mail.strict_body
    if reader.privacy is Privacy.STRICT:
        return mail.body
    say = Wording(mail.language).say
    return filled(say("There is something to look at. Sign in to see it.") + "\n")


def _because(state: KeyState) -> dict[str, str]:
    return {"because": state.problem.value if state.problem else UNCONFIRMED}
