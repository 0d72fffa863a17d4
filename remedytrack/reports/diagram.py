"""A procedure as a picture: for each track its states, and in each what leads where.

A state is a box: its name, the terms that begin in it, and a line for each state that
can follow, with the events that lead there. No library draws it: the layout is a column
of boxes with lanes beside it, which needs no solver, looks the same everywhere, can be
read on a telephone, and keeps every label inside its box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from remedytrack.core.timelimits.explain import term
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.workflow.arrows import Arrow, arrows
from remedytrack.core.workflow.definition import State, Workflow
from remedytrack.core.workflow.lint_complete import ends_of
from remedytrack.reports.diagram_layout import Box, Exit
from remedytrack.reports.diagram_svg import document, picture
from remedytrack.wording import Wording

_MOST_TERMS = 6


@dataclass(frozen=True, eq=False)
class _Same:
    """A definition as a key: the very object, for an edited one may keep its name."""

    definition: Workflow

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition is self.definition


def tracks_drawn(
    definition: Workflow, language: str, states: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return a picture (SVG) of each track; ``states`` are marked as the present ones.

    The pictures carry neither style nor script, only attributes, for pages with a
    strict policy. They are kept by definition, language and states.
    """
    present = tuple((states or {}).items())
    return _pictures(_Same(definition), language, present)


def diagram(definition: Workflow, language: str) -> str:
    """Return one SVG document with all tracks of ``definition`` side by side."""
    title = Wording(language).text(definition.title)
    return document(tracks_drawn(definition, language), title)


@lru_cache(maxsize=256)
def _pictures(
    key: _Same, language: str, present: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    wording, states = Wording(language), dict(present)
    drawing = (
        _Track(key.definition, track, wording, states.get(track))
        for track in key.definition.tracks
    )
    title = wording.text(key.definition.title)
    return tuple(picture(title, tuple(each.boxes())) for each in drawing)


@dataclass(frozen=True)
class _Track:
    """One track of a procedure, in one language."""

    definition: Workflow
    name: str
    wording: Wording
    present: str | None

    def boxes(self) -> Iterator[Box]:
        anywhere = [arrow for arrow in self.arrows if arrow.event in self.anywhere]
        if anywhere:
            title = self.wording.say("In any state")
            terms = tuple(self._terms(None))
            yield Box(None, title, terms=terms, exits=self._exits(None, anywhere))
        for name, state in self._states.items():
            leading = [arrow for arrow in self._local if arrow.source == name]
            yield Box(
                state=name,
                title=self.wording.text(state.title),
                marks=tuple(self._marks(name)),
                final=state.final,
                present=name == self.present,
                terms=() if state.final else tuple(self._terms(name)),
                exits=self._exits(name, leading),
            )

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        """Every arrow of the track."""
        return arrows(self.definition, self.name)

    @cached_property
    def anywhere(self) -> frozenset[str]:
        """The events that may come in any state: drawn once, not in each."""
        moves = {k: e.moves.get(self.name) for k, e in self.definition.events.items()}
        return frozenset(
            kind
            for kind, move in moves.items()
            if move is not None and move.from_states is None
        )

    @cached_property
    def _local(self) -> tuple[Arrow, ...]:
        return tuple(each for each in self.arrows if each.event not in self.anywhere)

    @property
    def _states(self) -> Mapping[str, State]:
        return self.definition.tracks[self.name].states

    def _marks(self, state: str) -> Iterator[str]:
        if state == self.present:
            yield self.wording.say("now")
        if state == self.definition.tracks[self.name].initial:
            yield self.wording.say("beginning")
        if self._states[state].final:
            yield self.wording.say("end")

    def _terms(self, state: str | None) -> Iterator[str]:
        """Yield the terms that begin in ``state`` (or in any), the first of many."""
        limits = (limit for limit in self.definition.time_limits if not limit.void)
        beginning = {each.id: each for each in limits if self._begins(each, state)}
        for limit in [*beginning.values()][:_MOST_TERMS]:
            length = self.wording.sentence(term(limit.term))
            unbroken = length.replace(" ", "\N{NO-BREAK SPACE}")
            yield f"{self.wording.text(limit.act)}: {unbroken}"
        if (more := len(beginning) - _MOST_TERMS) > 0:
            yield self.wording.plural(
                "and %(n)s more term", "and %(n)s more terms", more
            )

    def _begins(self, limit: TimeLimit, state: str | None) -> bool:
        """Whether ``limit`` begins in ``state``: where its start leads, if it does.

        A term whose start moves another track stands where what ends it leads out.
        """
        starts = {limit.on, limit.until_known}
        if any(arrow.event in starts for arrow in self.arrows):
            return any(a.event in starts and a.target == state for a in self.arrows)
        ends = ends_of(limit)
        if state is None:
            return bool(ends & self.anywhere)
        return any(a.event in ends and a.source == state for a in self._local)

    def _exits(self, state: str | None, leading: Sequence[Arrow]) -> tuple[Exit, ...]:
        """Gather ``leading`` by where it leads, in the order of the states."""
        events: dict[str, dict[str, None]] = {}
        for arrow in leading:
            title = self.wording.text(self.definition.events[arrow.event].title)
            events.setdefault(arrow.target, {})[title] = None
        return tuple(
            Exit(name, self._led_to(name, state), tuple(titles))
            for name in self._states
            if (titles := events.get(name))
        )

    def _led_to(self, name: str, state: str | None) -> str:
        if name == state:
            return self.wording.say("stays as it is")
        return self.wording.text(self._states[name].title)
