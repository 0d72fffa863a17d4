"""The office that these tests work in, on SQLite and on PostgreSQL."""

from tests.services.desk import both_dialects, database, founded, law, office

__all__ = ["both_dialects", "database", "founded", "law", "office"]
