"""Hashing passwords outside a request: for the command line and the demo."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_security import hash_password


def password_hashing(app: Flask) -> Callable[[str], str]:
    """Return what turns a password into what an account stores of it.

    Args:
        app: configured with the installation's own salt; see ``create_app``.
    """

    def hashing(password: str) -> str:
        with app.app_context():
            return str(hash_password(password))

    return hashing
