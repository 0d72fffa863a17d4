"""Named points of a tick, and a death at one of them.

Nothing of ours knows about it: the database's own events and the words of SMTP say
what is being done. So the names stay when the functions around them move.
"""

import os
import re
import signal
import smtplib
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

BEFORE_SEND: Final = "send: before the mail"
AFTER_SEND: Final = "send: after the server's 250"

STAGES: Final = {
    "heartbeat": re.compile(r"(INSERT INTO|UPDATE) heartbeat\b"),
    "mark": re.compile(r"UPDATE mail SET .*\bsent_at=", re.DOTALL),
    "claim": re.compile(r"UPDATE mail SET .*\battempts=", re.DOTALL),
    "plan": re.compile(r"INSERT INTO (reminder|mail)\b"),
    "refresh": re.compile(r"UPDATE proceeding\b"),
}
"""What a transaction is for: the first of these that one of its statements is."""

LOOKS: Final = {
    "due-scan": re.compile(r"SELECT .*\bWHERE .*_at <= ", re.DOTALL),
    "check": re.compile(
        r"SELECT .*\bFROM reminder\s+WHERE reminder.mail_id ", re.DOTALL
    ),
}
"""What is read on the way: what is due, and whether what a mail says still holds."""

_WRITES: Final = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")


class Points:
    """Counts the points that are passed, and dies at one of them.

    Args:
        deadly: the point to die at; ``None`` is any.
        nth: at which passing to die, from 1; ``None`` lets it live.
        note: what to do with the name of each point that is passed.
    """

    def __init__(
        self, deadly: str | None, nth: int | None, note: Callable[[str], object] = str
    ) -> None:
        self._deadly, self._nth, self._note = deadly, nth, note
        self._passed = 0
        self._statements: list[str] = []

    def watch_database(self, engine: Engine) -> None:
        """Have a point at every statement that writes, and around every commit."""
        event.listen(engine, "begin", self._begun)
        event.listen(engine, "before_cursor_execute", self._executing)
        event.listen(engine, "commit", self._committing)
        event.listen(Session, "after_commit", self._committed)

    def watch_mail(self) -> None:
        """Have a point before each mail goes over the line, and after its 250."""
        reply_to_mail = False
        original = smtplib.SMTP.getreply

        def getreply(session: smtplib.SMTP) -> tuple[int, bytes]:
            nonlocal reply_to_mail
            code, text = original(session)
            if reply_to_mail and code == 250:
                self.passing(AFTER_SEND)
            reply_to_mail = code == 354
            if reply_to_mail:
                self.passing(BEFORE_SEND)
            return code, text

        smtplib.SMTP.getreply = getreply  # type: ignore[method-assign, assignment]

    def passing(self, name: str) -> None:
        """Note the point, or die here."""
        self._note(name)
        self._passed += self._deadly in {None, name}
        if self._passed == self._nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def _begun(self, _connection: Connection) -> None:
        self._statements = []

    def _executing(
        self,
        _connection: Connection,
        _cursor: object,
        statement: str,
        _parameters: object,
        _context: object,
        _many: bool,  # noqa: FBT001
    ) -> None:
        self._statements.append(statement)
        for name, sign in LOOKS.items():
            if sign.match(statement):
                self.passing(f"{name}: before it looks")
        if found := _WRITES.match(statement):
            verb, table = found.groups()
            self.passing(f"{self._stage()}: before {verb.split()[0]} {table}".lower())

    def _committing(self, _connection: Connection) -> None:
        self.passing(f"{self._stage()}: before commit")

    def _committed(self, _session: Session) -> None:
        self.passing(f"{self._stage()}: after commit")

    def _stage(self) -> str:
        for name, sign in STAGES.items():
            if any(sign.match(each) for each in self._statements):
                return name
        return "other"
