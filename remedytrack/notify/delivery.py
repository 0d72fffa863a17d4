"""How a delivery can fail, and what that means for the next try."""

from enum import StrEnum


class Phase(StrEnum):
    """How far a delivery had come.

    The error of a mail library does not tell phases apart, and only one of them
    leaves it open whether the mail has arrived: the one after the final dot.
    """

    BUILD = "build"
    CONNECT = "connect"
    HELO = "helo"
    STARTTLS = "starttls"  # the TLS handshake, also where TLS comes first
    AUTH = "auth"
    MAIL_FROM = "mail_from"
    RCPT = "rcpt"
    DATA = "data"
    AFTER_DATA = "after_data"
    QUIT = "quit"  # the mail is accepted: no failure is reported from here


SERVICE_CLOSES = 421
"""The server ends the whole session with it, whatever it was asked (RFC 5321)."""

_BEFORE_THE_MAIL = frozenset({Phase.CONNECT, Phase.HELO, Phase.STARTTLS, Phase.AUTH})


class DeliveryFailed(Exception):
    """A mail was not, or perhaps not, handed over.

    Attributes:
        phase: how far the delivery had come.
        code: the server's answer, such as 550; None when there was none.
        reason: one printable line for the coordinator.
        permanent: the same mail to the same address will be refused again.
        ambiguous: the server may have the mail; a repeat carries the same
            Message-ID and should be marked as possibly repeated.
        stalled: the server kept us waiting until the time was over.
    """

    def __init__(
        self,
        phase: Phase,
        code: int | None,
        reason: str,
        *,
        permanent: bool = False,
        ambiguous: bool = False,
        stalled: bool = False,
    ) -> None:
        self.phase = phase
        self.code = code
        self.reason = one_line(reason)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.stalled = stalled
        super().__init__(self._sentence())

    @property
    def unreachable(self) -> bool:
        """Whether the server was out of reach, so that any mail would meet the same.

        It does not answer, shows another certificate, or refuses us.
        """
        return self.phase in _BEFORE_THE_MAIL

    @property
    def broken_off(self) -> bool:
        """Whether the server left us in the middle of it: it closes, or is silent.

        The cause may be this mail or the server, so others wait, though not for long.
        """
        return not self.unreachable and (self.stalled or self.code == SERVICE_CLOSES)

    def _sentence(self) -> str:
        outcome = "may or may not have left" if self.ambiguous else "did not leave"
        answer = "" if self.code is None else f" {self.code}"
        return f"The mail {outcome} ({self.phase}{answer}): {self.reason}"


def one_line(text: str, *, longest: int = 200) -> str:
    """Return ``text`` as one printable line of at most ``longest`` characters."""
    printable = (letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(printable).split())[:longest]
