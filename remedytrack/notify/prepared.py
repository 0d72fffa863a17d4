"""A Flask-Mail message whose every byte is our own."""

import flask_mail

from remedytrack.notify.outgoing import OutgoingMail, build


class PreparedMessage(flask_mail.Message):
    """A Flask-Mail message whose bytes are those of our own ``build``.

    Raises:
        Unmailable: the mail cannot be written as it is.
    """

    def __init__(self, mail: OutgoingMail) -> None:
        # Not the parent's __init__: it asks the system for the host's full name
        # to make a Message-ID of it, which can block and must never be used.
        self._email = build(mail)
        self.sender = self._email["From"].addresses[0].addr_spec
        self.recipients = [self._email["To"].addresses[0].addr_spec]
        self.subject, self.body = mail.subject, mail.body
        self.date, self.msgId = mail.date.timestamp(), mail.message_id
        self.reply_to, self.charset, self.extra_headers = None, None, None
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []
        self.alts = {}

    def as_bytes(self) -> bytes:
        """Return the message as it goes over the wire, lines ended by CR LF."""
        return self._email.as_bytes()

    def as_string(self) -> str:
        """Return the message as text; it is pure ASCII."""
        return self._email.as_string()
