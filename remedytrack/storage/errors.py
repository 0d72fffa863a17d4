"""What can go wrong in storage, by name."""

from pathlib import Path
from uuid import UUID


class StaleProceeding(RuntimeError):
    """Somebody else changed the proceeding after it was read here."""

    def __init__(self, proceeding_id: UUID) -> None:
        super().__init__(
            f"The proceeding {proceeding_id} was changed by somebody else in the "
            "meantime. Nothing was saved; read it again and repeat the step."
        )
        self.proceeding_id = proceeding_id


class NotStored(LookupError):
    """A row that must exist is not there."""

    def __init__(self, noun: str, row_id: object) -> None:
        super().__init__(
            f"There is no {noun} {row_id} in this database. "
            "Check that it is the right database, and the right id."
        )
        self.noun = noun
        self.row_id = row_id


class UnusableDatabase(RuntimeError):
    """The database cannot be opened where the address says."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"The database {path} cannot be used: {problem}.")
        self.path = path


class BrokenMigration(RuntimeError):
    """A migration would have left rows that point to nothing."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"After the migration, rows of {', '.join(tables)} would point to rows "
            "that do not exist. The database is as it was; report this, with the "
            "versions before and after."
        )
        self.tables = tables


class BackupRefused(RuntimeError):
    """No backup was made."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"No backup was made in {file}: {problem}.")
        self.file = file


class NoSuchRole(LookupError):
    """The database server knows no such role."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The database server has no role “{role}”. Make it first: "
            f"CREATE ROLE {role} LOGIN PASSWORD '…';"
        )
        self.role = role
