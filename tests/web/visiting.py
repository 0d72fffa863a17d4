"""A browser for the tests, and the people who sign in with it."""

import re
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from remedytrack.core.access import Role
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Account, Privacy, Recipient

NOW = datetime(2025, 12, 1, 4, tzinfo=UTC)
OUTSIDER = "outsider"
PASSWORD = "correct horse battery"  # noqa: S105

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """A browser: keeps cookies, sends the token of the page it has before it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: object) -> TestResponse:
        return self.client.get(path, base_url="http://localhost", **kwargs)

    def post(self, path: str, /, on: str = "", **fields: object) -> TestResponse:
        """Submit a form at ``path``, with the token of the page ``on``."""
        with self.get(on or path) as page:
            token = _TOKEN.search(page.get_data(as_text=True))
        data = {"csrf_token": token[1] if token else "", **fields}
        return self.client.post(path, data=data, base_url="http://localhost")

    def sign_in(self, who: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", email=f"{who}@example.org", password=password)


def signed_in(app: Flask, who: str) -> Visitor:
    """Return a browser in which ``who`` has signed in."""
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(who).location == "/"
    return visitor


def add_people(unit: Unit, password_hash: str) -> None:
    """Add one person per role, and an auditor who will belong to no circle."""
    for who, role in [*((role.value, role) for role in Role), (OUTSIDER, Role.AUDITOR)]:
        account = Account(
            id=who,
            email=f"{who}@example.org",
            name=who.title(),
            active=True,
            roles=frozenset({role}),
        )
        unit.accounts.add(account, password_hash)
        recipient = Recipient(
            who, account.email, "en", "Asia/Almaty", privacy=Privacy.REFERENCE
        )
        unit.people.put_recipient(recipient)
