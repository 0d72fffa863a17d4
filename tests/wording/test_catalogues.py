"""What people read is there in Russian to the last sentence, and never half filled."""

import re

import pytest
from babel.messages.catalog import Message

from remedytrack.wording.catalogue import is_translated, read_catalogue
from tests.wording.extraction import extracted

PLACE = re.compile(r"%\((\w+)\)[sd]")


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def forms(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, (tuple, list)) else (string or "",)


def messages_of(language: str) -> dict[str, Message]:
    return {
        ids(message)[0]: message for message in read_catalogue(language) if message.id
    }


@pytest.fixture(scope="module")
def template() -> dict[str, Message]:
    return {ids(message)[0]: message for message in extracted() if message.id}


def test_russian_says_everything(template: dict[str, Message]) -> None:
    russian = messages_of("ru")

    missing = [
        msgid
        for msgid in template
        if msgid not in russian or not is_translated(russian[msgid])
    ]

    assert missing == []


def test_what_is_counted_has_the_three_russian_forms(
    template: dict[str, Message],
) -> None:
    russian = messages_of("ru")

    assert [
        msgid
        for msgid, message in template.items()
        if message.pluralizable and len(forms(russian[msgid])) != 3
    ] == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_nothing_translated_is_no_longer_said(
    language: str, template: dict[str, Message]
) -> None:
    assert [msgid for msgid in messages_of(language) if msgid not in template] == []
    assert not read_catalogue(language).obsolete


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_translation_is_a_guess_of_the_machine(language: str) -> None:
    assert [
        each.id for each in read_catalogue(language) if each.id and each.fuzzy
    ] == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_place_is_filled_in_every_language(language: str) -> None:
    for message in read_catalogue(language):
        if not message.id or not any(forms(message)):
            continue
        wanted = set(PLACE.findall(ids(message)[-1]))
        for form in forms(message):
            assert set(PLACE.findall(form)) == wanted, (message.id, form)


def test_the_commonest_words_are_there_in_kazakh(template: dict[str, Message]) -> None:
    kazakh = messages_of("kk")
    translated = [msgid for msgid in template if msgid in kazakh]

    assert len(translated) >= len(template) // 4
