"""The command line: translate arguments into calls, print what came out."""

from remedytrack.cli.program import main

__all__ = ["main"]
