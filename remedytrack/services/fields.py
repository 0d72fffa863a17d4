"""Fields of an event: from what people typed to structured values and content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from remedytrack.core.timelimits.explain import Sentence
from remedytrack.core.workflow.definition import (
    EventDefinition,
    FieldDefinition,
    FieldType,
)
from remedytrack.core.workflow.journal import FieldValue
from remedytrack.services.refusals import BadField, MissingField

YES, NO = "yes", "no"

_A_DATE = Sentence("Write a date such as 2025-11-25.", {})
_A_NUMBER = Sentence("Write a whole number.", {})
_YES_OR_NO = Sentence("Write yes or no.", {})
_ONE_OF = Sentence("Choose one of those offered.", {})
_NO_SUCH_FIELD = Sentence("The event has no such field.", {})


def sorted_out(
    event: EventDefinition, typed: Mapping[str, str]
) -> tuple[dict[str, FieldValue], dict[str, str]]:
    """Split ``typed`` into structured fields and texts, each checked.

    Structured fields belong to the schedule plane and guards may read them; texts and
    document names belong to the content plane. Raises :class:`BadField` or
    :class:`MissingField`.
    """
    for name, text in typed.items():
        if name not in event.fields and text.strip():
            raise BadField(field=name, value=text, wanted=_NO_SUCH_FIELD)
    structured: dict[str, FieldValue] = {}
    texts: dict[str, str] = {}
    for name, field in event.fields.items():
        text = typed.get(name, "").strip()
        if not text:
            if field.required:
                raise MissingField(field=field.title)
        elif field.type in {FieldType.TEXT, FieldType.DOCUMENT}:
            texts[name] = text
        else:
            structured[name] = _value(field, text)
    return structured, texts


def _value(field: FieldDefinition, text: str) -> FieldValue:
    match field.type:
        case FieldType.CHOICE:
            return _chosen(field, text)
        case FieldType.DATE:
            return _day(field, text)
        case FieldType.NUMBER:
            return _number(field, text)
        case FieldType.YES_NO:
            return _yes_or_no(field, text)
        case FieldType.TEXT | FieldType.DOCUMENT:
            return text
        case _:
            assert_never(field.type)


def _chosen(field: FieldDefinition, text: str) -> str:
    if text not in field.choice:
        raise BadField(field=field.title, value=text, wanted=_ONE_OF)
    return text


def _day(field: FieldDefinition, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadField(field=field.title, value=text, wanted=_A_DATE) from None


def _number(field: FieldDefinition, text: str) -> int:
    bare = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not bare.removeprefix("-").isdecimal():
        raise BadField(field=field.title, value=text, wanted=_A_NUMBER)
    return int(bare)


def _yes_or_no(field: FieldDefinition, text: str) -> bool:
    if text not in {YES, NO}:
        raise BadField(field=field.title, value=text, wanted=_YES_OR_NO)
    return text == YES
