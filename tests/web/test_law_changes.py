"""The administrator's page of changed law, and the line above other people's pages."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from remedytrack.app import create_app
from remedytrack.clock import FixedClock
from remedytrack.core.access import Role
from remedytrack.lawbook import load
from remedytrack.resources import folder
from remedytrack.services.law_in_use import publish_first
from remedytrack.services.registry import Registry
from remedytrack.settings import Settings
from remedytrack.storage.unit import Store
from tests.web.conftest import lawbook
from tests.web.docketed import Docketed
from tests.web.visiting import NOW, signed_in

CHANGED = "The law has changed, and the dates stored here do not follow it yet."
DECREED = (
    "  - {day: 2025-12-03, kind: day_off, name: republic_day, act: holidays_law, "
    "known_from: 2025-11-24, certainty: decreed}\n"
)


@pytest.fixture
def decree(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation in whose calendar 3 December 2025 is a day off."""
    own = tmp_path / "own"
    (own / "calendars").mkdir(parents=True)
    text = (folder("workflows") / "calendars" / "kz.yaml").read_text(encoding="utf-8")
    (own / "calendars" / "kz.yaml").write_text(f"{text}{DECREED}", encoding="utf-8")
    return replace(settings, workflows=own)


@pytest.fixture
def published(store: Store) -> Store:
    publish_first(Registry(store, lawbook()), NOW)
    return store


def running(settings: Settings, store: Store, *, restarted: bool = True) -> Flask:
    """Return the program as it runs with these files, started after or before them."""
    extra = settings.workflows if restarted else None
    law = load(folder("workflows"), extra)
    return create_app(settings, store=store, lawbook=law, clock=FixedClock(NOW))


@pytest.mark.usefixtures("published")
def test_unchanged_law_has_nothing_to_publish(app: Flask) -> None:
    page = signed_in(app, Role.ADMINISTRATOR).get("/law").get_data(as_text=True)

    assert "There is nothing to publish." in page
    assert CHANGED not in page


def test_changed_law_is_shown_with_its_day_and_act(
    decree: Settings, published: Store
) -> None:
    app = running(decree, published)

    page = signed_in(app, Role.ADMINISTRATOR).get("/law").get_data(as_text=True)

    assert "Wednesday 3 December 2025: is off now" in page
    assert "Republic Day" in page
    assert CHANGED in page


def test_who_is_in_no_circle_sees_numbers_only(
    decree: Settings, published: Store, docketed: Docketed
) -> None:
    app = running(decree, published)

    page = signed_in(app, Role.ADMINISTRATOR).get("/law").get_data(as_text=True)

    assert docketed.appeal not in page
    assert "RT-" not in page
    assert "later: " in page


def test_coordinators_see_the_line_and_not_the_page(
    decree: Settings, published: Store
) -> None:
    app = running(decree, published)
    coordinator, lawyer = signed_in(app, Role.COORDINATOR), signed_in(app, Role.LAWYER)

    assert CHANGED in coordinator.get("/").get_data(as_text=True)
    assert coordinator.get("/law").status_code == 404
    assert CHANGED not in lawyer.get("/").get_data(as_text=True)


def test_files_newer_than_the_program_are_tried_and_not_published(
    decree: Settings, published: Store
) -> None:
    app = running(decree, published, restarted=False)

    page = signed_in(app, Role.ADMINISTRATOR).get("/law").get_data(as_text=True)

    assert "is off now" in page
    assert "These files are newer than the program that runs." in page
    assert 'action="/law/publish"' not in page


def test_files_with_problems_are_named(decree: Settings, published: Store) -> None:
    app = running(decree, published)
    assert decree.workflows is not None
    (decree.workflows / "broken.yaml").write_text("workflow: x\n  a: [", "utf-8")

    page = signed_in(app, Role.ADMINISTRATOR).get("/law").get_data(as_text=True)

    assert "The files of law hold problems" in page
    assert "broken.yaml" in page


def test_publishing_moves_the_dates_once(
    decree: Settings, published: Store, docketed: Docketed
) -> None:
    app = running(decree, published)
    administrator = signed_in(app, Role.ADMINISTRATOR)

    assert administrator.post("/law/publish", on="/law").location == "/law"
    page = administrator.get("/law").get_data(as_text=True)
    assert "Published. Dates moved: " in page
    assert "There is nothing to publish." in page
    assert CHANGED not in page

    with published.reading() as unit:
        proceeding = unit.proceedings.by_ref(docketed.appeal)
        assert proceeding is not None
        ((_, deadline),) = unit.projections.deadlines([proceeding.id])
        publications = unit.audit.entries()[-1].details
    assert deadline.arguable_on == date(2025, 12, 8)
    assert publications["failed"] == 0


def test_without_the_token_nothing_is_published(
    decree: Settings, published: Store
) -> None:
    administrator = signed_in(running(decree, published), Role.ADMINISTRATOR)

    refused = administrator.client.post("/law/publish", base_url="http://localhost")

    assert refused.status_code == 400
    assert CHANGED in administrator.get("/law").get_data(as_text=True)
