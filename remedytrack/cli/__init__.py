"""The command line: translate arguments into calls, nothing else."""

import click

from remedytrack import __version__


@click.group()
@click.version_option(__version__, prog_name="remedytrack")
def main() -> None:
    """Keep the docket of complaints, appeals and communications."""
