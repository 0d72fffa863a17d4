"""The office that these tests work in."""

from tests.services.desk import database, founded, law, office

__all__ = ["database", "founded", "law", "office"]
