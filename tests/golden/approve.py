"""``python -m tests.golden.approve``: write down what the procedures make of journals.

Run it when a change of a procedure, of the law or of the engine is meant to change a
standing, and commit the difference with the change that causes it. It keeps every
journal that is there, adds those of the demo and of the worked examples that are new,
and begins a file for each version of a procedure that has none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from remedytrack.core.workflow.examples import journal_of, moment_of
from remedytrack.demo.dataset import bundled
from remedytrack.demo.loader import load as load_demo
from remedytrack.lawbook import Lawbook
from remedytrack.lawbook import load as load_law
from remedytrack.lawbook.examples import read_examples
from remedytrack.notify.transport import RecordingTransport
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works
from remedytrack.services.lettering import Envelope
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from tests.golden.goldens import Golden, Journal, all_of_them, nameless, read

Named = tuple[str, int]


def main() -> None:
    """Write every golden file anew, and say which ones differ."""
    law = load_law(folder("workflows"))
    found: dict[Named, Golden] = {}
    for file in all_of_them():
        golden = read(file)
        found[golden.workflow, golden.version] = golden
    for name, journals in _new(law).items():
        golden = found.setdefault(name, Golden(*name))
        known = {each.name for each in golden.journals}
        more = tuple(each for each in journals if each.name not in known)
        found[name] = replace(golden, journals=golden.journals + more)
    for golden in found.values():
        _write(golden.refolded(law))


def _write(golden: Golden) -> None:
    text, file = golden.written(), golden.file
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file.name}: {len(golden.journals)} journals\n")


def _new(law: Lawbook) -> dict[Named, list[Journal]]:
    journals: dict[Named, list[Journal]] = defaultdict(list)
    for workflow, journal in (*_examples(law), *_cases(law)):
        journals[workflow, law.workflows[workflow].version].append(journal)
    return journals


def _examples(law: Lawbook) -> Iterator[tuple[str, Journal]]:
    for source in read_examples(law, folder("workflows")):
        definition = law.workflows[source.item.workflow]
        zone = law.calendar(definition.calendar).zone
        for example in source.item.examples:
            entries = tuple(journal_of(example, definition, zone))
            now = moment_of(example, zone)
            yield definition.workflow, Journal(f"example {example.id}", now, entries)


def _cases(law: Lawbook) -> Iterator[tuple[str, Journal]]:
    """Yield the journals of the demo's cases as they stand when it begins."""
    with TemporaryDirectory() as place:
        store = Store(open_engine(f"sqlite:///{Path(place) / 'demo.db'}"))
        create_schema(store.engine)
        envelope = Envelope("reminder@demo.invalid", "http://127.0.0.1:8000")
        works = Works(Registry(store, law), envelope, RecordingTransport())
        loaded = load_demo(works, bundled(), hashing=lambda _: "")
        with store.reading() as unit:
            for key, ref in sorted(loaded.refs.items()):
                case = unit.proceedings.by_ref(ref)
                entries = nameless(unit.journal.of(case.id)) if case else ()
                if case is not None and entries:
                    now = max(entry.recorded_at for entry in entries)
                    yield case.workflow, Journal(f"demo {key}", now, entries)
        store.close()


if __name__ == "__main__":
    main()
