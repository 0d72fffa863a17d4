"""Row ids that sort by time (UUIDv7, RFC 9562), and the references people see."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

Randomness = Callable[[int], bytes]

# No 0/O, 1/I/L: a reference is read out over the telephone.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP_LENGTH = 4

_TAIL_BITS = 74
_LOW_BITS = 62
_STEP_BYTES = 4


def uuid7(now: datetime, randomness: Randomness) -> UUID:
    """Return the UUIDv7 of ``now``, its 74 free bits filled by ``randomness``.

    Args:
        now: an aware moment; the id keeps its milliseconds since 1970.
        randomness: gives that many random bytes, for example
            ``secrets.token_bytes``.
    """
    return _assembled(_milliseconds(now), _fresh_tail(randomness))


class IdSource:
    """Gives ids that rise within one millisecond too.

    A unit of work has one ``now``, so everything it records has the same time; the
    ids keep the order in which they were made.
    """

    def __init__(self, randomness: Randomness = secrets.token_bytes) -> None:
        self._randomness = randomness
        self._lock = threading.Lock()
        self._millisecond = -1
        self._tail = 0

    def new_id(self, now: datetime) -> UUID:
        """Return an id above every other of the same millisecond."""
        with self._lock:
            millisecond = _milliseconds(now)
            if millisecond == self._millisecond:
                step = int.from_bytes(self._randomness(_STEP_BYTES))
                self._tail += step + 1
            else:
                # The highest bit stays free, so the steps cannot overflow.
                self._tail = _fresh_tail(self._randomness) >> 1
            self._millisecond = millisecond
            return _assembled(millisecond, self._tail)


_ids = IdSource()


def new_id(now: datetime) -> UUID:
    """Return a new id for a row made at ``now``, from the system's randomness."""
    return _ids.new_id(now)


def new_reference(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a random reference such as ``RT-7Q4K-2MXP``.

    About 6.5 * 10^11 are possible; a counter would tell how many cases there are.

    Args:
        choose: picks one character of a string.
    """
    groups = (
        "".join(choose(REFERENCE_ALPHABET) for _ in range(_GROUP_LENGTH))
        for _ in range(2)
    )
    return "-".join(("RT", *groups))


def new_token(bytes_: int = 16) -> str:
    """Return a random token of letters and digits, for a Message-ID."""
    return secrets.token_hex(bytes_)


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


def _fresh_tail(randomness: Randomness) -> int:
    return int.from_bytes(randomness(10)) >> (80 - _TAIL_BITS)


def _assembled(millisecond: int, tail: int) -> UUID:
    high, low = tail >> _LOW_BITS, tail & ((1 << _LOW_BITS) - 1)
    version, variant = 0x7 << 76, 0b10 << 62
    return UUID(int=millisecond << 80 | version | high << 64 | variant | low)
