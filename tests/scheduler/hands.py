"""A clock with two hands that a test moves: the wall's, and elapsed time."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Hands:
    """Shows ``at``; ``second`` is elapsed time."""

    at: datetime
    second: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.second

    def passes(self, by: timedelta) -> None:
        """Time passes, as it does when nobody touches the clock."""
        self.at += by
        self.second += by.total_seconds()

    def stands_still(self, by: timedelta) -> None:
        """Time passes, and the wall clock does not go."""
        self.second += by.total_seconds()

    def is_set(self, by: timedelta) -> None:
        """Somebody sets the wall clock."""
        self.at += by
