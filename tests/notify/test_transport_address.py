"""The mail URL: what it can say, and how its mistakes are named."""

import pytest

from remedytrack.notify.address import (
    InvalidMailUrl,
    MailFolder,
    MailUrl,
    Security,
    SmtpServer,
    parse_mail_url,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "smtp://mail.example.org",
            SmtpServer("mail.example.org", 587, Security.STARTTLS),
        ),
        (
            "smtps://mail.example.org",
            SmtpServer("mail.example.org", 465, Security.IMPLICIT_TLS),
        ),
        (
            (
                "smtp://u%40x:p%2F%23@mail.example.org:2525"
                "?timeout=7.5&cafile=tls/ca.pem&ehlo=neutral.example&starttls=yes"
            ),
            SmtpServer(
                "mail.example.org",
                2525,
                Security.STARTTLS,
                username="u@x",
                password="p/#",  # noqa: S106  # nobody's
                ca_file="tls/ca.pem",
                ehlo_name="neutral.example",
                timeout_seconds=7.5,
            ),
        ),
        (
            "smtp://127.0.0.1:1025?starttls=no",
            SmtpServer("127.0.0.1", 1025, Security.NONE),
        ),
        ("smtp://[::1]:25?starttls=no", SmtpServer("::1", 25, Security.NONE)),
        (
            "smtp://почта.қаз",
            SmtpServer("xn--80a1acny.xn--80ao21a", 587, Security.STARTTLS),
        ),
        ("file:mails", MailFolder("mails")),
        ("file:my%20mails", MailFolder("my mails")),
        ("file:///srv/mails", MailFolder("/srv/mails")),
    ],
)
def test_a_mail_url_is_read_into_a_value(text: str, expected: MailUrl) -> None:
    read = parse_mail_url(text)
    assert isinstance(read, MailUrl)
    assert read == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "does not start with"),
        ("mail.example.org", "does not start with"),
        ("http://mail.example.org", "cannot leave by 'http'"),
        ("smtp://", "names no host"),
        ("smtp://mail.example.org:99999", "port"),
        ("smtp://mail.example.org:0", "port"),
        ("smtp://mail.example.org:smtp", "port"),
        ("smtp://[::1", "host is not written"),
        ("smtp://-x.example", "not a host name"),
        ("smtp://a..example", "not a host name"),
        ("smtp://mail.example.org/inbox", "follows the host"),
        ("smtp://secret@mail.example.org", "both a user name and a password"),
        ("smtp://:secret@mail.example.org", "both a user name and a password"),
        ("smtp://u:sécret@mail.example.org", "Latin letters"),
        ("smtp://u:secr#et@mail.example.org", "has a #"),
        ("smtp://u:secret@mail.example.org\n", "control character"),
        ("smtp://mail.example.org?starttls=no", "this machine only"),
        ("smtp://10.0.0.1?starttls=no", "this machine only"),
        ("smtps://127.0.0.1?starttls=no", "only smtp: has it"),
        ("smtp://127.0.0.1?starttls=maybe", "yes or no"),
        ("smtp://mail.example.org?timeout=0", "timeout"),
        ("smtp://mail.example.org?timeout=nan", "timeout"),
        ("smtp://mail.example.org?timeout=soon", "timeout"),
        ("smtp://mail.example.org?timeout=3600", "timeout"),
        ("smtp://mail.example.org?timeout=1&timeout=2", "twice"),
        ("smtp://mail.example.org?cafile=", "empty"),
        ("smtp://mail.example.org?verify=no", "no setting 'verify'"),
        ("smtp://mail.example.org?verify", "NAME=VALUE"),
        ("smtp://mail.example.org?ehlo=a_b", "ehlo is not a host name"),
        ("file:", "names no folder"),
        ("file://mails", "write file:FOLDER"),
        ("file:mails?mode=1", "no settings"),
    ],
)
def test_a_mistake_is_named_with_the_expected_forms_and_without_the_password(
    text: str, problem: str
) -> None:
    with pytest.raises(InvalidMailUrl) as caught:
        parse_mail_url(text)
    said = str(caught.value)
    assert problem in said
    assert "smtps://USER:PASSWORD@HOST:465" in said
    assert "secr" not in said


def test_the_password_is_not_shown() -> None:
    server = parse_mail_url("smtp://user:secret@mail.example.org")
    assert "secret" not in repr(server)
    assert "user" in repr(server)
