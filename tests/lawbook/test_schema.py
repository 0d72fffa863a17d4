"""What is written about the format agrees with the program that reads it."""

import re
from pathlib import Path

from remedytrack.core.ladder import Ladder
from remedytrack.core.law import Definition
from remedytrack.core.timelimits.calendar import CalendarDay, CalendarFile
from remedytrack.core.timelimits.limit import Stop, TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.definition import (
    EventDefinition,
    FieldDefinition,
    FlagDefinition,
    State,
    Workflow,
)
from remedytrack.lawbook import load, schema
from remedytrack.resources import folder

FOLDER = folder("workflows")
README = (FOLDER / "README.md").read_text(encoding="utf-8")

DESCRIBED: tuple[type[Definition], ...] = (
    Workflow, State, EventDefinition, FieldDefinition, FlagDefinition, TimeLimit, Stop,
    CountingProfile, CalendarFile, CalendarDay, Ladder,
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
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    book = load(FOLDER, extra=tmp_path)
    assert len(book.workflows["example.request"].time_limits) == 2


def test_the_readme_explains_every_key() -> None:
    keys = {
        field.alias or name
        for model in DESCRIBED
        for name, field in model.model_fields.items()
    }
    assert [key for key in sorted(keys) if not re.search(rf"`{key}[`:]", README)] == []
