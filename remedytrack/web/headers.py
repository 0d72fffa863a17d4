"""What every answer says to the browser: nothing foreign, nothing kept, no frame."""

from __future__ import annotations

from flask import Flask, g, request
from werkzeug.wrappers import Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_WITH_OWN_SCRIPT = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ONE_YEAR = "max-age=31536000"


def init_app(app: Flask) -> None:
    """Put the headers on every answer of ``app``, errors included."""
    app.after_request(_with_headers)


def allow_own_script() -> None:
    """Let the page that is being made run a script file of this program.

    Only for a page that is right without it; every other page runs none.
    """
    g.own_script = True


def _with_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if g.get("own_script"):
        response.headers["Content-Security-Policy"] = _WITH_OWN_SCRIPT
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _ONE_YEAR
    kept = request.endpoint == "static" and response.status_code == 200  # noqa: PLR2004
    response.headers["Cache-Control"] = "max-age=3600" if kept else "no-store"
    return response
