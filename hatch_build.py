"""Build step: compile the gettext catalogues, so that no compiled one is committed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Write the ``.mo`` file beside each ``.po`` file of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue; hatchling calls this before it collects files."""
        translations = Path(self.root, "remedytrack", "translations")
        for catalogue in sorted(translations.rglob("*.po")):
            with catalogue.open("rb") as source:
                messages = read_po(source, locale=catalogue.parts[-3])
            with catalogue.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, messages)
