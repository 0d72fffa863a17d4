"""An outbox, an authority that vouches for a server, and the three encryptions."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.smtp.outbox import Outbox


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def data_folder(
    authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where the CA file lies that the transports trust."""
    folder = tmp_path_factory.mktemp("data")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return folder


@pytest.fixture(scope="session")
def one_outbox() -> Iterator[Outbox]:
    outbox = Outbox.made()
    yield outbox
    outbox.store.close()


@pytest.fixture
def outbox(one_outbox: Outbox) -> Outbox:
    return one_outbox.empty()
