"""Mails as files, and mails in memory."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import (
    DeliveryFailed,
    FileTransport,
    OutgoingMail,
    Phase,
    RecordingTransport,
    Transport,
    build,
    transport_for,
)

MAIL = OutgoingMail(
    message_id="<k7q4mxp2@mail.invalid>",
    sender="office@sender.invalid",
    recipient="lawyer@reader.invalid",
    subject="Напоминание",
    body="Подать до вторника, 2 декабря 2025 года (Алматы).\n",
    date=datetime(2025, 12, 1, 9, 0, tzinfo=timezone(timedelta(hours=5))),
)


def test_a_mail_becomes_one_file_named_by_its_utc_moment_and_its_message_id(
    tmp_path: Path,
) -> None:
    transport = transport_for(parse_mail_url("file:var/mails"), data_folder=tmp_path)
    transport.send(MAIL)
    (written,) = (tmp_path / "var" / "mails").iterdir()
    assert written.name == "20251201T040000Z-k7q4mxp2.eml"
    assert written.read_bytes() == build(MAIL).as_bytes()
    read = message_from_bytes(written.read_bytes(), policy=SMTP)
    assert read["Subject"] == "Напоминание"
    assert read.get_content().replace("\r\n", "\n") == MAIL.body


def test_only_the_owner_reads_the_folder_and_its_mails(tmp_path: Path) -> None:
    FileTransport(tmp_path / "mails").send(MAIL)
    (written,) = (tmp_path / "mails").iterdir()
    assert stat.S_IMODE((tmp_path / "mails").stat().st_mode) == 0o700
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_names_sort_by_time_and_a_repeat_takes_the_place_of_its_first_copy(
    tmp_path: Path,
) -> None:
    transport = FileTransport(tmp_path)
    ids = ("zz", "aa", "mm")
    for day, token in enumerate(ids, start=1):
        date = datetime(2025, 12, day, 4, 0, tzinfo=UTC)
        mail = replace(MAIL, message_id=f"<{token}@mail.invalid>", date=date)
        transport.send(mail)
        transport.send(mail)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert [name.split("-")[1] for name in names] == ["zz.eml", "aa.eml", "mm.eml"]


@pytest.mark.parametrize(
    "message_id",
    [
        "<../../etc/passwd@x.invalid>",
        "<a/b@x.invalid>",
        "<.@x.invalid>",
        "k7q4@x",
        "<>",
    ],
)
def test_a_message_id_cannot_choose_another_place(
    message_id: str, tmp_path: Path
) -> None:
    transport = FileTransport(tmp_path / "mails")
    with pytest.raises(DeliveryFailed) as caught:
        transport.send(replace(MAIL, message_id=message_id))
    assert (caught.value.phase, caught.value.permanent) == (Phase.BUILD, True)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_leaves_no_half_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_is_full)
    with pytest.raises(DeliveryFailed, match="No space left") as caught:
        FileTransport(tmp_path).send(MAIL)
    assert (caught.value.permanent, caught.value.ambiguous) == (False, False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_and_can_be_tried_again(
    tmp_path: Path,
) -> None:
    (tmp_path / "mails").write_text("in the way")
    transport = FileTransport(tmp_path / "mails")
    with pytest.raises(DeliveryFailed, match="mail folder"):
        transport.send(MAIL)
    (tmp_path / "mails").unlink()
    transport.send(MAIL)
    assert len(list((tmp_path / "mails").iterdir())) == 1


def test_the_recording_transport_fails_as_ordered_and_keeps_the_rest() -> None:
    lost = DeliveryFailed(Phase.AFTER_DATA, None, "connection lost", ambiguous=True)
    transport = RecordingTransport(lost, None)
    as_any_other: Transport = transport
    with pytest.raises(DeliveryFailed) as caught:
        as_any_other.send(MAIL)
    assert caught.value is lost
    as_any_other.send(MAIL)
    with pytest.raises(DeliveryFailed, match="Subject"):
        as_any_other.send(replace(MAIL, subject="one\ntwo"))
    assert transport.sent == [MAIL]


def test_a_failure_reads_as_one_line_that_says_what_is_known() -> None:
    lost = DeliveryFailed(
        Phase.AFTER_DATA, 250, "cut\r\nhere" + "\x1b" * 9 + "x" * 900, ambiguous=True
    )
    assert str(lost).startswith(
        "The mail may or may not have left (after_data 250): cut here x"
    )
    assert len(lost.reason) == 200
    refused = DeliveryFailed(Phase.CONNECT, None, "no route")
    assert str(refused) == "The mail did not leave (connect): no route"
