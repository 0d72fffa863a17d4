import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from remedytrack.storage.ids import IdSource, new_reference, uuid7
from tests.storage.samples import NOW

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def test_the_example_of_rfc_9562() -> None:
    at = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random_bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F & (1 << 62) - 1
    drawn = (random_bits << 6).to_bytes(10)
    expected = UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    assert uuid7(at, lambda _: drawn) == expected


@settings(deadline=None)
@given(MOMENTS, st.binary(min_size=10, max_size=10))
def test_every_id_says_what_it_is_and_when_it_was_made(
    moment: datetime, drawn: bytes
) -> None:
    made = uuid7(moment, lambda _: drawn)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    stamped = datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
    assert abs(stamped - moment) <= timedelta(milliseconds=1)


def test_ids_of_one_moment_keep_the_order_in_which_they_were_made() -> None:
    ids = IdSource(secrets.token_bytes)
    made = [ids.new_id(NOW) for _ in range(1000)]
    assert made == sorted(set(made))


def test_even_the_highest_draw_leaves_room_within_the_millisecond() -> None:
    ids = IdSource(lambda size: b"\xff" * size)
    made = [ids.new_id(NOW) for _ in range(1000)]
    assert made == sorted(set(made))
    assert {each.version for each in made} == {7}


def test_ids_sort_by_time() -> None:
    ids = IdSource()
    earlier, later = ids.new_id(NOW), ids.new_id(NOW + timedelta(milliseconds=1))
    assert earlier < later


def test_a_reference_can_be_read_out_over_the_telephone() -> None:
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500
    shape = re.compile(r"RT-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}")
    allowed = re.compile(r"RT(-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}){2}")
    assert all(shape.fullmatch(each) for each in references)
    assert all(allowed.fullmatch(each) for each in references)
