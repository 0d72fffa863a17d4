"""An application over an empty database, and people who sign in to it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.test import TestResponse

from remedytrack.app import create_app
from remedytrack.clock import FixedClock
from remedytrack.core.access import Role
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.settings import Settings, make_keys
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Account, Recipient

PASSWORD = "correct horse battery"  # noqa: S105
NOW = datetime(2025, 12, 1, 4, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@cache
def lawbook() -> Lawbook:
    return load(folder("workflows"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.from_environment({"REMEDYTRACK_VAR": str(tmp_path)}, demo=True)
    make_keys(settings.keys_file)
    return settings


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = Store(open_engine(settings.database_url))
    create_schema(store.engine)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> Flask:
    app = create_app(settings, store=store, lawbook=lawbook(), clock=FixedClock(NOW))
    with app.app_context():
        hashed = _hashed(PASSWORD)
    with store.writing() as unit:
        for role in Role:
            unit.accounts.add(
                Account(
                    id=role,
                    email=f"{role}@example.org",
                    name=role.title(),
                    active=True,
                    roles=frozenset({role}),
                ),
                hashed,
            )
            unit.people.put_recipient(
                Recipient(role, f"{role}@example.org", "en", "Asia/Almaty")
            )
    return app


class Visitor:
    """A browser: keeps cookies, sends the token of the page it has before it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: object) -> TestResponse:
        return self.client.get(path, base_url="http://localhost", **kwargs)

    def post(self, path: str, /, on: str = "", **fields: object) -> TestResponse:
        """Submit a form at ``path``, with the token of the page ``on``."""
        token = TOKEN.search(self.get(on or path).get_data(as_text=True))
        data = {"csrf_token": token[1] if token else "", **fields}
        return self.client.post(path, data=data, base_url="http://localhost")

    def sign_in(self, who: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", email=f"{who}@example.org", password=password)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def lawyer(app: Flask) -> Visitor:
    return _signed_in(app, Role.LAWYER)


@pytest.fixture
def coordinator(app: Flask) -> Visitor:
    return _signed_in(app, Role.COORDINATOR)


@pytest.fixture
def auditor(app: Flask) -> Visitor:
    return _signed_in(app, Role.AUDITOR)


def _signed_in(app: Flask, role: Role) -> Visitor:
    visitor = Visitor(app.test_client())
    assert visitor.sign_in(role).location == "/"
    return visitor


def _hashed(password: str) -> str:
    return str(hash_password(password))
