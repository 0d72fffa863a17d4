"""Headers, languages and error pages: what is true of every answer."""

import zoneinfo
from importlib import resources
from pathlib import Path

import pytest
from flask import Flask

from remedytrack.app import create_app
from remedytrack.web.parts import Parts
from remedytrack.zones import OutdatedZones, use_pinned_zones
from tests.web.visiting import Visitor


@pytest.mark.parametrize("path", ["/sign-in", "/", "/no-such-page"])
def test_no_answer_is_without_its_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_only_the_style_sheet_may_be_kept(visitor: Visitor) -> None:
    with visitor.get("/static/remedytrack.css") as sheet:
        assert sheet.status_code == 200
        assert "max-age" in sheet.headers["Cache-Control"]
    assert visitor.get("/static/none.css").headers["Cache-Control"] == "no-store"


def test_the_style_sheet_loads_nothing_from_elsewhere(visitor: Visitor) -> None:
    with visitor.get("/static/remedytrack.css") as answer:
        sheet = answer.get_data(as_text=True)

    assert "url(" not in sheet
    assert "@import" not in sheet


def test_a_request_for_a_foreign_host_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", base_url="http://evil.example")

    assert answer.status_code == 400


def test_a_huge_form_is_refused_in_words(lawyer: Visitor) -> None:
    answer = lawyer.client.post("/sign-out", data={"x": "x" * 1_000_000})

    assert answer.status_code == 413
    assert "That is too long" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_reader_s_choice_of_language_stays(lawyer: Visitor, language: str) -> None:
    answer = lawyer.get(f"/language/{language}?next=/no-such-page")

    assert (answer.status_code, answer.location) == (303, "/no-such-page")
    page = lawyer.get("/no-such-page").get_data(as_text=True)
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/e"]
)
def test_the_language_switch_leads_nowhere_else(
    visitor: Visitor, elsewhere: str
) -> None:
    answer = visitor.get("/language/ru", query_string={"next": elsewhere})

    assert answer.location == "/"


def test_an_unknown_language_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("/language/de").status_code == 404


def test_an_error_page_says_what_to_do(lawyer: Visitor) -> None:
    page = lawyer.get("/no-such-page")

    assert page.status_code == 404
    assert "There is nothing here" in page.get_data(as_text=True)
    assert "Traceback" not in page.get_data(as_text=True)


def test_a_failure_tells_the_reader_nothing_of_the_inside(app: Flask) -> None:
    def fails() -> str:
        raise RuntimeError("secret detail")

    app.view_functions["languages.switch"] = fails
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = app.test_client().get("/language/ru", base_url="http://localhost")

    assert page.status_code == 500
    assert "The program failed" in page.get_data(as_text=True)
    assert "secret detail" not in page.get_data(as_text=True)


def test_the_site_does_not_start_on_outdated_time_zones(
    app: Flask, tmp_path: Path
) -> None:
    parts: Parts = app.extensions["remedytrack"]
    zoneinfo.reset_tzpath([_machine_without_the_reform_of_2024(tmp_path)])
    try:
        with pytest.raises(OutdatedZones):
            create_app(
                parts.settings,
                store=parts.store,
                lawbook=parts.lawbook,
                clock=parts.clock,
            )
    finally:
        use_pinned_zones()


def _machine_without_the_reform_of_2024(folder: Path) -> Path:
    """Give Almaty the hour of Dhaka, six ahead of UTC."""
    file = folder / "Asia" / "Almaty"
    file.parent.mkdir()
    dhaka = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Dhaka")
    file.write_bytes(dhaka.read_bytes())
    return folder
