"""The chain: whatever is done to the middle of it shows."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remedytrack.core.audit import GENESIS, AuditEntry, Detail, first_break, sealed

NOON = datetime(2025, 12, 1, 7, 0, tzinfo=UTC)


def an_entry(seq: int = 1) -> AuditEntry:
    return AuditEntry(
        seq=seq,
        at=NOON + timedelta(minutes=seq),
        actor="0b8d1f5e",
        action="record_event",
        subject={"proceeding": "019ad811"},
        details={"kind": "ruling_delivered", "n": seq},
    )


def bound(previous_hash: str, entry: AuditEntry) -> AuditEntry:
    own = sealed(previous_hash, entry)
    return replace(entry, previous_hash=previous_hash, hash=own)


def a_chain(length: int = 5) -> list[AuditEntry]:
    chain: list[AuditEntry] = []
    for seq in range(1, length + 1):
        chain.append(bound(chain[-1].hash if chain else GENESIS, an_entry(seq)))
    return chain


def test_an_untouched_chain_holds() -> None:
    assert first_break(a_chain()) is None
    assert first_break([]) is None


def test_the_hash_is_fixed_so_that_others_can_recompute_it() -> None:
    """The bytes, spelled out: anybody with SHA-256 can check them."""
    written = (
        b"remedytrack audit entry, version 1\n"
        b'{"action":"record_event","actor":"0b8d1f5e",'
        b'"at":"2025-12-01T07:01:00.000000+00:00",'
        b'"details":{"kind":"ruling_delivered","n":1},'
        b'"previous_hash":"' + b"0" * 64 + b'","seq":1,'
        b'"subject":{"proceeding":"019ad811"}}'
    )
    assert sealed(GENESIS, an_entry()) == hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        {"actor": "somebody else"},
        {"action": "read_case"},
        {"at": NOON},
        {"subject": {"proceeding": "019ad812"}},
        {"subject": {}},
        {"details": {"kind": "ruling_delivered", "n": "3"}},
        {"hash": "f" * 64},
        {"previous_hash": GENESIS},
        {"seq": 4},
    ],
)
def test_a_changed_entry_shows_where_it_is(changed: dict[str, object]) -> None:
    chain = a_chain()
    chain[2] = replace(chain[2], **changed)  # type: ignore[arg-type]
    assert first_break(chain) == 3


def test_a_change_with_a_hash_to_fit_shows_at_the_next_entry() -> None:
    chain = a_chain()
    chain[2] = bound(chain[1].hash, replace(chain[2], actor="somebody else"))
    assert first_break(chain) == 4


def test_a_deleted_an_inserted_and_a_swapped_entry_show() -> None:
    chain = a_chain()
    assert first_break([*chain[:2], *chain[3:]]) == 3
    assert first_break(chain[1:]) == 1
    assert first_break([*chain[:2], chain[1], *chain[2:]]) == 3
    assert first_break([chain[0], chain[2], chain[1], *chain[3:]]) == 2


def test_a_cut_off_tail_only_shows_against_a_hash_kept_elsewhere() -> None:
    chain = a_chain()
    assert first_break(chain[:3]) is None
    assert first_break(chain[3:], after=chain[2]) is None
    assert first_break(chain[4:], after=chain[2]) == 4


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    entry = an_entry()
    in_almaty = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=5))))
    assert sealed(GENESIS, in_almaty) == sealed(GENESIS, entry)


DETAILS: st.SearchStrategy[Detail] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(), DETAILS), st.dictionaries(st.text(), DETAILS))
def test_different_details_never_share_a_hash(
    one: dict[str, Detail], other: dict[str, Detail]
) -> None:
    first = sealed(GENESIS, replace(an_entry(), details=one))
    second = sealed(GENESIS, replace(an_entry(), details=other))
    assert (first == second) == (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value: Detail) -> object:
    """Return ``value`` with its keys in order; ``True`` and ``1`` stay apart."""
    if isinstance(value, dict):
        return [(key, _sorted(value[key])) for key in sorted(value)]
    if isinstance(value, list):
        return ("list", [_sorted(each) for each in value])
    return (type(value).__name__, value)
