"""Answers kept by the identity of what was asked about: law is not compared, but held.

Two ways of counting that say the same are two keys; comparing them would cost more than
working the answer out. What is kept is bounded, and holds its key, so that no other
object can come to have the same identity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 4096


def kept_for_each(work: Callable[[Key], Value]) -> Callable[[Key], Value]:
    """Return ``work``, which then works its answer out once for each object."""
    answers: dict[int, tuple[Key, Value]] = {}

    @wraps(work)
    def kept(key: Key) -> Value:
        known = answers.get(id(key))
        if known is not None:
            return known[1]
        value = work(key)
        if len(answers) >= MOST:
            answers.clear()
        answers[id(key)] = key, value
        return value

    return kept
