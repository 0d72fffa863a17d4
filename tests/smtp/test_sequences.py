"""Hundreds of random sequences of faults, and ten thousand under ``minutes``."""

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from remedytrack.notify.address import Security
from tests.figures import Say
from tests.smtp.outbox import Outbox
from tests.smtp.sequences import POOL, encryption_of, play
from tests.smtp.server import Faulty

Servers = dict[Security, Faulty]


@pytest.fixture
def servers(certificate: ssl.SSLContext) -> Iterator[Servers]:
    with ExitStack() as stack:
        yield {
            encryption: stack.enter_context(
                Faulty(encryption=encryption, tls=certificate)
            )
            for encryption in Security
        }


def _played(
    seeds: range, one_outbox: Outbox, servers: Servers, folder: Path, say: Say
) -> Counter[str]:
    figures = Counter[str]()
    for seed in seeds:
        outbox = one_outbox.empty()
        luck = play(seed, outbox, servers[encryption_of(seed)], folder)
        figures["sequences"] += 1
        figures["faults"] += len(luck.played)
        figures["in doubt"] += luck.ledger.in_doubt.total()
        figures["repeats"] += luck.ledger.kept.total()
        figures["refused"] += len(luck.ledger.refused)
        figures["mails"] += len(outbox.rows())
        figures.update(f"at {fault.stage}" for fault in luck.played)
    told = ", ".join(f"{number:,} {what}" for what, number in figures.items())
    say(f"smtp sequences: {told}; each mail ended right")
    return figures


def test_200_sequences_end_right(
    one_outbox: Outbox, servers: Servers, data_folder: Path, say: Say
) -> None:
    figures = _played(range(1, 201), one_outbox, servers, data_folder, say)
    assert figures["repeats"] > 10
    assert figures["refused"] > 10
    assert all(figures[f"at {stage}"] for stage in POOL), "a stage was never reached"


@pytest.mark.minutes
def test_10_000_sequences_end_right(
    one_outbox: Outbox, servers: Servers, data_folder: Path, say: Say
) -> None:
    figures = _played(range(201, 10_201), one_outbox, servers, data_folder, say)
    assert figures["repeats"] > 1_000
