"""Signing in and out: Flask-Security, cut down to a password and a session.

No registration, no recovery by mail, no second factor yet. Every message goes through
our own catalogues, and a wrong name cannot be told from a wrong password.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from flask import Flask, abort, request, session
from flask_security import LoginForm, MailUtil, Security
from flask_security.forms import IsString, password_required
from flask_wtf import CSRFProtect
from wtforms import PasswordField
from wtforms.validators import Length

from remedytrack.settings import Keys, Settings
from remedytrack.storage.accounts import account_store
from remedytrack.storage.unit import Store
from remedytrack.web.languages import N_, CatalogueDomain

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
AUTHENTICATION_PATHS = frozenset({SIGN_IN, SIGN_OUT})
LONGEST_PASSWORD = 1024
IDLE_LIMIT = timedelta(hours=8)


_MESSAGES = {
    "GENERIC_AUTHN_FAILED": N_(
        "Address or password is wrong, or the account is closed. Check both and try "
        "again; your administrator can set a new password."
    ),
    "UNAUTHENTICATED": N_("Please sign in to see this page."),
    "LOGIN": N_("Please sign in to see this page."),
    "EMAIL_NOT_PROVIDED": N_("Enter your address."),
    "PASSWORD_NOT_PROVIDED": N_("Enter your password."),
}


class SignInForm(LoginForm):
    """Address and password; nothing is remembered beyond the session."""

    remember = None  # type: ignore[assignment]  # how WTForms drops a field
    password = PasswordField(
        validators=[IsString(), password_required, Length(max=LONGEST_PASSWORD)]
    )


class SignInNames(MailUtil):
    """Takes an address as a name to sign in with; nobody sends anything to it here."""

    def normalize(self, email: str) -> str:
        """Return ``email`` without the space around it, in one way of writing it."""
        return unicodedata.normalize("NFC", email.strip())


def configuration(settings: Settings, keys: Keys) -> dict[str, Any]:
    """Return the configuration of sessions, forms and Flask-Security."""
    messages = {f"SECURITY_MSG_{k}": (text, "error") for k, text in _MESSAGES.items()}
    return messages | {
        "SECRET_KEY": keys.secret_key,
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.cookies_are_secure,
        "PERMANENT_SESSION_LIFETIME": IDLE_LIMIT,
        # A form lives as long as its session. Browsers send no referrer, because
        # Referrer-Policy forbids it.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SECURITY_PASSWORD_SALT": keys.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_LOGIN_URL": SIGN_IN,
        "SECURITY_LOGOUT_URL": SIGN_OUT,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": SIGN_IN,
        "SECURITY_LOGIN_USER_TEMPLATE": "sign_in.html",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_STATIC_FOLDER": None,
    }


def init_app(app: Flask, store: Store) -> None:
    """Let the people who have an account in ``store`` sign in to ``app``."""
    datastore, accounts = account_store(store.engine)

    @app.teardown_appcontext
    def end_of_request(_error: BaseException | None) -> None:
        accounts.remove()

    CSRFProtect(app)
    app.before_request(_refuse_json_that_is_no_object)
    app.before_request(_keep_session_while_in_use)
    security = Security(
        app, datastore, login_form=SignInForm, mail_util_cls=SignInNames
    )
    security.i18n_domain = CatalogueDomain()


def _refuse_json_that_is_no_object() -> None:
    # Flask-Security 5.9 answers 500 to such a body before anybody has signed in.
    if request.path not in AUTHENTICATION_PATHS or not request.is_json:
        return
    if not isinstance(request.get_json(silent=True), dict):
        abort(400)


def _keep_session_while_in_use() -> None:
    session.permanent = True
