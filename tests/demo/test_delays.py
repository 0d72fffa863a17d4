"""Speed asymmetry on the facts of the documents (scenario 8), and the series (14)."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from remedytrack.cli import main
from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.demo.clock import start_clock
from remedytrack.demo.loader import BEGINS_AT
from remedytrack.services.delays import Opened, delays
from remedytrack.services.recording import Report, record_event
from remedytrack.services.series import series_of_matters
from remedytrack.storage.migrate import head
from tests.demo.conftest import Demo

CUT_OFF = date(2025, 11, 24)


def test_defenders_are_punished_within_days(demo: Demo) -> None:
    found = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF)
    days = {each.ref: each.sanction.days for each in found.delays}
    keys = {"A5": 1, "A1": 2, "A2": 6, "A3": 8, "A4": 291}
    assert days == {demo.case(key).ref: n for key, n in keys.items()}
    assert found.median_days == 6
    assert found.mean_days is not None
    assert round(found.mean_days, 1) == 61.6


def test_their_own_complaints_come_to_nothing(demo: Demo) -> None:
    found = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF)
    assert len(found.complaints) == 5
    assert not any(each.investigated or each.accountable for each in found.complaints)
    opened = {each.ref: each.opened for each in found.complaints}
    assert opened[demo.case("C1").ref] is Opened.UNCLEAR
    assert opened[demo.case("C2").ref] is Opened.NOT_STATED
    assert opened[demo.case("C3").ref] is Opened.NO
    assert found.unknown == 4
    assert (found.appeals_decided, found.appeals_granted) == (4, 0)


def test_a_sanction_against_an_attacker_is_counted_too(copy: Demo) -> None:
    """Or the report could only ever say that nobody is held accountable."""
    record_event(
        copy.registry,
        actor=OPERATOR,
        now=BEGINS_AT,
        ref=copy.loaded.refs["C2"],
        report=Report("sanction_imposed", When.on(date(2025, 11, 20)), {}),
    )
    found = delays(copy.registry, viewer=OPERATOR, today=CUT_OFF)
    assert len(found.complaints) == 5
    assert sum(each.investigated for each in found.complaints) == 1
    assert sum(each.accountable for each in found.complaints) == 1


def test_the_same_protest_took_2_days_and_291(demo: Demo) -> None:
    (pair,) = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF).pairs
    assert [pair.quick.ref, pair.slow.ref] == [demo.case(k).ref for k in ("A1", "A4")]
    assert (pair.quick.sanction.days, pair.slow.sanction.days) == (2, 291)
    assert pair.ratio == 145.5


def test_the_registration_was_tried_at_least_fifteen_times(demo: Demo) -> None:
    (series,) = series_of_matters(demo.registry, viewer=OPERATOR)
    assert str(series.count) == "\N{GREATER-THAN OR EQUAL TO} 15"
    (tried,) = series.tried
    assert (tried.ref, tried.attempt.days) == (demo.case("R1").ref, 7)
    assert tried.outcome is not None
    assert tried.outcome.en == "registration refused"


TOLD = {
    "en": [
        "Days to a sanction: median 6, mean 61.6, N = 5.",
        "Effective investigations reported: 0 of 5.",
        "Persons held accountable: 0 of 5.",
        "Criminal case opened: yes 0, no 1, unclear 1, not stated 3 (unknown: 4).",
        "Appeals decided: 4, granted: 0.",
    ],
    "ru": [
        "Дней до наказания: медиана 6, среднее 61.6, N = 5.",
        "Сообщено об эффективных расследованиях: 0 из 5.",
        "Виновные привлечены к ответственности: 0 из 5.",
        (
            "Уголовное дело возбуждено: да 0, нет 1, неясно 1, не указано 3 "
            "(неизвестно: 4)."
        ),
        "Рассмотрено жалоб: 4, удовлетворено: 0.",
    ],
}


@pytest.mark.parametrize("language", TOLD)
def test_scenario_8_as_the_command_tells_it(
    copy: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    start_clock(copy.registry.store, shows=BEGINS_AT, real_now=BEGINS_AT)
    _stamp(copy)
    monkeypatch.setenv("REMEDYTRACK_VAR", str(tmp_path))
    database = f"sqlite:///{tmp_path / 'copy.db'}"
    monkeypatch.setenv("REMEDYTRACK_DATABASE_URL", database)
    asked = ["report", "delays", "--today", str(CUT_OFF), "--language", language]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[-6:-1] == TOLD[language]
    assert lines[-1].endswith(f"2, {copy.case('A4').ref} 291.")


def _stamp(demo: Demo) -> None:
    """Say in the database that it is at the newest revision, as a migration would."""
    with demo.registry.store.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head(),))
