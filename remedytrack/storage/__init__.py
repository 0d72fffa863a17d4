"""The only package that writes SQL: rows to core values and back.

Open an engine, wrap it in a :class:`~remedytrack.storage.unit.Store`, and ask it for
units of work. Everything that comes out is a frozen value, never a row.
"""
