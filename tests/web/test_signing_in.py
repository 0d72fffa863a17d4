"""Signing in and out, and everything that must not get anybody in."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from remedytrack.storage.unit import Store
from remedytrack.web.signing_in import LONGEST_PASSWORD
from tests.web.visiting import PASSWORD, Visitor


def test_a_lawyer_signs_in_and_lands_on_the_docket(visitor: Visitor) -> None:
    answer = visitor.sign_in("lawyer")

    assert answer.status_code in {302, 303}
    assert answer.location == "/"
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    ("who", "password"),
    [("lawyer", "wrong"), ("nobody", PASSWORD), ("lawyer", ""), ("", PASSWORD)],
)
def test_a_wrong_name_cannot_be_told_from_a_wrong_password(
    visitor: Visitor, who: str, password: str
) -> None:
    answer = visitor.sign_in(who, password)

    assert answer.status_code == 200
    assert "Address or password is wrong" in answer.get_data(as_text=True)
    assert visitor.get("/").status_code == 302


def test_an_endless_password_is_refused_unhashed(visitor: Visitor) -> None:
    answer = visitor.sign_in("lawyer", "x" * (LONGEST_PASSWORD + 1))

    assert "Address or password is wrong" in answer.get_data(as_text=True)


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post(
        "/sign-in", data={"email": "lawyer@example.org", "password": PASSWORD}
    )

    assert answer.status_code == 400
    assert visitor.get("/").status_code == 302


@pytest.mark.parametrize("body", ['["x"]', '"x"', "1", "null", "{", ""])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_json_that_is_no_object_is_refused_and_not_a_failure(
    app: Flask, path: str, body: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post(path, data=body, content_type="application/json")

    assert answer.status_code == 400


def test_signing_out_takes_a_post_with_its_token(lawyer: Visitor) -> None:
    assert lawyer.get("/sign-out").status_code == 405
    assert lawyer.client.post("/sign-out").status_code == 400
    assert lawyer.get("/").status_code == 200

    assert lawyer.post("/sign-out", on="/").status_code in {302, 303}
    assert lawyer.get("/").status_code == 302


def test_a_closed_account_is_out_at_its_next_request(
    lawyer: Visitor, store: Store
) -> None:
    with store.writing() as unit:
        unit.accounts.set_active("lawyer", active=False)

    assert lawyer.get("/").status_code == 302
    assert "Address or password" in lawyer.sign_in("lawyer").get_data(as_text=True)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    answer = visitor.post(
        "/sign-in",
        email="lawyer@example.org",
        password=PASSWORD,
        next=elsewhere,
    )

    assert urlsplit(answer.location or "").netloc == ""
    assert not (answer.location or "/").startswith(("//", "/\\", "javascript"))


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(
    visitor: Visitor,
) -> None:
    cookie = visitor.sign_in("lawyer").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


@pytest.mark.parametrize(
    "path",
    ["/register", "/reset", "/change", "/confirm", "/verify", "/login", "/logout"],
)
def test_nothing_else_of_flask_security_is_open(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    ("accept", "words"),
    [("ru", "Войти"), ("kk-KZ,ru;q=0.5", "Кіру"), ("de", "Sign in")],
)
def test_the_page_speaks_the_browser_s_language(
    visitor: Visitor, accept: str, words: str
) -> None:
    page = visitor.get("/sign-in", headers={"Accept-Language": accept})

    assert f"<h1>{words}</h1>" in page.get_data(as_text=True)
