"""From plain data to frozen definitions: every misfit in plain words, with its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from remedytrack.core.findings import nearest
from remedytrack.core.law import Definition
from remedytrack.lawbook.problems import LawbookRefused, Problem, Shape
from remedytrack.lawbook.strict_yaml import Data, Document, Path

Shaped = TypeVar("Shaped", bound=Definition)

CONDITIONS = (
    "fact", "occurred", "in_state", "expired", "late", "elapsed", "not", "all", "any",
)  # fmt: skip

# What the library calls a kind of value, and what a lawyer would.
_KINDS = {
    "string_type": "text (put it in quotes)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2025-02-28",
    "dict_type": "keys with values below",
    "model_type": "keys with values below",
    "model_attributes_type": "keys with values below",
    "tuple_type": "a list",
    "list_type": "a list",
}
_DATES = {"date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"}
_BOUNDS = {"greater_than_equal", "less_than_equal", "greater_than", "string_too_short"}


def shaped(document: Document, model: type[Shaped]) -> Shaped:
    """Return ``document`` as ``model``; :class:`LawbookRefused` with every misfit."""
    if not isinstance(document.data, dict):
        message = "the file must hold keys with values"
        raise LawbookRefused([Problem(Shape.WRONG_KIND, document.file, 1, message)])
    try:
        return model.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        schema = model.model_json_schema(by_alias=True)
        raise LawbookRefused(_problems(document, schema, error)) from error


def _problems(
    document: Document, schema: Mapping[str, Any], error: ValidationError
) -> list[Problem]:
    """Fold the errors of one place into one problem: a value fits no alternative."""
    by_place: dict[Path, list[tuple[Shape, str]]] = {}
    for each in error.errors(include_url=False):
        path = _path(document.data, each["loc"])
        said = by_place.setdefault(path, [])
        said.append(_worded(each, path, document.data, schema))
    return [
        Problem(code, document.file, document.line(path), message)
        for path, said in by_place.items()
        for code, message in _folded(said)
    ]


def _folded(said: Sequence[tuple[Shape, str]]) -> Iterator[tuple[Shape, str]]:
    kinds = [message for code, message in said if code is Shape.WRONG_KIND]
    if kinds:
        start = kinds[0]
        others = [message.partition(" must be ")[2] for message in kinds[1:]]
        yield Shape.WRONG_KIND, " or ".join([start, *others])
    yield from ((code, m) for code, m in said if code is not Shape.WRONG_KIND)


def _path(data: Data, loc: Sequence[str | int]) -> Path:
    """Return the place in the file, without the labels of alternatives in ``loc``.

    The library puts the label of the alternative it tried into the way: a condition
    ``{all: […]}`` is at ``all, all, 0``. A label is no key, or it is one whose own
    next step is found beside it, not below it.
    """
    path: list[str | int] = []
    for position, step in enumerate(loc):
        following = loc[position + 1] if position + 1 < len(loc) else None
        if not _has(data, step) or _is_label(data, step, following):
            continue
        path.append(step)
        data = data[step]  # type: ignore[index]
    return tuple(path)


def _has(data: Data, step: str | int | None) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _is_label(data: Data, step: str | int, following: str | int | None) -> bool:
    if not isinstance(data, dict) or following is None:
        return False
    return following in data and not _has(data[str(step)], following)


def _worded(
    error: ErrorDetails, path: Path, data: Data, schema: Mapping[str, Any]
) -> tuple[Shape, str]:
    """Say in plain words what is wrong at ``path``."""
    name = _name(path)
    kind = error["type"]
    if kind == "missing":
        return Shape.MISSING_KEY, f"“{error['loc'][-1]}” is missing in {name}"
    if kind == "extra_forbidden":
        key = str(path[-1])
        hint = nearest(key, _allowed_keys(schema, error["loc"][:-1], data))
        return Shape.UNKNOWN_KEY, f"unknown key “{key}”{hint}"
    if kind in _KINDS:
        written = _written(error["input"])
        return Shape.WRONG_KIND, f"{name} is {written}, but must be {_KINDS[kind]}"
    if kind in _DATES:
        written = _written(error["input"])
        return Shape.NOT_A_DATE, f"{name}: {written} is not a day of the calendar"
    return _worded_value(error, name)


def _worded_value(error: ErrorDetails, name: str) -> tuple[Shape, str]:
    written = _written(error["input"])
    match error["type"]:
        case "enum" | "literal_error":
            options = error.get("ctx", {}).get("expected", "")
            near = nearest(str(error["input"]), options.replace("'", "").split(", "))
            message = f"{name}: {written} is not one of {options}{near}"
            return Shape.NOT_AN_OPTION, message
        case "string_pattern_mismatch":
            message = f"{name}: {written} is no name; names are like “ruling_made”"
            if "." in error.get("ctx", {}).get("pattern", ""):
                message += " or “kz.koap.appeal”"
            return Shape.BAD_NAME, message
        case "union_tag_not_found" | "union_tag_invalid":
            return Shape.NOT_A_CONDITION, _no_condition(error["input"], name)
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return Shape.REFUSED, f"{name}: {said}"


def _no_condition(written: object, name: str) -> str:
    keys = list(written) if isinstance(written, Mapping) else []
    near = "".join(nearest(str(key), CONDITIONS) for key in keys[:1])
    return f"{name} is no condition; begin it with one of {', '.join(CONDITIONS)}{near}"


def _name(path: Path) -> str:
    """Name a place as a reader would: ``time_limits[2].term``."""
    name = ""
    for step in path:
        name += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return f"“{name.removeprefix('.')}”" if name else "the file"


def _written(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value}”" if len(value) <= 60 else f"“{value[:60]}…”"  # noqa: PLR2004
        case int() | float():
            return str(value)
        case Mapping():
            return "keys with values"
        case _:
            return "a list"


def _allowed_keys(
    schema: Mapping[str, Any], loc: Sequence[str | int], data: Data
) -> set[str]:
    """Return the keys that the schema knows at ``loc``."""
    definitions = schema.get("$defs", {})
    places = [schema]
    for step in _path(data, loc):
        below = [_below(place, step) for place in _spread(places, definitions)]
        places = [place for found in below for place in found]
    known = _spread(places, definitions)
    return {key for place in known for key in place.get("properties", {})}


def _spread(
    places: Iterable[Mapping[str, Any]], definitions: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Replace references and alternatives by what they stand for."""
    spread: list[Mapping[str, Any]] = []
    for place in places:
        if "$ref" in place:
            target = definitions[place["$ref"].rpartition("/")[2]]
            spread += _spread([target], definitions)
            continue
        alternatives = place.get("anyOf", place.get("oneOf"))
        spread += _spread(alternatives, definitions) if alternatives else [place]
    return spread


def _below(place: Mapping[str, Any], step: str | int) -> list[Mapping[str, Any]]:
    if isinstance(step, int):
        return [place["items"]] if "items" in place else []
    if step in place.get("properties", {}):
        return [place["properties"][step]]
    return list(place.get("patternProperties", {}).values())
