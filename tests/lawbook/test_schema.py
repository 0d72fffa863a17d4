"""What is written about the format agrees with the program that reads it."""

import re
from pathlib import Path

from remedytrack.core.ladder import Ladder
from remedytrack.core.law import Definition
from remedytrack.core.timelimits.calendar import CalendarDay, CalendarFile
from remedytrack.core.timelimits.limit import Stop, TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.comparing import differences
from remedytrack.core.workflow.definition import (
    EventDefinition,
    FieldDefinition,
    FlagDefinition,
    State,
    Workflow,
)
from remedytrack.core.workflow.examples import (
    Example,
    ExampleEvent,
    ExamplesFile,
    Expected,
    ExpectedDeadline,
)
from remedytrack.lawbook import load, schema
from remedytrack.lawbook.completing import incomplete
from remedytrack.lawbook.examples import read_examples
from remedytrack.resources import folder

FOLDER = folder("workflows")
README = (FOLDER / "README.md").read_text(encoding="utf-8")

DESCRIBED: tuple[type[Definition], ...] = (
    Workflow, State, EventDefinition, FieldDefinition, FlagDefinition, TimeLimit, Stop,
    CountingProfile, CalendarFile, CalendarDay, Ladder, ExamplesFile, Example,
    ExampleEvent, Expected, ExpectedDeadline,
)  # fmt: skip


def test_the_committed_schema_is_that_of_the_program() -> None:
    committed = (FOLDER / "schema.json").read_text(encoding="utf-8")
    assert committed == schema.text(), (
        "renew it: python -m remedytrack.lawbook.schema > workflows/schema.json"
    )


def test_the_schema_names_every_kind_of_file() -> None:
    definitions = schema.schema()["$defs"]
    assert {"Workflow", "ProfilesFile", "CalendarFile", "LaddersFile"} <= set(
        definitions
    )
    assert definitions["TimeLimit"]["additionalProperties"] is False
    assert "if" in definitions["TimeLimit"]["properties"]


def test_the_example_of_the_readme_loads(tmp_path: Path) -> None:
    book = load(FOLDER, extra=readme_written(tmp_path))
    assert "example.request" in book.workflows
    own = [each for each in incomplete(FOLDER, tmp_path) if "request" in each.file]
    assert own == []


def test_the_worked_example_of_the_readme_comes_out(tmp_path: Path) -> None:
    book = load(FOLDER, extra=readme_written(tmp_path))
    (file,) = read_examples(book, tmp_path)
    (example,) = file.item.examples
    assert differences(example, book.workflows["example.request"], book) == []


def readme_written(folder: Path) -> Path:
    """Write the procedure and the worked example of the readme below ``folder``."""
    procedure, examples = re.findall(r"(?ms)^```yaml\n(.*?)^```", README)
    (folder / "examples").mkdir()
    (folder / "request.yaml").write_text(procedure, encoding="utf-8")
    (folder / "examples" / "request.yaml").write_text(examples, encoding="utf-8")
    return folder


def test_the_readme_explains_every_key() -> None:
    keys = {
        field.alias or name
        for model in DESCRIBED
        for name, field in model.model_fields.items()
    }
    assert [key for key in sorted(keys) if not re.search(rf"`{key}[`:]", README)] == []
