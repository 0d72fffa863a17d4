"""Small procedures and journals for the tests of the replay.

The complaint: the authority has ten days; its silence opens a review of five days and
a claim of ours. The appeal: ten сутки in three readings, a clock for each person. The
letter: sixty days for a reply and for the confidential period.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Basis, Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing
from tests.core.laws import ALMATY, SmallLaw, a_calendar, a_profile

NAMES = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")

LAW = SmallLaw(
    a_profile(),
    a_profile(id="test.draft", status="draft"),
    a_profile(id="test.working", day_means="working"),
    a_profile(id="test.hours", start="moment", ends="moment"),
    a_profile(id="test.gone", valid={"from": "2000-01-01", "to": "2001-01-01"}),
    a_profile(
        id="test.sutki",
        status="disputed",
        day_means=None,
        roll=None,
        roll_applies_to=["day"],
        readings=[
            {
                "id": "strict",
                "day_means": "calendar",
                "roll": {"after": "none", "before": "none"},
            },
            {
                "id": "rolled",
                "day_means": "calendar",
                "roll": {"after": "forward", "before": "none"},
            },
            {
                "id": "working",
                "day_means": "working",
                "roll": {"after": "forward", "before": "none"},
            },
        ],
    ),
    calendars=(a_calendar("2025-01-01", "2025-12-31"),),
)


def at(local: str) -> datetime:
    """Return the moment of a local time in Almaty."""
    return datetime.fromisoformat(local).replace(tzinfo=ALMATY)


def entry(
    kind: str,
    occurred: str,
    *,
    recorded: str = "2025-01-01T12:00",
    by: str = "ann",
    name: str | None = None,
    supersedes: Entry | None = None,
    **more: Any,
) -> Entry:
    """Return a line of a journal; its id follows from its name, kind and date."""
    return Entry(
        id=uuid5(NAMES, name or f"{kind} {occurred} {recorded}"),
        kind=kind,
        occurred=When.parse(occurred),
        recorded_at=at(recorded),
        recorded_by=by,
        supersedes=supersedes.id if supersedes else None,
        **more,
    )


def standing(
    definition: Workflow, journal: Iterable[Entry], now: str = "2025-06-02T12:00"
) -> Standing:
    return replay(definition, journal, LAW, at(now))


def deadline(found: Standing, limit: str) -> Deadline:
    """Return the only deadline of ``limit``."""
    (only,) = (each for each in found.deadlines if each.limit == limit)
    return only


def titled(words: str) -> dict[str, str]:
    return {"en": words, "ru": words}


def an_event(**choices: Any) -> dict[str, Any]:
    return {"title": titled("event")} | choices


def a_track(*states: str) -> dict[str, Any]:
    """Return a track that begins in the first of ``states``."""
    titles = {state: {"title": titled(state)} for state in states}
    return {"initial": states[0], "states": titles}


def a_rule(limit: str, n: int, unit: str, **choices: Any) -> dict[str, Any]:
    on = choices.get("on", "filed")
    plain = {
        "id": limit,
        "act": titled("act"),
        "bound": "authority",
        "consequence": "expectation",
        "on": on,
        "select_by": on,
        "profile": "test.plain",
        "term": {"n": n, "unit": unit},
        "cite": {"act": "Test Code", "unit": "art. 3"},
        "status": "sourced",
        "valid": {"from": "2000-01-01"},
    }
    return plain | choices


def a_flag(flag: str, when: Mapping[str, Any], **choices: Any) -> dict[str, Any]:
    return {"id": flag, "title": titled(flag), "when": when, "since": "filed"} | choices


def a_workflow(**parts: Any) -> Workflow:
    plain = {
        "workflow": "test.procedure",
        "version": 1,
        "kind": "complaint",
        "title": titled("procedure"),
        "calendar": "kz",
        "tracks": {"procedure": a_track("open")},
        "events": {"filed": an_event()},
    }
    return Workflow.model_validate_json(json.dumps(plain | parts))


COMPLAINT = a_workflow(
    tracks={
        "procedure": a_track("open", "pending", "silent", "granted", "refused"),
        "review": a_track("none", "asked", "silent", "answered"),
    },
    events={
        "filed": an_event(
            by="us", moves={"procedure": {"from": ["open"], "to": "pending"}}
        ),
        "suspended": an_event(),
        "resumed": an_event(),
        "answered": an_event(
            by="authority",
            fields={
                "outcome": {
                    "type": "choice",
                    "title": titled("outcome"),
                    "choice": {
                        "granted": titled("granted"),
                        "refused": titled("refused"),
                    },
                },
                "heard_on": {"type": "date", "title": titled("heard on")},
            },
            moves={"procedure": {"from": ["pending", "silent"], "to_by": "outcome"}},
        ),
        "silence": an_event(
            derived=True,
            moves={
                "procedure": {"from": ["pending"], "to": "silent"},
                "review": {"to": "asked"},
            },
        ),
        "reviewed": an_event(moves={"review": {"from": ["asked"], "to": "answered"}}),
        "review_silence": an_event(
            derived=True, moves={"review": {"from": ["asked"], "to": "silent"}}
        ),
        "claimed": an_event(by="us"),
        "inspected": an_event(),
        "questioned": an_event(),
    },
    groups={"investigative": ["inspected", "questioned"]},
    settings={"patience": {"title": titled("patience"), "n": 2, "unit": "month"}},
    time_limits=[
        a_rule(
            "test.answer",
            10,
            "day",
            satisfied_by="answered",
            on_expiry={"event": "silence"},
            stop=[
                {
                    "from": "suspended",
                    "from_day": "in",
                    "to": "resumed",
                    "to_day": "out",
                }
            ],
        ),
        a_rule(
            "test.review",
            5,
            "day",
            on="silence",
            satisfied_by="reviewed",
            on_expiry={"event": "review_silence"},
        ),
        a_rule(
            "test.claim",
            1,
            "month",
            on="silence",
            bound="us",
            consequence="bar",
            opens="day_after_trigger",
            satisfied_by="claimed",
        ),
    ],
    flags=[
        a_flag("silent", {"expired": "test.answer"}, grade="N2"),
        a_flag("late", {"late": "test.answer"}),
        a_flag("lapsed", {"expired": "test.claim"}, against_us=True),
        a_flag(
            "closed_without_investigation",
            {
                "all": [
                    {"in_state": {"procedure": ["refused"]}},
                    {"not": {"occurred": "investigative"}},
                ]
            },
            grade="N3",
        ),
        a_flag(
            "no_investigation",
            {
                "all": [
                    {"elapsed": "patience", "since": "filed"},
                    {"not": {"any": [{"occurred": "investigative"}]}},
                    {"not": {"occurred": "answered"}},
                ]
            },
            grade="N1",
        ),
    ],
)

SUTKI: dict[str, Any] = {
    "on": "delivered",
    "until_known": "made",
    "select_by": "made",
    "bound": "us",
    "consequence": "restorable",
    "per": "person",
    "profile": "test.sutki",
    "status": "disputed",
    "satisfied_by": "appealed",
}

APPEAL = a_workflow(
    kind="appeal",
    events={
        "made": an_event(
            fields={
                "penalty": {
                    "type": "choice",
                    "title": titled("penalty"),
                    "choice": {"fine": titled("fine"), "arrest": titled("arrest")},
                }
            }
        ),
        "delivered": an_event(person="asked"),
        "appealed": an_event(by="us", person="asked"),
        "decided": an_event(by="court"),
    },
    time_limits=[
        a_rule("test.appeal", 10, "day", **SUTKI),
        a_rule(
            "test.decision",
            24,
            "hour",
            on="appealed",
            bound="court",
            profile="test.hours",
            satisfied_by="decided",
            **{"if": {"fact": "made.penalty", "equals": "arrest"}},
        ),
    ],
    flags=[a_flag("lapsed", {"expired": "test.appeal"}, since="made", against_us=True)],
)

LETTER = a_workflow(
    kind="communication",
    tracks={
        "visibility": a_track("confidential", "public"),
        "reply": a_track("awaiting", "none", "replied"),
        "translation": a_track("not_needed", "under_way", "done"),
    },
    events={
        "sent": an_event(by="un"),
        "replied": an_event(
            by="state", moves={"reply": {"from": ["awaiting", "none"], "to": "replied"}}
        ),
        "no_reply": an_event(
            derived=True, moves={"reply": {"from": ["awaiting"], "to": "none"}}
        ),
        "translation_begun": an_event(moves={"translation": {"to": "under_way"}}),
        "published": an_event(
            moves={"visibility": {"from": ["confidential"], "to": "public"}}
        ),
    },
    time_limits=[
        a_rule(
            "test.reply",
            60,
            "day",
            on="sent",
            bound="state",
            satisfied_by="replied",
            on_expiry={"event": "no_reply"},
        ),
        a_rule(
            "test.embargo",
            60,
            "day",
            on="sent",
            bound="us",
            consequence="embargo",
            satisfied_by="published",
        ),
    ],
)


def seen(document: Entry) -> Entry:
    """Return the entry with its document seen."""
    return replace(document, basis=Basis.DOCUMENT)
