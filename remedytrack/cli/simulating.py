"""``remedytrack workflow simulate``: type events, and watch what follows from them."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from remedytrack.cli.options import language_option
from remedytrack.cli.reasons import lines
from remedytrack.cli.standings import changed, deadline_line, facts_of
from remedytrack.core.dates import When
from remedytrack.core.findings import nearest
from remedytrack.core.workflow.examples import ExamplesFile
from remedytrack.core.workflow.simulation import Simulation, expected_of
from remedytrack.core.workflow.standing import Standing
from remedytrack.lawbook import Lawbook, UnknownLaw, load
from remedytrack.lawbook.example_text import text_of
from remedytrack.resources import folder
from remedytrack.settings import Settings
from remedytrack.wording import Wording

_HELP = """\
2025-02-14 filed                an event on its day (2025-02, 2025-02-14T15:00 also)
2025-02-15 registered number=1  … with its fields; person=a, basis=reported also
now 2025-06-20                  look at it at the end of another day
next                            the events that fit now
show                            everything that stands
why LIMIT                       how a date was counted
undo                            take the last event, or the last “now”, back
save FILE                       write an example that expects what stands now
quit"""
_BESIDE_FIELDS = {"person", "basis", "recorded"}


class NotUnderstood(ValueError):
    """A line that is neither an event nor a command."""


@click.command("simulate")
@click.argument("workflow")
@language_option
@click.pass_context
def simulate(ctx: click.Context, workflow: str, language: str) -> None:
    """Type events of WORKFLOW at dates, and see states and deadlines change.

    Reads from the terminal, or a script from standard input; “help” lists what can be
    typed. Nothing is stored. Exit code 1 if a line of a script was refused.
    """
    settings = Settings.from_environment(os.environ)
    law = load(folder("workflows"), settings.workflows)
    if workflow not in law.workflows:
        raise UnknownLaw("workflow", workflow, law.workflows)
    definition = law.workflows[workflow]
    session = Session(law, Wording(language), [Simulation(definition)])
    click.echo(f"{workflow}: {session.wording.text(definition.title)}")
    click.echo("\n".join(session.everything()))
    refused = sum(not _answered(session, line) for line in _typed(definition.events))
    ctx.exit(bool(refused) and not sys.stdin.isatty())


@dataclass
class Session:
    """What was typed so far: each simulation, the last one standing."""

    law: Lawbook
    wording: Wording
    past: list[Simulation]

    def answer(self, line: str) -> Iterator[str]:
        """Yield what follows from one line.

        Raises ``ValueError`` over what cannot be understood; then nothing changed.
        """
        word, *rest = shlex.split(line)
        commands: Mapping[str, Callable[[Sequence[str]], Iterator[str]]] = {
            "now": self._now,
            "undo": self._undo,
            "why": self._why,
            "save": self._save,
            "next": lambda _: self._next(),
            "show": lambda _: self.everything(),
            "help": lambda _: iter(_HELP.splitlines()),
        }
        if word in commands:
            return commands[word](rest)
        if not word[:1].isdigit() and not word.startswith(".."):
            near = nearest(word, [*commands, "quit"])
            raise NotUnderstood(f"“{word}” is neither a date nor a command{near}")
        return self._event(word, rest)

    def everything(self) -> Iterator[str]:
        """Yield all that stands."""
        return (f"  {text}" for text in self._facts(self.past[-1]).values())

    @property
    def _standing(self) -> Standing:
        return self.past[-1].standing(self.law)

    def _facts(self, simulation: Simulation) -> dict[str, str]:
        standing = simulation.standing(self.law)
        return facts_of(standing, simulation.definition, self.wording)

    def _event(self, on: str, rest: Sequence[str]) -> Iterator[str]:
        When.parse(on)
        if not rest:
            raise NotUnderstood("write the event after its date; “next” lists them")
        given = dict(_pair(part) for part in rest[1:])
        beside = {key: given.pop(key) for key in _BESIDE_FIELDS & set(given)}
        written = {"on": on, "event": rest[0], "fields": given, **beside}
        return self._moved_to(self.past[-1].with_event(written))

    def _now(self, rest: Sequence[str]) -> Iterator[str]:
        return self._moved_to(self.past[-1].at(When.parse(_only(rest, "a day"))))

    def _moved_to(self, after: Simulation) -> Iterator[str]:
        before = self.past[-1]
        self.past.append(after)
        return self._difference(before, after)

    def _undo(self, _: Sequence[str]) -> Iterator[str]:
        if len(self.past) == 1:
            raise NotUnderstood("there is nothing to take back")
        undone = self.past.pop()
        return self._difference(undone, self.past[-1])

    def _difference(self, before: Simulation, after: Simulation) -> Iterator[str]:
        told = list(changed(self._facts(before), self._facts(after)))
        return (f"  {text}" for text in told or ["nothing else changes"])

    def _next(self) -> Iterator[str]:
        events = self.past[-1].definition.events
        for kind in self._standing.allowed:
            yield f"  {kind} ({self.wording.text(events[kind].title)})"

    def _why(self, rest: Sequence[str]) -> Iterator[str]:
        limit = _only(rest, "a time limit")
        deadlines = self._standing.deadlines
        asked = [each for each in deadlines if each.limit == limit]
        if not asked:
            known = sorted({each.limit for each in deadlines})
            near = nearest(limit, known)
            raise NotUnderstood(
                f"no deadline of “{limit}” stands{near}; these do: "
                f"{', '.join(known) or 'none'}"
            )
        for deadline in asked:
            yield f"  {deadline_line(deadline, self.wording)}"
            for counted in (deadline.computation, deadline.arguable_computation):
                if counted is not None:
                    yield f"  {counted.cite} (status: {counted.status})"
                    told = lines(counted, self.wording.language)
                    yield from (f"  {text}" for text in told)

    def _save(self, rest: Sequence[str]) -> Iterator[str]:
        path = Path(_only(rest, "a file"))
        simulation = self.past[-1]
        example = simulation.example(expected_of(self._standing))
        name = simulation.definition.workflow
        text = text_of(ExamplesFile(workflow=name, examples=(example,)))
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise NotUnderstood(f"{path} exists; choose another name") from error
        except OSError as error:
            raise NotUnderstood(f"{path}: {error.strerror}") from error
        yield f"  {path}: check every date by hand before it becomes a test"


def _only(rest: Sequence[str], what: str) -> str:
    if len(rest) != 1:
        raise NotUnderstood(f"write {what} after it, and nothing else")
    return rest[0]


def _pair(part: str) -> tuple[str, str]:
    key, equals, value = part.partition("=")
    if not equals:
        raise NotUnderstood(f"“{part}” is no field; write name=value")
    return key, value


def _answered(session: Session, line: str) -> bool:
    """Print the answer to one line; say whether it was understood."""
    try:
        click.echo("\n".join(session.answer(line)))
    except ValueError as error:  # our own, a date that is none, a quote left open
        click.echo(f"  ! {error}")
        return False
    return True


def _typed(events: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of a terminal, or of a script, as far as “quit”."""
    read = _asked(events) if sys.stdin.isatty() else _echoed()
    for line in read:
        words = line.strip()
        if words in {"quit", "exit"}:
            return
        if words and not words.startswith("#"):
            yield words


def _echoed() -> Iterator[str]:
    """A script's answers can be followed only with its lines between them."""
    for line in sys.stdin:
        click.echo(f"> {line.strip()}")
        yield line


def _asked(events: Mapping[str, object]) -> Iterator[str]:
    with suppress(ImportError):  # Windows has none; then lines cannot be called back
        import readline  # noqa: PLC0415

        readline.set_completer(_Completer(tuple(events)))
        readline.parse_and_bind("tab: complete")
    with suppress(EOFError):
        while True:
            yield input("> ")


@dataclass(frozen=True, slots=True)
class _Completer:
    events: tuple[str, ...]

    def __call__(self, begun: str, n: int) -> str | None:
        fitting = [name for name in self.events if name.startswith(begun)]
        return fitting[n] if n < len(fitting) else None
