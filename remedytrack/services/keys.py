"""Keys: a person gives their OpenPGP key, and somebody compares its fingerprint.

A key is used only once its fingerprint was entered a second time from somewhere else,
a card, a call: whoever can put a key here could otherwise read what is sealed to it.
Until then, and once it is over, the mails say the least (`security.md`, section 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from remedytrack.core.access import Role, Viewer
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.notify.openpgp import KeyProblem, PublicKey, UnusableKey, read_key
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.keys import OpenPgpKey
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Recipient

ENDS_SOON = timedelta(days=30)
"""How long before its end a key is spoken of."""

_WHY: Mapping[KeyProblem, Sentence] = {
    KeyProblem.NOT_A_KEY: Sentence(
        "This is not an OpenPGP key. Export your public key as text and paste all of "
        "it, from the first line with dashes to the last.",
        {},
    ),
    KeyProblem.SEVERAL_KEYS: Sentence(
        "There are several keys in it. Export your own public key alone.", {}
    ),
    KeyProblem.TOO_LONG: Sentence(
        "This is too long for a key. Export it without portraits and without the "
        "signatures of others.",
        {},
    ),
    KeyProblem.SECRET_KEY: Sentence(
        "STOP: this is your SECRET key. It was not stored here, but it has left your "
        "device and must be considered lost. Revoke it, make a new key, and give its "
        "public part only.",
        {},
    ),
    KeyProblem.REVOKED: Sentence(
        "This key is revoked. Nothing is ever encrypted to a revoked key.", {}
    ),
    KeyProblem.EXPIRED: Sentence(
        "This key has expired. Extend it or make a new one, then export it again.", {}
    ),
    KeyProblem.NO_ENCRYPTION: Sentence(
        "This key can sign, but nothing can be encrypted to it. Add a subkey for "
        "encryption, then export it again.",
        {},
    ),
    KeyProblem.WEAK: Sentence(
        "This key is too weak by today's measure. Make a new one.", {}
    ),
}


class KeyRefused(Refused):
    """The key cannot be used; ``problem`` says why."""

    message = _WHY[KeyProblem.NOT_A_KEY]

    def __init__(self, problem: KeyProblem) -> None:
        super().__init__()
        self.problem, self.sentence = problem, _WHY[problem]


class FingerprintDiffers(Refused):
    """What was entered is not the fingerprint of the key on record."""

    message = Sentence(
        "This is not the fingerprint of the key on record. If you have read it from "
        "the person's own device or card, remove this key: it is not theirs.",
        {},
    )


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key as it stands now.

    Attributes:
        key: as stored.
        problem: why nothing can be encrypted to it; ``None`` if it can be used.
        expires_at: when it ends, if it does and it still can be used.
        ends_soon: whether that is so near that a new one should be made.
    """

    key: OpenPgpKey
    problem: KeyProblem | None
    expires_at: datetime | None = None
    ends_soon: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether somebody has compared the fingerprint."""
        return self.key.confirmed_at is not None

    @property
    def usable(self) -> bool:
        """Whether mails are sealed to it."""
        return self.confirmed and self.problem is None

    @property
    def worrying(self) -> bool:
        """Whether somebody should do something about it."""
        return not self.usable or self.ends_soon


def state_of(key: OpenPgpKey, now: datetime) -> KeyState:
    """Return how ``key`` stands at ``now``; looked at anew each time."""
    try:
        read = read_key(key.armoured.encode(), now)
    except UnusableKey as unusable:
        return KeyState(key, unusable.problem)
    ends_at = read.expires_at
    soon = ends_at is not None and ends_at - now <= ENDS_SOON
    return KeyState(key, None, ends_at, soon)


def key_state(
    registry: Registry, *, viewer: Viewer, now: datetime, recipient_id: str
) -> KeyState | None:
    """Return how somebody's key stands, if they have one.

    Raises :class:`NotAllowed` for anybody's but one's own, save for coordinators and
    administrators.
    """
    _check_may_look_after(viewer, recipient_id)
    with registry.store.reading() as unit:
        key = unit.keys.of(recipient_id)
    return state_of(key, now) if key else None


def put_key(registry: Registry, *, actor: Viewer, now: datetime, data: bytes) -> str:
    """Store the actor's own public key; return its fingerprint, yet to be confirmed.

    The same key given again, with a later end for example, stays confirmed.

    Raises:
        KeyRefused: it cannot be used; a secret key is named in the record as well.
        NotFound: the actor gets no mail.
    """
    try:
        read = read_key(data, now)
    except UnusableKey as unusable:
        _note_refusal(registry, actor, now, unusable.problem)
        raise KeyRefused(unusable.problem) from None
    with registry.store.writing() as unit:
        _known(unit, actor.id)
        key = _as_stored(read, actor.id, now)
        former = unit.keys.of(actor.id)
        if former is not None and former.fingerprint == key.fingerprint:
            key = replace(key, confirmed_at=former.confirmed_at)
        unit.keys.put(key)
        _audit(unit, actor, now, "key.put", key)
    return key.fingerprint


def confirm_key(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    recipient_id: str,
    fingerprint: str,
) -> None:
    """Record that the fingerprint was compared, by entering it a second time.

    ``fingerprint`` may hold spaces, colons and small letters.

    Raises:
        NotAllowed: the actor is neither that person nor keeps the installation.
        NotFound: there is no key.
        FingerprintDiffers: it is another one.
    """
    _check_may_look_after(actor, recipient_id)
    entered = "".join(each for each in fingerprint.upper() if each.isalnum())
    with registry.store.writing() as unit:
        key = unit.keys.of(recipient_id)
        if key is None:
            raise NotFound(ref=recipient_id)
        if not unit.keys.confirm(recipient_id, entered, now):
            raise FingerprintDiffers
        _audit(unit, actor, now, "key.confirm", key)


def remove_key(
    registry: Registry, *, actor: Viewer, now: datetime, recipient_id: str
) -> None:
    """Forget somebody's key: their mails go out in clear again, by their profile.

    Raises :class:`NotAllowed` and :class:`NotFound` as :func:`confirm_key` does.
    """
    _check_may_look_after(actor, recipient_id)
    with registry.store.writing() as unit:
        key = unit.keys.of(recipient_id)
        if key is None:
            raise NotFound(ref=recipient_id)
        unit.keys.remove(recipient_id)
        _audit(unit, actor, now, "key.remove", key)


def why_not(problem: KeyProblem) -> Sentence:
    """Return what to tell about ``problem``."""
    return _WHY[problem]


def _check_may_look_after(actor: Viewer, recipient_id: str) -> None:
    keeps = actor.operator or actor.has(Role.COORDINATOR, Role.ADMINISTRATOR)
    if actor.id != recipient_id and not keeps:
        raise NotAllowed


def _known(unit: Unit, recipient_id: str) -> Recipient:
    recipient = unit.people.recipient(recipient_id)
    if recipient is None:
        raise NotFound(ref=recipient_id)
    return recipient


def _as_stored(read: PublicKey, recipient_id: str, now: datetime) -> OpenPgpKey:
    return OpenPgpKey(recipient_id, read.fingerprint, read.armoured, now)


def _note_refusal(
    registry: Registry, actor: Viewer, now: datetime, problem: KeyProblem
) -> None:
    with registry.store.writing() as unit:
        subject = {"recipient": actor.id}
        details = {"because": problem.value}
        unit.audit.append(now, actor.id, "key.refuse", subject, details)


def _audit(unit: Unit, actor: Viewer, now: datetime, act: str, key: OpenPgpKey) -> None:
    details = {"fingerprint": key.fingerprint}
    unit.audit.append(now, actor.id, act, {"recipient": key.recipient_id}, details)
