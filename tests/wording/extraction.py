"""Collects every message of the code and the templates, as pybabel would."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "remedytrack" / "translations" / "babel.cfg"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "Sentence": None,
    "say": None,
    "plural": (1, 2),
    "_counted": (1, 2),
}
FOLDERS = ("remedytrack", "templates")


def extracted() -> Catalog:
    """Return a template catalogue of all messages, without their places."""
    with MAPPING.open(encoding="utf-8") as opened:
        methods, options = parse_mapping_cfg(opened)  # type: ignore[no-untyped-call]
    template = Catalog()
    for folder in FOLDERS:
        found = extract_from_dir(
            ROOT / folder,
            [(_within(pattern, folder), method) for pattern, method in methods],
            {_within(pattern, folder): each for pattern, each in options.items()},
            keywords=KEYWORDS,
        )
        for name, line, message, comments, context in found:
            where = [(f"{folder}/{name}", line)]
            template.add(message, None, where, (), comments, context=context)
    return template


def _within(pattern: str, folder: str) -> str:
    return pattern.removeprefix(f"{folder}/") if pattern.startswith(folder) else "-"
