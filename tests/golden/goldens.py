"""Golden journals: what each version of each procedure made of them, line by line.

A file holds journals of real sort (the demo's cases, the worked examples) and the
standing that the replay gave when somebody last approved it. A journal is kept for
good; `python -m tests.golden.approve` adds new ones and writes the standings anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis, Entry, FieldValue
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing
from remedytrack.lawbook import Lawbook

FOLDER = Path(__file__).parent

Plain = dict[str, Any]


@dataclass(frozen=True)
class Journal:
    """A journal and the moment it is looked at; ``standing`` as last approved."""

    name: str
    now: datetime
    entries: tuple[Entry, ...]
    standing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Golden:
    """The journals of one version of a procedure."""

    workflow: str
    version: int
    journals: tuple[Journal, ...] = ()

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.workflow}.v{self.version}.json"

    def refolded(self, law: Lawbook) -> Golden:
        """Return the same journals with what follows from them now."""
        definition = law.version_of(self.workflow, self.version)
        assert definition is not None, f"{self.file.name}: this version is gone"
        folded = [
            replace(
                each,
                standing=tuple(
                    _lines(replay(definition, each.entries, law, each.now), each)
                ),
            )
            for each in self.journals
        ]
        return replace(self, journals=tuple(folded))

    def written(self) -> str:
        """Return the file's text: one line for each entry, one for each result."""
        head = {"workflow": self.workflow, "version": self.version}
        told = ",\n".join(map(_journal, self.journals))
        return f'{_json(head)[:-1]}, "journals": [\n{told}\n]}}\n'


def read(file: Path) -> Golden:
    """Return what a file holds."""
    plain = json.loads(file.read_text(encoding="utf-8"))
    journals = [
        Journal(
            name=each["name"],
            now=datetime.fromisoformat(each["now"]),
            entries=tuple(_entry(line) for line in each["entries"]),
            standing=tuple(each["standing"]),
        )
        for each in plain["journals"]
    ]
    return Golden(plain["workflow"], plain["version"], tuple(journals))


def all_of_them() -> list[Path]:
    """Return the golden files, in order."""
    return sorted(FOLDER.glob("*.json"))


def nameless(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries with everybody known by a number."""
    known: dict[str, str] = {}

    def number(id_: FieldValue | None) -> str | None:
        return known.setdefault(str(id_), f"somebody-{len(known) + 1}") if id_ else None

    people = ("owner", "deputy")
    return tuple(
        replace(
            entry,
            recorded_by=number(entry.recorded_by) or "",
            person=number(entry.person),
            fields={
                name: (number(value) or value) if name in people else value
                for name, value in entry.fields.items()
            },
        )
        for entry in entries
    )


def _journal(journal: Journal) -> str:
    head = {"name": journal.name, "now": journal.now.isoformat()}
    entries = ",\n  ".join(_json(_plain(entry)) for entry in journal.entries)
    standing = ",\n  ".join(_json(line) for line in journal.standing)
    return (
        f' {_json(head)[:-1]},\n  "entries": [\n  {entries}],\n'
        f'  "standing": [\n  {standing}]}}'
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(entry: Entry) -> Plain:
    told: Plain = {
        "id": str(entry.id),
        "kind": entry.kind,
        "on": str(entry.occurred),
        "recorded": entry.recorded_at.isoformat(),
        "by": entry.recorded_by,
        "fields": {name: _field(each) for name, each in entry.fields.items()},
        "person": entry.person,
        "seen": entry.basis is Basis.DOCUMENT,
        "supersedes": str(entry.supersedes) if entry.supersedes else None,
        "withdrawn": entry.withdrawn,
    }
    return {key: value for key, value in told.items() if value}


def _field(value: FieldValue) -> object:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _entry(plain: Plain) -> Entry:
    fields: Mapping[str, Any] = plain.get("fields", {})
    return Entry(
        id=UUID(plain["id"]),
        kind=plain["kind"],
        occurred=When.parse(plain["on"]),
        recorded_at=datetime.fromisoformat(plain["recorded"]),
        recorded_by=plain["by"],
        fields={
            name: date.fromisoformat(each["date"]) if isinstance(each, dict) else each
            for name, each in fields.items()
        },
        person=plain.get("person"),
        basis=Basis.DOCUMENT if plain.get("seen") else Basis.REPORTED,
        supersedes=UUID(plain["supersedes"]) if "supersedes" in plain else None,
        withdrawn=plain.get("withdrawn", False),
    )


def _lines(standing: Standing, journal: Journal) -> Iterator[str]:
    """Say in one line each where a case stands: what a lawyer would compare."""
    kinds = {entry.id: entry.kind for entry in journal.entries}
    yield from (f"{track}: {state}" for track, state in standing.states.items())
    yield from sorted(_deadline(each) for each in standing.deadlines)
    for silence in standing.silences:
        yield f"silence {silence.kind}, {silence.occurred}, by {silence.limit}"
    for flag in standing.flags:
        seen = "unseen" if flag.unseen else "seen"
        yield f"finding {flag.id} {flag.grade or ''}, since {flag.age_since}, {seen}"
    for odd in standing.anomalies:
        kind = kinds.get(odd.entry, odd.kind)
        yield f"no place for {kind} in {odd.track} {odd.state}"
    yield from (f"remedy {each.id}: {each.state}" for each in standing.remedies)
    yield f"embargo {standing.embargo}; looked at again {standing.changes_at}"


def _deadline(due: Deadline) -> str:
    said = [
        f"{due.limit} from {due.trigger_kind} {due.trigger_when}",
        f"for {due.person}" if due.person else "",
        f"safe {due.safe_on}" if due.safe_on else f"no date: {due.no_date}",
        f"arguable {due.arguable_on}" if due.arguable_on != due.safe_on else "",
        f"ends {due.closes_at:%Y-%m-%dT%H:%MZ}" if due.hours and due.closes_at else "",
        f"reminds {due.remind_on}" if due.remind_on != due.safe_on else "",
        f"opens {due.opens_on}" if due.opens_on else "",
        str(due.state),
        f"done {due.done_when}, {due.timeliness}" if due.done_when else "",
        "provisional" if due.provisional else "",
        f"restoration {due.restoration} {due.restore_by_on or ''}".strip()
        if due.restoration
        else "",
    ]
    return ", ".join(each for each in said if each)
