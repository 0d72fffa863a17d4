"""The version that a case follows: said on its page, compared, and changed."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

import pytest
from flask import Flask

from remedytrack.app import create_app
from remedytrack.clock import FixedClock
from remedytrack.core.access import Role
from remedytrack.lawbook import Lawbook
from remedytrack.settings import Settings
from remedytrack.storage.unit import Store
from tests.services.test_versions import _with_next
from tests.web.conftest import lawbook
from tests.web.docketed import Docketed
from tests.web.visiting import NOW, Visitor, signed_in

Serve = Callable[[Lawbook], Flask]


@pytest.fixture
def serve(settings: Settings, store: Store) -> Serve:
    def serving(law: Lawbook) -> Flask:
        clock = FixedClock(NOW)
        return create_app(settings, store=store, lawbook=law, clock=clock)

    return serving


def read(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def test_a_case_of_the_present_version_says_nothing_of_it(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.appeal}"
    assert "of the procedure; version" not in read(lawyer, path)
    assert lawyer.get(f"{path}/version").location == path


def test_what_would_change_is_shown_before_and_after(
    serve: Serve, docketed: Docketed
) -> None:
    lawyer = signed_in(serve(_with_next(lawbook())), Role.LAWYER)
    path = f"/cases/{docketed.appeal}"
    assert "version 1000 exists" in read(lawyer, path)
    page = read(lawyer, f"{path}/version")
    assert "What version 1000 of the procedure would change" in page
    assert "moved EARLIER" in page
    lawyer.post(f"{path}/version")
    after = read(lawyer, path)
    assert "The case follows version 1000 now." in after
    assert "moved EARLIER" in after
    assert "version 1000 exists" not in after


def test_an_auditor_reads_what_would_change_and_cannot_move(
    serve: Serve, docketed: Docketed
) -> None:
    auditor = signed_in(serve(_with_next(lawbook())), Role.AUDITOR)
    path = f"/cases/{docketed.appeal}/version"
    assert "Move the case" not in read(auditor, path)
    assert auditor.post(path).status_code == HTTPStatus.NOT_FOUND


def test_a_case_whose_version_is_gone_says_so_and_offers_to_move(
    serve: Serve, docketed: Docketed
) -> None:
    law = replace(_with_next(lawbook(), kept=False))
    lawyer = signed_in(serve(law), Role.LAWYER)
    path = f"/cases/{docketed.appeal}"
    answer = lawyer.get(path)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "whose file is gone" in answer.get_data(as_text=True)
    assert docketed.appeal in read(lawyer, "/"), "the docket goes on"
    assert "so nothing can be entered in this case" in read(lawyer, f"{path}/version")
    lawyer.post(f"{path}/version")
    assert lawyer.get(path).status_code == HTTPStatus.OK
