"""The disk of the power cuts: what it keeps, what it may lose, where it tears."""

import random
from pathlib import Path

from tests.crash.disk import SECTOR, Cut, Disk, File, Named, Sync, Write, steps_in

FOLDER = Path("/data")
DATABASE = FOLDER / "docket.db"
OLD, NEW = b"o" * 2 * SECTOR, b"n" * 2 * SECTOR


def images(disk: Disk, number: int = 200) -> set[tuple[tuple[str, bytes], ...]]:
    chance = random.Random(1)  # noqa: S311 - repeatable
    cuts = (disk.after_a_cut(chance) for _ in range(number))
    return {tuple(sorted(image.items())) for image in cuts}


def contents(disk: Disk) -> set[bytes | None]:
    return {dict(image).get(DATABASE.name) for image in images(disk)}


def test_what_was_synced_is_there() -> None:
    disk = Disk(FOLDER, {DATABASE.name: File(OLD)})
    disk.do(Write(DATABASE, 0, NEW))
    disk.do(Sync(DATABASE))
    assert contents(disk) == {NEW}


def test_an_unsynced_write_is_there_or_lost_or_torn_between_sectors() -> None:
    disk = Disk(FOLDER, {DATABASE.name: File(OLD)})
    disk.do(Write(DATABASE, 0, NEW))
    half_old, half_new = OLD[:SECTOR], NEW[:SECTOR]
    assert contents(disk) == {OLD, NEW, half_new + half_old, half_old + half_new}


def test_the_second_of_two_unsynced_writes_may_be_there_without_the_first() -> None:
    disk = Disk(FOLDER, {DATABASE.name: File(b"")})
    disk.do(Write(DATABASE, 0, b"a"))
    disk.do(Write(DATABASE, 1, b"b"))
    assert contents(disk) == {b"", b"a", b"\0b", b"ab"}


def test_an_unsynced_cut_may_be_undone() -> None:
    disk = Disk(FOLDER, {DATABASE.name: File(b"abc")})
    disk.do(Cut(DATABASE, 1))
    assert contents(disk) == {b"abc", b"a"}


def test_a_new_file_is_sure_to_be_found_once_its_folder_is_synced() -> None:
    disk = Disk(FOLDER, {})
    disk.do(Named(DATABASE, exists=True))
    disk.do(Write(DATABASE, 0, NEW))
    disk.do(Sync(DATABASE))
    assert contents(disk) == {None, NEW}
    disk.do(Sync(FOLDER))
    assert contents(disk) == {NEW}


def test_a_removed_file_may_be_back_until_its_folder_is_synced() -> None:
    disk = Disk(FOLDER, {DATABASE.name: File(OLD)})
    disk.do(Named(DATABASE, exists=False))
    assert contents(disk) == {None, OLD}
    disk.do(Sync(FOLDER))
    assert contents(disk) == {None}


def test_the_steps_are_read_as_strace_writes_them(tmp_path: Path) -> None:
    log = tmp_path / "log"
    name = "".join(f"\\x{byte:02x}" for byte in str(DATABASE).encode())
    log.write_text(
        f'7 openat(AT_FDCWD</>, "{name}", O_RDWR|O_CREAT, 0600) = 3<{name}>\n'
        f'7 pwrite64(3<{name}>, "\\x61\\x62", 2, 4096) = 2\n'
        f"7 fdatasync(3<{name}>) = 0\n"
        f'7 pwrite64(3<{name}>, "\\x61", 1, 0) = -1 ENOSPC (No space left)\n'
        f"7 ftruncate(3<{name}>, 512) = 0\n"
        f'7 unlink("{name}") = 0\n'
    )
    assert list(steps_in(log)) == [
        Named(DATABASE, exists=True),
        Write(DATABASE, 4096, b"ab"),
        Sync(DATABASE),
        Cut(DATABASE, 512),
        Named(DATABASE, exists=False),
    ]
