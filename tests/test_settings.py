"""The environment decides, and a wrong value is refused by its name."""

import stat
from pathlib import Path

import pytest

from remedytrack.settings import (
    KeysMissing,
    SettingRefused,
    Settings,
    make_keys,
    read_keys,
)


def test_nothing_set_gives_a_private_installation_that_mails_nobody() -> None:
    settings = Settings.from_environment({})

    assert settings.var.name == "var"
    assert settings.database_url == f"sqlite:///{settings.var / 'remedytrack.db'}"
    assert settings.mail_url is None
    no_mail, no_alarm = settings.warnings
    assert "NO REMINDERS ARE MAILED" in no_mail
    assert "REMEDYTRACK_ALARM_URL is not set" in no_alarm
    assert settings.trusted_hosts == ("127.0.0.1", "::1", "localhost")
    assert not settings.cookies_are_secure


def test_the_demo_writes_its_mails_to_files(tmp_path: Path) -> None:
    settings = Settings.from_environment({"REMEDYTRACK_VAR": str(tmp_path)}, demo=True)

    assert settings.mail_url == f"file:{tmp_path / 'mail'}"
    assert settings.warnings == ()


def test_a_real_installation() -> None:
    settings = Settings.from_environment(
        {
            "REMEDYTRACK_DATABASE_URL": "postgresql+psycopg://db/docket",
            "REMEDYTRACK_MAIL_URL": "smtps://sender:secret@mail.example.org",
            "REMEDYTRACK_PUBLIC_URL": "https://files.example.org/",
            "REMEDYTRACK_TRUSTED_HOSTS": "intern.example.org, 10.0.0.5",
            "REMEDYTRACK_ALARM_URL": "https://alarms.example.org/t0ken",
        }
    )

    assert settings.public_url == "https://files.example.org"
    assert settings.mail_sender == "reminder@files.example.org"
    assert settings.alarm_url == "https://alarms.example.org/t0ken"
    assert settings.warnings == ()
    assert settings.cookies_are_secure
    assert settings.trusted_hosts == (
        "files.example.org",
        "intern.example.org",
        "10.0.0.5",
    )


def test_alarms_may_go_by_a_second_mail_route() -> None:
    settings = Settings.from_environment(
        {
            "REMEDYTRACK_MAIL_URL": "smtps://a:b@mail.example.org",
            "REMEDYTRACK_ALARM_MAIL_URL": "smtps://c:d@other.example.net",
            "REMEDYTRACK_ALARM_MAIL_TO": "duty@example.org",
        }
    )

    assert settings.alarm_mail_to == "duty@example.org"
    assert settings.warnings == ()


@pytest.mark.parametrize("name", ["URL", "TO"])
def test_a_mail_route_for_alarms_needs_both_its_ends(name: str) -> None:
    value = {"URL": "file:/tmp/alarms", "TO": "duty@example.org"}[name]
    with pytest.raises(SettingRefused, match="need each other"):
        Settings.from_environment({f"REMEDYTRACK_ALARM_MAIL_{name}": value})


def test_a_refused_webhook_keeps_its_secret_to_itself() -> None:
    with pytest.raises(SettingRefused) as refused:
        Settings.from_environment({"REMEDYTRACK_ALARM_URL": "http://host/t0ken"})

    assert "t0ken" not in str(refused.value)


def test_an_empty_variable_is_an_unset_one() -> None:
    assert Settings.from_environment({"REMEDYTRACK_MAIL_URL": " "}).mail_url is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("REMEDYTRACK_DATABASE_URL", "docket.db"),
        ("REMEDYTRACK_MAIL_URL", "http://mail.example.org"),
        ("REMEDYTRACK_MAIL_URL", "smtp://"),
        ("REMEDYTRACK_MAIL_SENDER", "nobody"),
        ("REMEDYTRACK_MAIL_SENDER", "a@b.org\nBcc: c@d.org"),
        ("REMEDYTRACK_MAIL_SENDER", "a@b.org, c@d.org"),
        ("REMEDYTRACK_MAIL_SENDER", "дата@example.org"),
        ("REMEDYTRACK_MAIL_SENDER", "reminder@пример.org"),
        ("REMEDYTRACK_PUBLIC_URL", "files.example.org"),
        ("REMEDYTRACK_PUBLIC_URL", "http://files.example.org"),
        ("REMEDYTRACK_PUBLIC_URL", "https://example.org/docket"),
        ("REMEDYTRACK_TRUSTED_HOSTS", "good.example.org, bad host"),
        ("REMEDYTRACK_WORKFLOWS", "/no/such/folder"),
        ("REMEDYTRACK_ALARM_URL", "http://alarms.example.org/hook"),
        ("REMEDYTRACK_ALARM_URL", "ftp://alarms.example.org"),
        ("REMEDYTRACK_ALARM_URL", "https:///hook"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=variable):
        Settings.from_environment({variable: value})


def test_a_refused_mail_address_keeps_its_password_to_itself() -> None:
    with pytest.raises(SettingRefused) as refused:
        Settings.from_environment({"REMEDYTRACK_MAIL_URL": "ftp://me:hunter2@host"})

    assert "hunter2" not in str(refused.value)


def test_keys_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "keys"

    made = make_keys(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert make_keys(file) == read_keys(file) == made
    assert made.secret_key != made.password_salt
    assert made.secret_key not in repr(made)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"secret_key": "short", "password_salt": "short"}']
)
def test_without_usable_keys_nothing_starts(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    with pytest.raises(KeysMissing, match="remedytrack init"):
        read_keys(file)
    file.write_text(content)
    with pytest.raises(KeysMissing, match="remedytrack init"):
        read_keys(file)
