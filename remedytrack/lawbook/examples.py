"""The files of ``examples/``: read as strictly as the law that they try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from remedytrack.core.findings import Check, nearest
from remedytrack.core.workflow.examples import ExamplesFile
from remedytrack.core.workflow.lint_examples import example_findings
from remedytrack.lawbook.book import Lawbook
from remedytrack.lawbook.files import Source, read_document
from remedytrack.lawbook.problems import LawbookRefused, Problem
from remedytrack.lawbook.shape import shaped

EXAMPLES = "examples"

Examples = Source[ExamplesFile]
"""The examples of one procedure, with the file that they stand in."""


def read_examples(
    law: Lawbook, folder: Path, extra: Path | None = None
) -> tuple[Examples, ...]:
    """Read the examples below ``folder`` and a user's own below ``extra``.

    The bundled examples of a procedure that the user's folder replaces are left out:
    they were written for another text. Raises
    :class:`~remedytrack.lawbook.problems.LawbookRefused` with every problem found.
    """
    problems: list[Problem] = []
    replaced = {each.id for each in law.replaced if each.kind == "workflow"}
    bundled = [
        source
        for source in _read(folder, problems)
        if source.item.workflow not in replaced
    ]
    own = list(_read(extra, problems)) if extra is not None else []
    problems += [found for each in (*bundled, *own) for found in _problems(law, each)]
    if problems:
        raise LawbookRefused(problems)
    return (*bundled, *own)


def _read(folder: Path, problems: list[Problem]) -> Iterator[Examples]:
    for path in sorted((folder / EXAMPLES).rglob("*.y*ml")):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            document = read_document(path, name)
            yield Source(shaped(document, ExamplesFile), document)
        except LawbookRefused as refused:
            problems += refused.problems


def _problems(law: Lawbook, source: Examples) -> Iterator[Problem]:
    name = source.item.workflow
    if name not in law.workflows:
        message = f"there is no workflow “{name}”{nearest(name, law.workflows)}"
        yield source.problem(Check.UNKNOWN_WORKFLOW, ("workflow",), message)
        return
    cascades = [cascade.id for cascade in law.cascades_of(name)]
    for finding in example_findings(source.item, law.workflows[name], cascades):
        yield source.problem(finding.code, finding.path, finding.message)
