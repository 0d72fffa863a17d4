"""The demo's accounts: random passwords, kept in one file for its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from remedytrack.core.access import Role

FILE_NAME = "sign-ins.txt"
_PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True)
class SignIn:
    """What one person of the demo signs in with; the password is not in the repr."""

    role: Role
    email: str
    password: str = field(repr=False)


def fresh(role: Role, email: str) -> SignIn:
    """Return a sign-in with a new random password."""
    return SignIn(role, email, secrets.token_urlsafe(_PASSWORD_BYTES))


def write(folder: Path, sign_ins: Iterable[SignIn]) -> Path:
    """Write ``sign-ins.txt`` into ``folder``, readable by its owner only.

    Returns the file. One that is there is replaced: its accounts are gone.
    """
    file = folder / FILE_NAME
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.writelines(f"{s.role}\t{s.email}\t{s.password}\n" for s in sign_ins)
    return file


def read(folder: Path) -> Sequence[SignIn]:
    """Return what was written into ``folder``; nothing where the file is missing."""
    file = folder / FILE_NAME
    if not file.is_file():
        return ()
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return tuple(SignIn(Role(role), email, word) for role, email, word in lines)
