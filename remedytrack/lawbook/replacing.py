"""A user's own law in place of the bundled: by id, and never silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook.files import Files, Item, Source


@dataclass(frozen=True, slots=True, order=True)
class Replacement:
    """A definition of the user's own that stands in place of a bundled one.

    ``kind`` is ``workflow``, ``profile``, ``calendar``, ``ladder`` …; ``file`` is the
    user's. ``adds`` says that there is no bundled one of this name: it is new.
    """

    kind: str
    id: str
    file: str
    adds: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.file})"


def overlaid(bundled: Files, own: Files) -> tuple[Files, tuple[Replacement, ...]]:
    """Return ``bundled`` with what ``own`` adds or replaces, and what that is.

    All versions of a counting profile are replaced together. A version of a workflow
    stays for the cases that began with it, unless its number is given anew.
    """
    replaced: set[Replacement] = set()

    def over(
        kind: str,
        ours: list[Source[Item]],
        theirs: list[Source[Item]],
        named: Callable[[Item], str],
    ) -> list[Source[Item]]:
        known = {named(source.item) for source in ours}
        given = {named(source.item): source.document.file for source in theirs}
        replaced.update(
            Replacement(kind, name, file, adds=name not in known)
            for name, file in given.items()
        )
        return [s for s in ours if named(s.item) not in given] + theirs

    files = Files(
        workflows=over(
            "workflow", bundled.workflows, own.workflows, lambda w: w.workflow
        ),
        kept=_kept(bundled, own),
        profiles=over("profile", bundled.profiles, own.profiles, lambda p: p.id),
        calendars=over(
            "calendar", bundled.calendars, own.calendars, lambda c: c.calendar
        ),
        ladders=over("ladder", bundled.ladders, own.ladders, lambda each: each.name),
        practice=over("practice", bundled.practice, own.practice, lambda _: "practice"),
        cascades=over("cascade", bundled.cascades, own.cascades, lambda c: c.id),
        remedies=over("remedy", bundled.remedies, own.remedies, lambda r: r.id),
        problems=[*bundled.problems, *own.problems],
    )
    return files, tuple(sorted(replaced))


def _kept(bundled: Files, own: Files) -> list[Source[Workflow]]:
    current = {source.item.workflow for source in own.workflows}
    given = {_version(source) for source in (*own.workflows, *own.kept)}
    aside = [s for s in bundled.workflows if s.item.workflow in current]
    ours = [s for s in (*aside, *bundled.kept) if _version(s) not in given]
    return [*ours, *own.kept]


def _version(source: Source[Workflow]) -> tuple[str, int]:
    return source.item.workflow, source.item.version
