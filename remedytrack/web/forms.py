"""What people typed, what was wrong with it, and how to say so beside the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Final

from flask import request

from remedytrack.core.dates import NotADate, When
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording

_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
"""A day as documents in Kazakhstan write it: 25.11.2025."""

UNPROCESSABLE: Final = 422
WHOLE_FORM: Final = ""


class Wrong(Exception):
    """Something typed cannot be used; ``field`` is the name of its field."""

    def __init__(self, field_name: str, problem: str) -> None:
        super().__init__(problem)
        self.field, self.problem = field_name, problem


@dataclass
class Form:
    """One form on its way back to the person: texts kept, problems beside them.

    ``name`` tells several forms of one page apart.
    """

    name: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls, name: str = "") -> Form:
        """Return the form of this request as it was typed."""
        return cls(name, request.form.to_dict())

    @property
    def failed(self) -> bool:
        """Whether anything was wrong."""
        return bool(self.problems)

    def value(self, name: str, default: str = "") -> str:
        """Return what was typed in the field ``name``."""
        return self.typed.get(name, default)

    def text(self, name: str) -> str:
        """Return what was typed in the field ``name``, without the space around it."""
        return self.value(name).strip()

    def when(self, name: str) -> When:
        """Read an uncertain date; :class:`Wrong` where it is none."""
        text = self.text(name)
        if not text:
            raise Wrong(name, _("Say when it was; an uncertain date will do."))
        try:
            return When.parse(_with_dotted_days(text))
        except NotADate:
            raise Wrong(name, _("“%(text)s” is not a date.", text=text)) from None

    def day(self, name: str) -> date:
        """Read one certain day; :class:`Wrong` where it is none."""
        text = self.text(name)
        try:
            return date.fromisoformat(_with_dotted_days(text))
        except ValueError:
            problem = _("“%(text)s” is not a day. Write it as 2025-11-25.", text=text)
            raise Wrong(name, problem) from None

    def noting_problems(
        self,
        fields: Mapping[str, str] | None = None,
        beside: Mapping[type[Refused], str] | None = None,
    ) -> Noting:
        """Turn what is refused inside the block into problems of this form.

        ``fields`` gives the name of a field by the title that a refusal may call it,
        ``beside`` the field that a kind of refusal belongs to.
        """
        return Noting(self, fields or {}, beside or {})


def _with_dotted_days(text: str) -> str:
    return _DOTTED.sub(lambda d: f"{d[3]}-{int(d[2]):02}-{int(d[1]):02}", text)


@dataclass(frozen=True)
class Noting:
    """A block in which refusals become problems of a form.

    What is not there, or not the person's to do, stays an error of its own.
    """

    form: Form
    fields: Mapping[str, str]
    beside: Mapping[type[Refused], str]

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Note what went wrong; say whether that is all there is to it."""
        if isinstance(error, Wrong):
            self.form.problems[error.field] = error.problem
            return True
        if not isinstance(error, Refused) or isinstance(error, (NotFound, NotAllowed)):
            return False
        title = wording().value(error.sentence.values.get("field", ""))
        name = self.beside.get(type(error)) or self.fields.get(title, WHOLE_FORM)
        self.form.problems[name] = wording().sentence(error.sentence)
        return True
