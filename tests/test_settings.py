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
    assert "NO REMINDERS ARE MAILED" in settings.warnings[0]
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
        }
    )

    assert settings.public_url == "https://files.example.org"
    assert settings.mail_sender == "reminder@files.example.org"
    assert settings.cookies_are_secure
    assert settings.trusted_hosts == (
        "files.example.org",
        "intern.example.org",
        "10.0.0.5",
    )


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
        ("REMEDYTRACK_PUBLIC_URL", "files.example.org"),
        ("REMEDYTRACK_PUBLIC_URL", "http://files.example.org"),
        ("REMEDYTRACK_PUBLIC_URL", "https://example.org/docket"),
        ("REMEDYTRACK_TRUSTED_HOSTS", "good.example.org, bad host"),
        ("REMEDYTRACK_WORKFLOWS", "/no/such/folder"),
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
