"""The office whose store keeps what the random lives left."""

from tests.services.desk import database, founded, law, office

__all__ = ["database", "founded", "law", "office"]
