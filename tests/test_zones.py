"""Old time zone data are refused before anybody relies on a day."""

import struct
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from remedytrack.cli import main
from remedytrack.zones import (
    OutdatedZones,
    require_current_zones,
    use_pinned_zones,
    zones_version,
)

COUNT_A_TERM = ["compute", "un.sp.reply", "--on", "2025-09-25"]


def zone_file(hours: int) -> bytes:
    """A zone of one offset for ever, as a version 1 file of RFC 8536."""
    name = b"LMT\0"
    header = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, len(name))
    return header + struct.pack(">lbb", hours * 3600, 0, 0) + name


@pytest.fixture
def old_zones(tmp_path: Path) -> Iterator[Path]:
    """A machine whose Almaty is six hours ahead still."""
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Almaty").write_bytes(zone_file(6))
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    yield tmp_path
    use_pinned_zones()


def test_the_installed_zones_know_the_change_of_march_2024() -> None:
    use_pinned_zones()

    require_current_zones()
    assert zones_version().startswith("tzdata 20")


def test_older_zones_are_refused_with_what_to_do(old_zones: Path) -> None:
    with pytest.raises(OutdatedZones) as refused:
        require_current_zones()

    said = str(refused.value)
    assert str(old_zones) in said
    assert "Asia/Almaty is UTC+6 on 2024-03-01, not UTC+5" in said
    assert "pip install --upgrade tzdata" in said


def test_zones_that_were_always_five_hours_ahead_are_wrong_too(
    old_zones: Path,
) -> None:
    (old_zones / "Asia" / "Almaty").write_bytes(zone_file(5))

    with pytest.raises(OutdatedZones, match=r"UTC\+5 on 2024-02-28"):
        require_current_zones()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr("remedytrack.zones.import_module", missing)

    assert zones_version() == "none: the package tzdata is not installed"


def test_the_program_never_reads_the_machine_s_zones(old_zones: Path) -> None:
    ran = CliRunner().invoke(main, COUNT_A_TERM)

    assert ran.exit_code == 0, ran.output
    assert str(old_zones) not in zoneinfo.TZPATH
    almaty = zoneinfo.ZoneInfo("Asia/Almaty")
    midnight = datetime(2025, 3, 10, 19, tzinfo=UTC).astimezone(almaty)
    assert midnight.isoformat() == "2025-03-11T00:00:00+05:00"


@pytest.mark.parametrize("command", [COUNT_A_TERM, ["tick"], ["serve"], ["init"]])
def test_every_command_refuses_an_outdated_package(
    old_zones: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_VAR", str(old_zones / "var"))
    monkeypatch.setattr("remedytrack.cli.program.use_pinned_zones", lambda: None)
    ran = CliRunner().invoke(main, command)

    assert ran.exit_code == 1
    assert "are older than 2024a" in ran.output
    assert not (old_zones / "var").exists()
