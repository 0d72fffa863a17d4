"""A webhook and a health page: small JSON documents, posted to one and got from one.

The certificate is checked, nothing is followed anywhere else, and neither the address,
which may hold a secret, nor the answer gets into an error.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from typing import IO, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from remedytrack.settings import LOOPBACK

TIMEOUT_SECONDS: Final = 15.0
_LARGEST_ANSWER: Final = 10_000
_UNWELL: Final = 503


class WebhookFailed(RuntimeError):
    """The document was not accepted, or nobody knows whether it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The webhook was not reached: {reason}. Check REMEDYTRACK_ALARM_URL."
        )


class SiteSilent(RuntimeError):
    """A site did not say how it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The site does not answer: {reason}.")


class Webhook:
    """Posts documents to one address.

    Args:
        url: ``https://…``, or ``http://…`` towards this machine.
        timeout_seconds: the longest that one step of a request may take.
    """

    def __init__(self, url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._url, self._timeout = url, timeout_seconds

    def post(self, document: Mapping[str, str]) -> None:
        """Post ``document``; returning means that it was accepted.

        Raises:
            WebhookFailed: it was not, or it is not known whether it was.
        """
        request = Request(  # noqa: S310 - the settings take https and loopback only
            self._url,
            data=json.dumps(document).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "RemedyTrack"},
            method="POST",
        )
        try:
            _opener(self._url).open(request, timeout=self._timeout).close()
        except HTTPError as error:
            error.close()
            raise WebhookFailed(f"it answered {error.code}") from None
        except (OSError, HTTPException) as error:
            raise WebhookFailed(type(error).__name__) from None


def health_told_at(url: str) -> Mapping[str, bool]:
    """Ask a site's ``/health`` and return what it says, by name.

    Args:
        url: its whole address, as :class:`Webhook` takes it.

    Raises:
        SiteSilent: nobody answered, or something else than a site of ours.
    """
    request = Request(url, headers={"User-Agent": "RemedyTrack"})  # noqa: S310
    try:
        with _answered(request) as answer:
            told = json.loads(answer.read(_LARGEST_ANSWER))
    except (OSError, HTTPException, ValueError) as error:
        raise SiteSilent(type(error).__name__) from None
    if not isinstance(told, dict):
        raise SiteSilent("not its health")
    return {name: bool(works) for name, works in told.items()}


def _answered(request: Request) -> IO[bytes]:
    """Return the answer; 503 is one too, for that is how a sick site answers."""
    try:
        answer: IO[bytes] = _opener(request.full_url).open(
            request, timeout=TIMEOUT_SECONDS
        )
    except HTTPError as error:
        if error.code != _UNWELL:
            error.close()
            raise
        return error
    return answer


def _opener(url: str) -> OpenerDirector:
    """Return what speaks HTTP and nothing else: no redirection is followed."""
    opener = OpenerDirector()
    here = urlsplit(url).hostname in LOOPBACK
    for handler in (
        ProxyHandler({} if here else None),
        HTTPHandler(),
        HTTPSHandler(context=ssl.create_default_context()),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener
