"""What an installation decides, read once from the environment.

``Settings.from_environment`` is a pure function of a mapping: it opens nothing, and a
wrong value is an error that names the variable. The two secrets lie in a file of their
own in the data folder, made by :func:`make_keys` when an installation is set up.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_KEYS_FILE = "keys"
_SECRET_BYTES = 32
_SHORTEST_SECRET = 32
_MAIL_SCHEMES = frozenset({"smtp", "smtps", "file"})
_ALARM_MAIL_URL = "REMEDYTRACK_ALARM_MAIL_URL"
_NO_MAIL = (
    "REMEDYTRACK_MAIL_URL is not set: NO REMINDERS ARE MAILED. Set it to "
    "smtps://user:password@host, smtp://host, or file:/folder to try it out."
)
_NO_ALARM = (
    "REMEDYTRACK_ALARM_URL is not set: if reminders stand still, only the pages and "
    "/health say so. Set it to a webhook, https://host/path, or set "
    "REMEDYTRACK_ALARM_MAIL_URL and REMEDYTRACK_ALARM_MAIL_TO."
)
# Latin letters only: the sender's domain stands in every Message-ID too, and a mail
# that was queued with an unusable one could never leave.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_HOST = re.compile(r"\.?[a-z0-9:-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


class SettingRefused(ValueError):
    """A variable of the environment holds something unusable."""

    def __init__(self, variable: str, value: str, wanted: str) -> None:
        super().__init__(f"{variable}={value!r} cannot be used: {wanted}.")
        self.variable = variable


class KeysMissing(LookupError):
    """The installation has no secret keys yet, or its file of keys is damaged."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"No usable secret keys in {file}. Run “remedytrack init”, which makes "
            "them, or restore the file from a backup."
        )
        self.file = file


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The two secrets of an installation; their ``repr`` shows nothing.

    ``secret_key`` signs sessions and forms, ``password_salt`` goes into every password
    hash: with another salt nobody can sign in any more.
    """

    secret_key: str
    password_salt: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation.

    Attributes:
        var: the data folder; database, keys and the demo's mails lie here.
        database_url: an SQLAlchemy address.
        mail_url: ``smtp(s)://…`` or ``file:…``; ``None`` sends no mail at all.
        mail_sender: the address that mails come from; neutral, names nobody.
        public_url: scheme and host that the links in mails begin with, no slash at
            the end.
        workflows: a folder of law to use instead of the one that is installed.
        trusted_hosts: host names that requests may ask for.
        demo: whether the clock may be shifted.
        alarm_url: the webhook that is told when reminders stand still.
        alarm_mail_url: a second mail route for that, written like ``mail_url``.
        alarm_mail_to: the one address that it goes to.
    """

    var: Path
    database_url: str
    mail_url: str | None
    mail_sender: str
    public_url: str
    workflows: Path | None
    trusted_hosts: tuple[str, ...]
    demo: bool = False
    alarm_url: str | None = None
    alarm_mail_url: str | None = None
    alarm_mail_to: str | None = None

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], *, demo: bool = False
    ) -> Self:
        """Read the settings from ``environ``; empty variables count as unset.

        Raises:
            SettingRefused: a variable holds something unusable.
        """
        given = {name: text for name, text in environ.items() if text.strip()}
        var = Path(given.get("REMEDYTRACK_VAR", "var")).absolute()
        public = _public_url(given)
        return cls(
            var=var,
            database_url=_database_url(given, var),
            mail_url=_mail_url(
                given, "REMEDYTRACK_MAIL_URL", f"file:{var / 'mail'}" if demo else None
            ),
            mail_sender=_mail_sender(given, public),
            public_url=public.geturl(),
            workflows=_existing_folder(given, "REMEDYTRACK_WORKFLOWS"),
            trusted_hosts=_trusted_hosts(given, public),
            demo=demo,
            alarm_url=_alarm_url(given),
            alarm_mail_url=_mail_url(given, _ALARM_MAIL_URL, None),
            alarm_mail_to=_alarm_mail_to(given),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What works, but not as anybody would want: one English sentence each."""
        lacking = {
            _NO_MAIL: self.mail_url is None,
            _NO_ALARM: not (self.alarm_url or self.alarm_mail_url or self.demo),
        }
        return tuple(text for text, applies in lacking.items() if applies)

    @property
    def cookies_are_secure(self) -> bool:
        """Whether browsers may send the session over TLS only."""
        return urlsplit(self.public_url).hostname not in LOOPBACK

    @property
    def keys_file(self) -> Path:
        """Where the secrets of this installation lie."""
        return self.var / _KEYS_FILE

    def keys(self) -> Keys:
        """Read the secrets from their file.

        Raises:
            KeysMissing: there is no such file, or it is damaged.
        """
        return read_keys(self.keys_file)


def read_keys(file: Path) -> Keys:
    """Read the two secrets from ``file``; :class:`KeysMissing` where it has none."""
    try:
        written = json.loads(file.read_text("utf-8"))
        keys = Keys(str(written["secret_key"]), str(written["password_salt"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysMissing(file) from error
    if min(len(keys.secret_key), len(keys.password_salt)) < _SHORTEST_SECRET:
        raise KeysMissing(file)
    return keys


def make_keys(file: Path) -> Keys:
    """Write fresh secrets to ``file``, readable by its owner only, and return them.

    A file that is there is kept: its keys are returned. Nothing is ever overwritten,
    because a lost password salt locks everybody out.
    """
    if file.exists():
        return read_keys(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = Keys(*(secrets.token_urlsafe(_SECRET_BYTES) for _ in range(2)))
    written = {"secret_key": keys.secret_key, "password_salt": keys.password_salt}
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        json.dump(written, opened)
    return keys


def _database_url(given: Mapping[str, str], var: Path) -> str:
    name = "REMEDYTRACK_DATABASE_URL"
    url = given.get(name, f"sqlite:///{var / 'remedytrack.db'}")
    if "://" not in url:
        raise SettingRefused(name, url, "write it like sqlite:////folder/file.db")
    return url


def _mail_url(given: Mapping[str, str], name: str, default: str | None) -> str | None:
    url = given.get(name, default)
    if url is None:
        return None
    parts = urlsplit(url)
    reachable = parts.path if parts.scheme == "file" else parts.hostname
    if parts.scheme not in _MAIL_SCHEMES or not reachable:
        # Its password must not reach a log.
        raise SettingRefused(name, "…", "write smtps://…, smtp://… or file:/folder")
    return url


def _mail_sender(given: Mapping[str, str], public: SplitResult) -> str:
    name = "REMEDYTRACK_MAIL_SENDER"
    host = public.hostname
    sender = given.get(name, f"reminder@{'localhost' if host in LOOPBACK else host}")
    return _address(name, sender)


def _address(name: str, text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        wanted = "write one address in Latin letters, like reminder@example.org"
        raise SettingRefused(name, text, wanted)
    return text


def _alarm_url(given: Mapping[str, str]) -> str | None:
    name = "REMEDYTRACK_ALARM_URL"
    return safe_url(name, given[name]) if name in given else None


def safe_url(name: str, url: str) -> str:
    """Return ``url`` if nobody on the way can read what is sent there.

    Args:
        name: where it was written, named in the error.
        url: ``https://…``, or ``http://…`` towards this machine.

    Raises:
        SettingRefused: it is another; it may be a secret, and is not repeated.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingRefused(name, "…", "write https://host/path")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingRefused(name, "…", "beyond this machine it has to be https://")
    return url


def _alarm_mail_to(given: Mapping[str, str]) -> str | None:
    name = "REMEDYTRACK_ALARM_MAIL_TO"
    text = given.get(name)
    if (text is None) != (_ALARM_MAIL_URL not in given):
        wanted = f"{name} and {_ALARM_MAIL_URL} need each other"
        raise SettingRefused(name, text or "", wanted)
    return None if text is None else _address(name, text)


def _public_url(given: Mapping[str, str]) -> SplitResult:
    name = "REMEDYTRACK_PUBLIC_URL"
    text = given.get(name, "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(text)
    # The library drops line breaks without a word.
    whole = parts.geturl() == text and text.isprintable() and "@" not in parts.netloc
    site = parts.scheme in {"http", "https"} and parts.hostname and not parts.path
    if not (whole and site):
        raise SettingRefused(name, text, "write scheme and host: https://example.org")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingRefused(name, text, "beyond this machine it has to be https://")
    return parts


def _trusted_hosts(given: Mapping[str, str], public: SplitResult) -> tuple[str, ...]:
    name = "REMEDYTRACK_TRUSTED_HOSTS"
    listed = given.get(name, "").split(",")
    named = [host.strip() for host in listed if host.strip()]
    for host in named:
        if not _HOST.fullmatch(host):
            raise SettingRefused(name, host, "write host names, separated by commas")
    own = [str(public.hostname)]
    if public.hostname in LOOPBACK:
        own = sorted(LOOPBACK)
    return tuple(dict.fromkeys(own + named))


def _existing_folder(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(name)
    if text is None:
        return None
    folder = Path(text).absolute()
    if not folder.is_dir():
        raise SettingRefused(name, text, "it is not a folder")
    return folder
