"""An example as the text of a file of ``examples/``, for a person to check."""

from __future__ import annotations

import json
from collections.abc import Iterator

from remedytrack.core.law import Definition
from remedytrack.core.workflow.examples import Example, ExamplesFile


def text_of(file: ExamplesFile) -> str:
    """Return ``file`` as text that reads back as the same examples."""
    lines = [f"workflow: {file.workflow}", "examples:"]
    for example in file.examples:
        lines += _example(example)
    return "\n".join([*lines, ""])


def _example(example: Example) -> Iterator[str]:
    yield f"  - id: {example.id}"
    yield f"    title: {_quoted(example.title)}"
    yield f"    source: {_quoted(example.source)}"
    if example.note is not None:
        yield f"    note: {_quoted(example.note)}"
    yield f"    now: {example.now.isoformat(timespec='minutes')}"
    yield "    events:" if example.events else "    events: []"
    for event in example.events:
        yield f"      - {_flow(event)}"
    yield "    expect:"
    for key, value in _written(example.expect).items():
        if key == "deadlines" and isinstance(value, list):
            yield "      deadlines:" if value else "      deadlines: []"
            yield from (f"        - {_flow(line)}" for line in example.expect.deadlines)
        else:
            yield f"      {key}: {_flow(value)}"


def _written(part: Definition) -> dict[str, object]:
    """Return the keys that say something."""
    plain: dict[str, object] = part.model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    return plain


def _flow(value: object) -> str:
    """Write a value on one line, with quotes where they are needed."""
    match value:
        case Definition():
            return _flow(_written(value))
        case dict():
            inside = ", ".join(f"{key}: {_flow(each)}" for key, each in value.items())
            return f"{{{inside}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case bool():
            return "true" if value else "false"
        case str() if not _is_a_name(value):
            return _quoted(value)
        case _:
            return str(value)


def _is_a_name(text: str) -> bool:
    bare = text.replace(".", "").replace("_", "")
    reserved = text in {"true", "false", "null"}
    return bare.isalnum() and bare.isascii() and text[0].isalpha() and not reserved


def _quoted(text: str) -> str:
    """A text in quotes is written in YAML as it is in JSON."""
    return json.dumps(text, ensure_ascii=False)
