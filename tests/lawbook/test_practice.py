"""What every procedure shares: merged on loading, and checked where it is written."""

from pathlib import Path

import pytest

from remedytrack.lawbook import LawbookRefused, load
from remedytrack.resources import folder
from tests.lawbook.small_law import written

PRACTICE = """\
sections:
  - title: {en: Consent, ru: Согласие}
    events: [consent_given, consent_not_needed, forwarded]
events:
  consent_given:
    title: {en: Consent, ru: Согласие}
    fields:
      what:
        type: choice
        title: {en: What, ru: Что}
        choice: {name: {en: name, ru: имя}}
  consent_not_needed:
    title: {en: No need, ru: Не нужно}
    fields:
      ground:
        type: choice
        title: {en: Why, ru: Почему}
        choice: {nobody: {en: nobody, ru: никто}}
  forwarded:
    title: {en: Forwarded, ru: Передано}
    by: us
    needs_consent: [{for: name, unless: [nobody]}]
"""


def test_every_procedure_has_the_shared_events_after_its_own(law: Path) -> None:
    written(law, {"practice.yaml": PRACTICE})
    events = load(law).workflows["kz.request"].events
    assert list(events)[-3:] == ["consent_given", "consent_not_needed", "forwarded"]
    assert list(events)[:2] == ["request_registered", "answer_received"]


def test_a_name_that_a_procedure_has_stays_the_procedures(law: Path) -> None:
    mine = "answer_received:\n    title: {en: Ours, ru: Наше}\n  forwarded:"
    practice = PRACTICE.replace("forwarded:\n", f"{mine}\n", 1)
    practice = practice.replace("forwarded]", "forwarded, answer_received]")
    written(law, {"practice.yaml": practice})
    book = load(law)
    assert book.workflows["kz.request"].events["answer_received"].moves
    assert book.practice.events["answer_received"].title.en == "Ours"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "for: name,",
            "for: nam,",
            r"practice\.yaml:22: L312 .*“nam”.*“name”",
        ),
        ("[nobody]", "[nobdy]", r"practice\.yaml:22: L312 “nobdy” is no ground"),
        ("forwarded]", "forwarded, lost]", "a section names events .* lost"),
        (", forwarded]", "]", "exactly one section: forwarded"),
        ("events: [consent_given", "events: [satisfied, consent_given", "satisfied"),
    ],
)
def test_what_is_wrong_is_said_once_and_where_it_is_written(
    law: Path, right: str, wrong: str, said: str
) -> None:
    written(law, {"practice.yaml": PRACTICE.replace(right, wrong, 1)})
    with pytest.raises(LawbookRefused, match=said) as refused:
        load(law)
    assert len(refused.value.problems) == 1


def test_a_folder_of_ones_own_replaces_the_practice(law: Path, tmp_path: Path) -> None:
    written(law, {"practice.yaml": PRACTICE})
    own = tmp_path / "own"
    own.mkdir()
    (own / "practice.yaml").write_text("events: {}\n", encoding="utf-8")
    book = load(law, extra=own)
    assert list(book.workflows["kz.request"].events) == [
        "request_registered",
        "answer_received",
    ]
    assert [each.kind for each in book.replaced] == ["practice"]


def test_a_shared_term_counts_the_same_everywhere(law: Path) -> None:
    term = """\
time_limits:
  - id: practice.look
    act: {en: Look, ru: Посмотреть}
    bound: us
    consequence: target
    on: forwarded
    select_by: forwarded
    term: {n: 5, unit: day}
    profile: kz.plain
    calendar: kz
    satisfied_by: consent_given
    cite: {act: Our own rule, unit: "1"}
    status: sourced
    valid: {from: 2021-07-01}
"""
    written(law, {"practice.yaml": PRACTICE + term})
    assert "practice.look" in load(law).workflows["kz.request"].limits
    nowhere = term.replace("    calendar: kz\n", "")
    written(law, {"practice.yaml": PRACTICE + nowhere})
    with pytest.raises(LawbookRefused, match="names no `calendar`"):
        load(law)
    unheard = term.replace("on: forwarded", "on: forwardd")
    written(law, {"practice.yaml": PRACTICE + unheard})
    with pytest.raises(LawbookRefused, match=r"practice\.yaml:28: L306"):
        load(law)


def test_the_shipped_practice_reaches_every_procedure() -> None:
    book = load(folder("workflows"))
    assert book.practice.events
    for workflow in book.workflows.values():
        assert set(book.practice.events) <= set(workflow.events)
