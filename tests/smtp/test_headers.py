"""Line breaks of every kind, in every field that reaches a header or a command."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from remedytrack.notify.address import InvalidMailUrl, parse_mail_url
from remedytrack.settings import SettingRefused, Settings
from remedytrack.storage.values import Mail, MailState, Recipient
from tests.figures import Say
from tests.smtp.outbox import MORNING, SENDER, Outbox, address_of, mail_to, towards
from tests.smtp.server import Faulty

LINE_BREAKS = (
    *("\r", "\n", "\r\n", "\n\n", "\r\n\r\n", "\v", "\f", "\0"),
    *("\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"),
)
INJECTED = "Bcc: spy@evil.invalid"
FORMS = (
    "{usual}{line_break}{injected}",
    "{injected}{line_break}{usual}",
    "{line_break}",
)
"""Behind the usual value, before it, and nothing but a line break."""

FIELDS = {
    "subject": "Reminder",
    "message_id": "<k7q4mxp2@sender.invalid>",
    "address": "lawyer@reader.invalid",
    "name": "Lawyer <lawyer@reader.invalid>",
}
NAMED = {
    "subject": "Subject",
    "message_id": "Message-ID",
    "address": "To",
    "name": "To",
}
HEADERS = {
    *("from", "to", "subject", "date", "message-id", "auto-submitted"),
    *("mime-version", "content-type", "content-transfer-encoding"),
}
_ANY_BREAK = re.compile(rb"[\r\n\v\f\0\x1c-\x1e\x85]|\xc2\x85|\xe2\x80[\xa8\xa9]")


def poisoned(usual: str, line_break: str) -> list[str]:
    """Return ``usual`` with a line break, and a header behind it, in every place."""
    middle = len(usual) // 2
    told = [
        form.format(usual=usual, line_break=line_break, injected=INJECTED)
        for form in FORMS
    ]
    return [*told, usual[:middle] + line_break + INJECTED + usual[middle:]]


def header_names(wire: bytes) -> set[str]:
    """Return what any reader could take for a header, however it splits lines."""
    head, _, _ = wire.partition(b"\r\n\r\n")
    lines = _ANY_BREAK.split(head)
    fresh = [line for line in lines if line and line[:1] not in b" \t"]
    return {line.partition(b":")[0].decode("ascii").lower() for line in fresh}


def queue(outbox: Outbox, mail: Mail, address: str) -> None:
    with outbox.store.writing() as unit:
        reader = Recipient(mail.recipient_id, address, "en", "Asia/Almaty")
        unit.people.put_recipient(reader)
        unit.mails.queue(mail)


def poison(outbox: Outbox, field: str, values: list[str]) -> None:
    """Queue a mail for each of these values in this field, and a good one behind it."""
    for number, value in enumerate(values):
        name = f"victim{number}"
        mail = mail_to(name, number, MORNING)
        address = address_of(name)
        if field in {"address", "name"}:
            address = value
        else:
            mail = replace(mail, **{field: value})  # type: ignore[arg-type]
        queue(outbox, mail, address)


def test_every_kind_of_line_break_is_among_them(say: Say) -> None:
    """What Python, a mail server or a reader could take for the end of a line."""
    every = [chr(code) for code in range(0x11000)]
    breaks = {sign for sign in every if len(f"a{sign}b".splitlines()) > 1} | {"\0"}
    assert breaks <= set(LINE_BREAKS)
    fields = len(FIELDS) + 1
    say(
        f"headers: {len(LINE_BREAKS)} line breaks in {fields} fields and 5 settings, "
        f"in {len(poisoned('', ''))} places each; where one gets in, a test has failed"
    )


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
@pytest.mark.parametrize("field", FIELDS)
def test_no_line_break_injects_a_header(
    field: str, line_break: str, outbox: Outbox, data_folder: Path
) -> None:
    values = poisoned(FIELDS[field], line_break)
    poison(outbox, field, values)
    outbox.queue("lawyer", "deputy")
    with Faulty() as server:
        sent = outbox.round(towards(server.url, data_folder))
    assert (sent.failed, sent.sent) == (len(values), 2)
    assert b"evil" not in server.heard
    for accepted in server.accepted:
        assert header_names(accepted.content) == HEADERS
    with outbox.store.reading() as unit:
        rows = unit.mails.recent(100)
    failed = [row for row in rows if row.state is MailState.FAILED]
    assert len(failed) == len(values)
    for row in failed:
        assert f"The mail's {NAMED[field]} cannot be used" in str(row.last_error)
        assert "evil" not in str(row.last_error)


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
@pytest.mark.parametrize("usual", ["docket@sender.invalid", SENDER])
def test_a_sender_with_a_line_break_sends_nothing_until_it_is_mended(
    usual: str, line_break: str, outbox: Outbox, data_folder: Path
) -> None:
    (mail,) = outbox.queue("lawyer")
    with Faulty() as server:
        for sender in poisoned(usual, line_break):
            outbox.sender = sender
            outbox.round(towards(server.url, data_folder))
            row = outbox.row(mail)
            assert row.state is MailState.QUEUED
            assert "The mail's From cannot be used" in str(row.last_error)
            outbox.now = row.next_try_at
        assert server.conversations == 0
        outbox.sender = usual
        outbox.round(towards(server.url, data_folder))
    assert outbox.states() == [MailState.SENT]
    assert header_names(server.accepted[0].content) == HEADERS


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
@pytest.mark.parametrize(
    ("variable", "usual"),
    [
        ("REMEDYTRACK_MAIL_SENDER", "docket@sender.invalid"),
        # Without a sender of its own, mail comes from the host of the site.
        ("REMEDYTRACK_PUBLIC_URL", "https://docket.invalid"),
    ],
)
def test_no_setting_takes_a_line_break_into_a_header(
    variable: str, usual: str, line_break: str
) -> None:
    for value in poisoned(usual, line_break):
        if not value.strip():
            continue  # an empty variable is an unset one
        with pytest.raises(SettingRefused, match=variable) as refused:
            Settings.from_environment({variable: value})
        assert str(refused.value).isprintable()


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
@pytest.mark.parametrize(
    "usual",
    ["smtp://mail.invalid", "smtp://mail.invalid?ehlo=neutral.invalid", "file:mails"],
)
def test_the_mail_url_takes_no_line_break(usual: str, line_break: str) -> None:
    for value in poisoned(usual, line_break):
        with pytest.raises(InvalidMailUrl):
            parse_mail_url(value)


@pytest.mark.parametrize(
    "end", ["\r.\r", "\n.\n", "\r\n.\r\n", "\r.\n", "\n.\r\n", "\r\n.\r", "\n.\r"]
)
def test_no_end_of_a_mail_hides_in_its_body(
    end: str, outbox: Outbox, data_folder: Path
) -> None:
    smuggled = f"MAIL FROM:<x@evil.invalid>\r\nRCPT TO:<spy@evil.invalid>{end}"
    outbox.queue("lawyer", body=f"a line{end}{smuggled}the last line{end}")
    with Faulty() as server:
        outbox.round(towards(server.url, data_folder))
    (accepted,) = server.accepted
    assert accepted.recipient == address_of("lawyer")
    read = message_from_bytes(accepted.content, policy=SMTP).get_content()
    assert "spy@evil.invalid" in read
    assert b"\n" not in server.heard.replace(b"\r\n", b"")
    assert b"\r" not in server.heard.replace(b"\r\n", b"")
