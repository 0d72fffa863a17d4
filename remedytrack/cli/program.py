"""The program ``remedytrack``: its commands, and what it says when one fails.

A command's module is imported when the command is asked for: counting a term needs no
database, and should not wait for one to be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from remedytrack import __version__
from remedytrack.cli.refusing import refusal_for
from remedytrack.zones import require_current_zones, use_pinned_zones

_COMMANDS: Mapping[str, str] = {
    "compute": "computing",
    "compute-batch": "batching",
    "verify-trace": "verifying",
    "docket": "listing",
    "why": "explaining",
    "report": "repeating",
    "tick": "ticking",
    "workflow": "law",
    "law": "publishing",
    "calendars": "crosschecking",
    "init": "managing",
    "db": "managing",
    "user": "managing",
    "authority": "merging",
    "bounce": "bouncing",
    "backup": "managing",
    "rebuild": "running",
    "serve": "running",
    "scheduler": "running",
    "watch": "watching",
    "clock": "watching",
    "demo": "demonstrating",
}
"""Which module of this package holds which command, in the order of the help."""


class Program(click.Group):
    """The commands, each imported on demand; no error leaves as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; ``None`` where there is no such one."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"remedytrack.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, _function(cmd_name))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error becomes one message and an exit code."""
        try:
            use_pinned_zones()
            require_current_zones()
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
            raise refusal from error


def _function(command: str) -> str:
    return f"{command.replace('-', '_')}_command"


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, prog_name="remedytrack")
def main() -> None:
    """Keep the docket of complaints, appeals and communications.

    The data folder is REMEDYTRACK_VAR (default: var). REMEDYTRACK_DEBUG=1 shows where
    in the program an error came from.
    """
