"""What the program says when it cannot do something: what, where, and what to do.

Exit code 2 is for wrong input, 1 for what was refused or failed. Nobody sees a
traceback unless they ask for one with ``REMEDYTRACK_DEBUG=1``.
"""

from __future__ import annotations

import os

import click

from remedytrack.core.dates import NotADate
from remedytrack.core.timelimits.refusals import (
    ClockTimeMissing,
)
from remedytrack.core.timelimits.trace_reading import NotATrace
from remedytrack.lawbook import UnknownLaw
from remedytrack.notify.address import InvalidMailUrl
from remedytrack.services.asking import NoDayNamed
from remedytrack.services.refusals import NotFound
from remedytrack.settings import SettingRefused
from remedytrack.wording.catalogue import UnknownLanguage

WRONG_INPUT = 2

_WRONG_INPUT = (
    ClockTimeMissing,
    InvalidMailUrl,
    NoDayNamed,
    NotADate,
    NotATrace,
    NotFound,
    SettingRefused,
    UnknownLanguage,
    UnknownLaw,
)
_OWN = "remedytrack."


class WrongInput(click.ClickException):
    """What was asked for does not exist, or cannot be meant. Exit code 2."""

    exit_code = WRONG_INPUT


class Failed(click.ClickException):
    """What was asked for is refused, or did not work. Exit code 1."""


def refusal_for(error: Exception) -> click.ClickException | None:
    """Return ``error`` as a message with an exit code.

    ``None`` asks for the traceback, which is shown only with ``REMEDYTRACK_DEBUG``.
    """
    if os.environ.get("REMEDYTRACK_DEBUG"):
        return None
    if isinstance(error, _WRONG_INPUT):
        return WrongInput(str(error))
    if type(error).__module__.startswith(_OWN):
        return Failed(str(error))
    return Failed(_unforeseen(error))


def _unforeseen(error: Exception) -> str:
    kind, text = type(error).__name__, str(error).strip()
    if kind == "OperationalError" and ("locked" in text or "lock timeout" in text):
        return (
            "The database is in use by another process that does not let go. Nothing "
            "was changed; try again, and look for a process that hangs."
        )
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'The system'}: {error.strerror}."
    if isinstance(error, ModuleNotFoundError):
        return (
            f"The package “{error.name}” is not installed. If REMEDYTRACK_DATABASE_URL "
            "asks for it, install it or choose another address; if not, install "
            "RemedyTrack again."
        )
    first = text.splitlines()[0] if text else ""
    if any(each.__module__ == "sqlalchemy.exc" for each in type(error).__mro__):
        return (
            f"The database cannot be used: {first}. Nothing was saved. Check "
            "REMEDYTRACK_DATABASE_URL, the file and the disk; if the file is damaged, "
            "restore a backup."
        )
    return (
        f"This should not have happened ({kind}: {first}). What was being saved was "
        "not saved. Repeat it with REMEDYTRACK_DEBUG=1 and report what it prints."
    )
