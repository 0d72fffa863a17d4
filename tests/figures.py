"""What proofs print under the summary: figures, and what was not proven."""

from collections.abc import Callable

import pytest

from tests.crash.tracing import can_trace

FIGURES = "figures"

Say = Callable[[str], None]


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Say:
    """Give a function that prints a line under the summary, in whichever process."""
    return lambda line: record_property(FIGURES, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of the proofs, and loudly what could not be proven here."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == FIGURES and report.when == "call":
                    terminalreporter.write_line(str(value))
    if not can_trace():
        terminalreporter.write_line(
            "NOT PROVEN HERE: the kill sweep, the failing disk and the power cut need "
            "strace, and the right to trace. Install it (apt-get install strace).",
            red=True,
            bold=True,
        )
