"""What stands in a proceeding as lines of text, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.standing import Deadline, Standing
from remedytrack.wording import Wording


def facts_of(
    standing: Standing, definition: Workflow, wording: Wording
) -> dict[str, str]:
    """Return everything that stands, each under a key that stays while it does."""
    facts: dict[str, str] = {}
    for track, state in standing.states.items():
        title = wording.text(definition.tracks[track].states[state].title)
        facts[f"state {track}"] = f"{track}: {state} ({title})"
    for deadline in standing.deadlines:
        facts[f"deadline {deadline.id}"] = deadline_line(deadline, wording)
    for silence in standing.silences:
        facts[f"silence {silence.id}"] = f"silence {silence.kind}, {silence.occurred}"
    titles = {flag.id: wording.text(flag.title) for flag in definition.flags}
    for flag in standing.flags:
        facts[f"flag {flag.id}"] = f"flag {flag.id} ({titles[flag.id]})"
    for each in standing.anomalies:
        facts[f"anomaly {each.entry} {each.track}"] = (
            f"“{each.kind}” has no place while {each.track} is “{each.state}”"
        )
    return facts


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield what began (+), what is otherwise (~, and how it was), what ended (-)."""
    for key, text in after.items():
        if key not in before:
            yield f"+ {text}"
        elif before[key] != text:
            yield f"~ {text}"
            yield f"    was: {before[key]}"
    yield from (f"- {text}" for key, text in before.items() if key not in after)


def deadline_line(deadline: Deadline, wording: Wording) -> str:
    """Return a deadline as one line: the rule, its start, its dates, its state."""
    act = f" ({wording.text(deadline.act)})" if deadline.act else ""
    person = f" for {deadline.person}" if deadline.person else ""
    parts = [
        f"{deadline.limit}{act}{person}",
        f"from {deadline.trigger_kind} {deadline.trigger_when}",
        *_dates(deadline),
        f"{deadline.state}" + (" in doubt" if deadline.provisional else ""),
    ]
    return ", ".join(parts)


def _dates(deadline: Deadline) -> Iterator[str]:
    if deadline.opens_on is not None:
        yield f"not before {deadline.opens_on}"
    if deadline.safe_on is not None:
        yield f"safe {deadline.safe_on}"
    if deadline.arguable_on not in {None, deadline.safe_on}:
        yield f"arguable {deadline.arguable_on}"
    if deadline.no_date is not None:
        yield f"no date: {deadline.no_date}"
    if deadline.done_when is not None:
        yield f"done {deadline.done_when}"
    if deadline.timeliness is not None:
        yield f"{deadline.timeliness}".replace("_", " ")
