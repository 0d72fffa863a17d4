"""What one would otherwise change states with: the bare moves, without any deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from statemachine import State, StateMachine
from transitions import Machine

from remedytrack.core.workflow.definition import Workflow


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves of one track: from each state, by which event, to which state."""

    states: Sequence[str]
    final: frozenset[str]
    initial: str
    of_event: dict[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, definition: Workflow, track: str) -> Moves:
        """Return the moves of ``track`` whose target does not hang on a field."""
        states = definition.tracks[track].states
        final = frozenset(name for name, state in states.items() if state.final)
        leaving = [name for name in states if name not in final]
        of_event = {
            name: tuple((state, move.to) for state in move.from_states or leaving)
            for name, event in definition.events.items()
            if (move := event.moves.get(track)) is not None and move.to is not None
        }
        return cls(tuple(states), final, definition.tracks[track].initial, of_event)


Run = Callable[[Sequence[str]], str]
"""A journal's kinds, to the state that they lead to."""


def with_transitions(moves: Moves) -> Run:
    """Return the same machine in the library ``transitions``."""
    machine = Machine(
        states=list(moves.states),
        initial=moves.initial,
        auto_transitions=False,
        transitions=[
            [event, before, after]
            for event, pairs in moves.of_event.items()
            for before, after in pairs
        ],
    )

    def run(kinds: Sequence[str]) -> str:
        machine.set_state(moves.initial)
        for kind in kinds:
            machine.trigger(kind)
        return str(machine.state)

    return run


def with_statemachine(moves: Moves) -> Run:
    """Return the same machine in the library ``python-statemachine``."""
    states = {
        name: State(initial=name == moves.initial, final=name in moves.final)
        for name in moves.states
    }
    events = {
        event: reduce(or_, (states[one].to(states[other]) for one, other in pairs))
        for event, pairs in moves.of_event.items()
    }
    chart = type("Procedure", (StateMachine,), {**states, **events})

    def run(kinds: Sequence[str]) -> str:
        # It offers no way back to the beginning: each case is a machine of its own.
        machine = chart()
        for kind in kinds:
            machine.send(kind)
        return str(next(iter(machine.configuration)).id)

    return run
