"""What may stand in a mail, and what is refused before anything is sent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from remedytrack.notify.transport import (
    OutgoingMail,
    Unmailable,
    UnsafeHeader,
    UnusableAddress,
    build,
)

MAIL = OutgoingMail(
    message_id="<k7q4mxp2@mail.invalid>",
    sender="Reminders <office@sender.invalid>",
    recipient="lawyer@reader.invalid",
    subject="Reminder",
    body="RT-7Q4K-2MXP\n",
    date=datetime(2025, 12, 1, 4, 0, tzinfo=UTC),
)
LINE_BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\0"
FIELDS = {
    "sender": "From",
    "recipient": "To",
    "subject": "Subject",
    "message_id": "Message-ID",
}


@pytest.mark.parametrize("attribute", FIELDS)
@pytest.mark.parametrize("character", LINE_BREAKS + "\t\x7f\ud800", ids=ascii)
def test_no_header_takes_a_line_break_of_any_kind(
    attribute: str, character: str
) -> None:
    poisoned = f"x{character}Bcc: spy@evil.invalid"
    with pytest.raises(UnsafeHeader) as caught:
        build(replace(MAIL, **{attribute: poisoned}))  # type: ignore[arg-type]
    assert caught.value.field == FIELDS[attribute]
    assert "spy" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lawyer",
        "@reader.invalid",
        "lawyer@",
        "one@reader.invalid, two@reader.invalid",
        "Group: one@reader.invalid;",
        "law yer@reader.invalid",
        "a..b@reader.invalid",
        "адвокат@reader.invalid",
        "lawyer@-reader.invalid",
        "lawyer@reader..invalid",
        "lawyer@[127.0.0.1]",
        "lawyer@reader.invalid> SIZE=1",
        "x" * 65 + "@reader.invalid",
    ],
)
def test_a_recipient_is_exactly_one_address(address: str) -> None:
    with pytest.raises(UnusableAddress) as caught:
        build(replace(MAIL, recipient=address))
    assert caught.value.field == "To"


def test_a_domain_in_cyrillic_letters_is_written_as_dns_knows_it() -> None:
    message = build(replace(MAIL, recipient="lawyer@почта.қаз"))
    assert message["To"].addresses[0].addr_spec == (
        "lawyer@" + "почта.қаз".encode("idna").decode("ascii")
    )
    assert message.as_bytes().isascii()


def test_a_display_name_may_be_in_any_language_and_cannot_add_an_address() -> None:
    message = build(replace(MAIL, sender='"Еске салу, <x>" <office@sender.invalid>'))
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "office@sender.invalid"
    assert sender.display_name == "Еске салу, <x>"


def test_the_longest_address_stays_whole() -> None:
    longest = "x" * 64 + "@" + ".".join(["y" * 60] * 4)
    wire = build(replace(MAIL, recipient=longest)).as_bytes()
    assert longest.encode() in wire.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date": datetime(2025, 12, 1)}, "Date"),  # noqa: DTZ001  # the point of it
        ({"message_id": "k7q4mxp2@mail.invalid"}, "Message-ID"),
        ({"message_id": "<k7q4mxp2>"}, "Message-ID"),
        ({"body": "half of a pair: \ud83d"}, "body"),
    ],
)
def test_what_cannot_be_written_is_named(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Unmailable) as caught:
        build(replace(MAIL, **changes))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_the_same_mail_gives_the_same_bytes_at_every_try() -> None:
    assert build(MAIL).as_bytes() == build(MAIL).as_bytes()
