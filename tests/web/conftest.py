"""An application over a docket of a few cases, and people who sign in to it.

The database is filled once and copied for every test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask_security import hash_password

from remedytrack.app import create_app
from remedytrack.clock import FixedClock
from remedytrack.core.access import Role
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.services.liveness import HEARTBEAT
from remedytrack.services.registry import Registry
from remedytrack.settings import Settings, make_keys
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from tests.web.docketed import Docketed, filled
from tests.web.visiting import (
    NOW,
    OUTSIDER,
    PASSWORD,
    Visitor,
    add_people,
    signed_in,
)


@dataclass(frozen=True)
class Prepared:
    """A data folder that every test copies, and what is in it."""

    folder: Path
    docketed: Docketed


@cache
def lawbook() -> Lawbook:
    return load(folder("workflows"))


def settings_in(var: Path) -> Settings:
    return Settings.from_environment({"REMEDYTRACK_VAR": str(var)}, demo=True)


def application(settings: Settings, store: Store) -> Flask:
    return create_app(settings, store=store, lawbook=lawbook(), clock=FixedClock(NOW))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    settings = settings_in(tmp_path_factory.mktemp("prepared"))
    make_keys(settings.keys_file)
    store = Store(open_engine(settings.database_url))
    create_schema(store.engine)
    with application(settings, store).app_context():
        hashed = str(hash_password(PASSWORD))
    with store.writing() as unit:
        add_people(unit, hashed)
        unit.heartbeats.beat(HEARTBEAT, NOW)
    docketed = filled(Registry(store, lawbook()), NOW)
    store.close()
    return Prepared(settings.var, docketed)


@pytest.fixture
def settings(prepared: Prepared, tmp_path: Path) -> Settings:
    return settings_in(copytree(prepared.folder, tmp_path / "var"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = Store(open_engine(settings.database_url))
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> Flask:
    return application(settings, store)


@pytest.fixture
def docketed(prepared: Prepared) -> Docketed:
    return prepared.docketed


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def lawyer(app: Flask) -> Visitor:
    return signed_in(app, Role.LAWYER)


@pytest.fixture
def coordinator(app: Flask) -> Visitor:
    return signed_in(app, Role.COORDINATOR)


@pytest.fixture
def auditor(app: Flask) -> Visitor:
    return signed_in(app, Role.AUDITOR)


@pytest.fixture
def outsider(app: Flask) -> Visitor:
    """An auditor who belongs to no circle."""
    return signed_in(app, OUTSIDER)


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    return signed_in(app, Role.ADMINISTRATOR)
