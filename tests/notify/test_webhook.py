"""The webhook: checked certificates, nothing followed, no secret in an error."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from remedytrack.notify.webhook import (
    SiteSilent,
    Webhook,
    WebhookFailed,
    health_told_at,
)

DOCUMENT = {"source": "remedytrack", "trouble": "clock", "state": "begun"}


@dataclass
class Listener:
    """A server that notes what is posted, and answers as it was told to."""

    port: int
    status: int = 204
    body: bytes = b""
    received: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


@pytest.fixture
def listener(authority: trustme.CA) -> Iterator[Listener]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        told = Listener(server.server_port)
        server.RequestHandlerClass = answering(told)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield told
        server.shutdown()
        thread.join()


def answering(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            listener.received.append(json.loads(self.rfile.read(length)))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(listener.status)
            if listener.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(listener.body)))
            self.end_headers()
            self.wfile.write(listener.body)

        def log_message(self, *_told: object) -> None:
            pass

    return Answering


@pytest.mark.usefixtures("trusted")
def test_a_document_arrives(listener: Listener) -> None:
    Webhook(f"https://localhost:{listener.port}/hook").post(DOCUMENT)
    assert listener.received == [DOCUMENT]


def test_a_forged_certificate_gets_nothing(listener: Listener) -> None:
    with pytest.raises(WebhookFailed):
        Webhook(f"https://localhost:{listener.port}/secret").post(DOCUMENT)
    assert listener.received == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_gets_nothing(listener: Listener) -> None:
    with pytest.raises(WebhookFailed):
        Webhook(f"https://127.0.0.1:{listener.port}/secret").post(DOCUMENT)
    assert listener.received == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_accepted_is_a_failure(listener: Listener, status: int) -> None:
    listener.status = status
    with pytest.raises(WebhookFailed, match=f"it answered {status}") as failed:
        Webhook(f"https://localhost:{listener.port}/secret").post(DOCUMENT)
    assert "secret" not in str(failed.value)
    assert len(listener.received) == 1, "a redirection is not followed"


def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(WebhookFailed, match="REMEDYTRACK_ALARM_URL"):
        Webhook("http://127.0.0.1:9/").post(DOCUMENT)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("status", [200, 503])
def test_a_site_says_how_it_is(listener: Listener, status: int) -> None:
    listener.status, listener.body = status, b'{"ok": false, "mail": true}'
    url = f"https://localhost:{listener.port}/health"
    assert health_told_at(url) == {"ok": False, "mail": True}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("status", "body"), [(404, b"{}"), (200, b"hi"), (200, b"1")])
def test_anything_else_is_no_answer(
    listener: Listener, status: int, body: bytes
) -> None:
    listener.status, listener.body = status, body
    with pytest.raises(SiteSilent):
        health_told_at(f"https://localhost:{listener.port}/health")
