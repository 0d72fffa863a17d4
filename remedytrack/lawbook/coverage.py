"""How much of the law reports is in rule files, and how much of it is in Kazakh."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from remedytrack.core.law import Definition, Texts
from remedytrack.lawbook.book import Lawbook

_ROW = re.compile(r"\b[A-Z]{2,6}(?:-[A-Z0-9]+)+[a-z]?\b")
"""A row of a law report: KO-12, CR-05a, SP-REPLY-60."""


def rows_named(law: Lawbook) -> Mapping[str, frozenset[str]]:
    """Return the rows that rules name in ``sources`` or ``note``, by their prefix."""
    rows: dict[str, set[str]] = {}
    for text in _said_by_rules(law):
        for row in _ROW.findall(text):
            rows.setdefault(row.partition("-")[0], set()).add(row)
    return {prefix: frozenset(rows[prefix]) for prefix in sorted(rows)}


def _said_by_rules(law: Lawbook) -> Iterator[str]:
    cascades = {c.id: c for w in law.workflows for c in law.cascades_of(w)}
    limits = (v for name in law.limit_ids for v in law.limit_versions(name)[1])
    for rule in (*limits, *cascades.values()):
        yield from rule.sources
        yield rule.note or ""


def texts_by_language(law: Lawbook) -> Counter[str]:
    """Return how many texts of the procedures there are in each language."""
    return Counter(
        language
        for workflow in law.workflows.values()
        for texts in _texts(workflow)
        for language in ("en", "ru", "kk")
        if getattr(texts, language)
    )


def _texts(value: object) -> Iterator[Texts]:
    match value:
        case Texts():
            yield value
        case Definition():
            for name in type(value).model_fields:
                yield from _texts(getattr(value, name))
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case tuple():
            for each in value:
                yield from _texts(each)
        case _:
            return
