"""Which of our mails came back, and why, in the forms that servers write it."""

import random
from textwrap import dedent

import pytest

from remedytrack.notify.bounces import (
    LONGEST_BOUNCE,
    Bounce,
    NotABounce,
    Verdict,
    read_bounce,
)

OURS = "<token-1@example.org>"


def report(
    action: str = "failed", status: str = "5.1.1", returned: str = OURS
) -> bytes:
    """Return a report as RFC 3464 describes it, with the returned headers."""
    return dedent(f"""\
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mx.example>
        To: docket@example.org
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="B"

        --B
        Content-Type: text/plain

        The mail could not be delivered.

        --B
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; somebody@example.org
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 5.1.1 no such user

        --B
        Content-Type: text/rfc822-headers

        From: Docket <docket@example.org>
        Message-ID: {returned}
        Subject: Reminder

        --B--
        """).encode()


WHOLE_MAIL = report().replace(
    b"Content-Type: text/rfc822-headers\n\n", b"Content-Type: message/rfc822\n\n"
)
PLAIN = dedent(f"""\
    Return-Path: <>
    From: MAILER-DAEMON@old.example
    Subject: failure notice

    Hi. This is the mail program at old.example.
    <somebody@example.org>:
    Remote host said: 550 5.7.1 rejected

    --- Below this line is a copy of the message.

    Message-ID: {OURS}
    Subject: Reminder
    """).encode()
ANSWERING_MACHINE = dedent(f"""\
    Return-Path: <somebody@example.org>
    From: Somebody <somebody@example.org>
    Subject: Out of office
    In-Reply-To: {OURS}

    I am away. Room 550 is closed.
    > Message-ID: {OURS}
    """).encode()


@pytest.mark.parametrize(
    ("data", "bounce"),
    [
        (report(), Bounce((OURS,), Verdict.REFUSED, "5.1.1")),
        (WHOLE_MAIL, Bounce((OURS,), Verdict.REFUSED, "5.1.1")),
        (report("failed", "4.4.7"), Bounce((OURS,), Verdict.GIVEN_UP, "4.4.7")),
        (report("delayed", "4.4.1"), Bounce((OURS,), Verdict.DELAYED, "4.4.1")),
        (report("Failed", "5.2.2 (full)"), Bounce((OURS,), Verdict.REFUSED, "5.2.2")),
        (PLAIN, Bounce((OURS,), Verdict.REFUSED, "5.7.1")),
        (
            PLAIN.replace(b"550 5.7.1", b"550"),
            Bounce((OURS,), Verdict.REFUSED, "5.0.0"),
        ),
        (report().replace(b"\n", b"\r\n"), Bounce((OURS,), Verdict.REFUSED, "5.1.1")),
    ],
)
def test_what_came_back_is_read(data: bytes, bounce: Bounce) -> None:
    assert read_bounce(data) == bounce


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        bytes(range(256)) * 20,
        ANSWERING_MACHINE,
        report("delivered", "2.0.0"),
        report("relayed", "2.0.0"),
        report(returned=""),
        PLAIN.replace(b"550 5.7.1", b"all is well"),
        PLAIN.replace(b"<>", b"<somebody@example.org>"),
        PLAIN.replace(OURS.encode(), b""),
        b"x" * (LONGEST_BOUNCE + 1),
    ],
)
def test_what_is_no_bounce_is_refused(data: bytes) -> None:
    with pytest.raises(NotABounce, match="Nothing was changed"):
        read_bounce(data)


def test_a_status_in_the_returned_mail_explains_nothing() -> None:
    """Only what the server wrote above the mail counts, not the mail's own words."""
    with pytest.raises(NotABounce):
        read_bounce(PLAIN.replace(b"550 5.7.1", b"no") + b"\n550 5.1.1 quoted\n")


def test_parts_within_parts_do_not_exhaust_the_reader() -> None:
    deep = b"Return-Path: <>\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n)
        for n in range(2000)
    )
    with pytest.raises(NotABounce):
        read_bounce(deep)


def test_whatever_is_broken_in_it_is_read_or_refused() -> None:
    chance = random.Random(3)  # noqa: S311 - the same damage each time
    for _ in range(1500):
        data = bytearray(chance.choice([report(), WHOLE_MAIL, PLAIN]))
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(3)] = chance.randbytes(2)
        try:
            found = read_bounce(bytes(data))
        except NotABounce:
            continue
        assert found.status[0] in "45"
