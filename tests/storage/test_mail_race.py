"""Real processes after the same mails: each mail goes to exactly one of them."""

import subprocess
import sys
from datetime import timedelta
from itertools import chain

import pytest

from remedytrack.storage.unit import Store
from remedytrack.storage.values import MailState
from tests.storage.samples import NOW, a_mail, a_recipient

MAILS = 60
SENDERS = 2

SENDER = """
import sys
from datetime import datetime, timedelta
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store

store, now = Store(open_engine(sys.argv[1])), datetime.fromisoformat(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
while True:
    with store.claiming() as unit:
        mail = unit.mails.claim(now, now + timedelta(minutes=2))
    if mail is None:
        break
    print(mail.message_id, flush=True)
    with store.claiming() as unit:
        assert unit.mails.mark_sent(mail, now)
store.close()
"""


@pytest.mark.slow
def test_two_processes_send_each_mail_once(store: Store, database: str) -> None:
    message_ids = {f"<{number}@mail.invalid>" for number in range(MAILS)}
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        for message_id in message_ids:
            unit.mails.queue(a_mail(message_id, due_at=NOW - timedelta(hours=1)))

    processes = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", SENDER, database, NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(SENDERS)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    sent = [process.communicate(timeout=60)[0].split() for process in processes]

    assert [process.returncode for process in processes] == [0] * SENDERS
    assert sorted(chain.from_iterable(sent)) == sorted(message_ids)
    assert all(sent), "one process did everything: nothing was raced for"
    with store.reading() as unit:
        assert unit.mails.counts()[MailState.SENT] == MAILS
