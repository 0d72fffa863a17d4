"""The JSON Schema of the files of law, for editors and for a reader's check.

``python -m remedytrack.lawbook.schema > workflows/schema.json`` renews it. The schema
itself describes a workflow; the other files are under ``$defs``: ``ProfilesFile``
(counting/), ``CalendarFile`` (calendars/), ``LaddersFile`` (ladders.yaml),
``Practice`` (practice.yaml) and ``ExamplesFile`` (examples/). It knows keys and kinds
of values; what a definition refers to is checked on loading only.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.examples import ExamplesFile
from remedytrack.lawbook.files import LaddersFile, ProfilesFile
from remedytrack.lawbook.practice import Practice

_MODELS = (Workflow, ProfilesFile, CalendarFile, LaddersFile, Practice, ExamplesFile)


def schema() -> dict[str, Any]:
    """Return the schema, made from the models that read the files."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _MODELS], by_alias=True
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "RemedyTrack: law as data",
        "$ref": "#/$defs/Workflow",
        "$defs": definitions["$defs"],
    }


def text() -> str:
    """Return the schema as it is committed: sorted, indented, one line end last."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
