"""What every piece of law carries: texts, citation, status, validity."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from remedytrack.core.law import Citation, LawStatus, Texts, Validity, weaker
from tests.core.laws import a_limit, a_profile


def test_a_text_missing_in_kazakh_is_said_in_english() -> None:
    texts = Texts(en="Appeal", ru="Жалоба")
    said = [texts.in_language(language) for language in ("en", "ru", "kk", "de")]
    assert said == ["Appeal", "Жалоба", "Appeal", "Appeal"]
    assert Texts(en="a", ru="б", kk="в").in_language("kk") == "в"


def test_a_chain_of_law_is_as_good_as_its_weakest() -> None:
    order = [LawStatus.DRAFT, LawStatus.DISPUTED, LawStatus.SOURCED, LawStatus.VERIFIED]
    for weak, strong in pairwise(order):
        assert weaker(strong, weak) is weaker(weak, strong) is weak


def test_a_citation_reads_as_lawyers_write_it() -> None:
    assert str(Citation(act="КоАП", no="235-V", unit="art. 832(1)")) == (
        "КоАП No. 235-V, art. 832(1)"
    )
    assert str(Citation(act="Rev.11", unit="rule 99(c)")) == "Rev.11, rule 99(c)"


def _valid(text: dict[str, Any]) -> Validity:
    return Validity.model_validate_json(json.dumps(text))


def test_a_validity_covers_both_of_its_ends() -> None:
    validity = _valid({"from": "2020-01-01", "to": "2020-12-31"})
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [validity.covers(day) for day in days] == [False, True, True, False]
    assert _valid({"from": "2020-01-01"}).covers(date(2100, 1, 1))


def test_a_validity_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match=r"2019-12-31 is before"):
        _valid({"from": "2020-01-01", "to": "2019-12-31"})


def test_verified_needs_a_named_lawyer_and_a_date() -> None:
    with pytest.raises(ValidationError, match="a named lawyer"):
        a_profile(status="verified")
    reviewed = {"by": "a lawyer", "on": "2025-01-01"}
    assert a_profile(status="verified", verified=reviewed).verified is not None


def test_our_own_silence_is_no_event() -> None:
    with pytest.raises(ValidationError, match="the other party's silence"):
        a_limit(10, "day", on_expiry={"event": "silence"})


@pytest.mark.parametrize(
    ("bound", "consequence", "hard"),
    [
        ("us", "bar", True),
        ("us", "restorable", True),
        ("us", "presumption", True),
        ("us", "target", False),
        ("us", "embargo", False),
        ("court", "bar", False),
    ],
)
def test_hard_is_what_binds_us_and_costs_a_right(
    bound: str, consequence: str, *, hard: bool
) -> None:
    assert a_limit(1, "day", bound=bound, consequence=consequence).is_hard is hard


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        a_limit(1, "day", consequense="bar")
