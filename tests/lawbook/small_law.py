"""A whole folder of law, small and correct, for the tests to spoil."""

from collections.abc import Callable
from pathlib import Path

from remedytrack.lawbook import Problem

WORKFLOW = """\
workflow: kz.request
version: 1
kind: application
title: {en: Request, ru: Запрос}
calendar: kz
tracks:
  procedure:
    initial: waiting
    states:
      waiting: {title: {en: waiting, ru: ожидание}}
      answered: {final: true, title: {en: answered, ru: отвечено}}
events:
  request_registered:
    title: {en: Registered, ru: Зарегистрирован}
    fields:
      channel:
        type: choice
        title: {en: Channel, ru: Канал}
        choice: {post: {en: post, ru: почта}, online: {en: online, ru: онлайн}}
      content: {type: text, title: {en: Content, ru: Содержание}}
  answer_received:
    title: {en: Answered, ru: Получен ответ}
    moves:
      procedure: {from: [waiting], to: answered}
time_limits:
  - id: kz.request.answer
    act: {en: Answer, ru: Ответить}
    bound: authority
    consequence: expectation
    on: request_registered
    select_by: request_registered
    term: {n: 15, unit: day}
    profile: kz.plain
    satisfied_by: answer_received
    cite: {act: A code, unit: art. 1, no: 1-I, date: 2021-07-01}
    status: sourced
    valid: {from: 2021-07-01}
flags:
  - id: silent
    title: {en: Silent, ru: Молчание}
    since: request_registered
    when: {expired: kz.request.answer}
sources: [a document]
"""

PROFILES = """\
profiles:
  - id: kz.plain
    title: {en: Plain, ru: Просто}
    cite: {act: A code, unit: art. 2}
    status: sourced
    valid: {from: 2015-01-01}
    start: next_day
    day_means: working
    month_end: down
    month_anchor: event_day
    roll: {after: forward, before: none}
    roll_applies_to: [day]
    ends: "24:00"
    resume: refuse
"""

FIRST_DAY = (
    "{day: 2025-01-01, kind: holiday, name: new_year, act: law, "
    "known_from: 2001-12-13, certainty: decreed}"
)
SECOND_DAY = (
    "{day: 2025-01-02, kind: holiday, name: new_year, act: law, "
    "known_from: 2024-12-01, certainty: decreed}"
)
CALENDAR = f"""\
calendar: kz
title: {{en: Kazakhstan, ru: Казахстан}}
zone: Asia/Almaty
weekend: [sat, sun]
horizon: {{from: 2020-01-01, to: 2027-12-31}}
acts:
  law: {{title: A law, cite: art. 3, status: sourced}}
names:
  new_year: {{en: New Year, ru: Новый год}}
days:
  - {FIRST_DAY}
  - {SECOND_DAY}
"""

CLASSES = ("bar", "restorable", "presumption", "target", "expectation", "embargo")
LADDERS = "ladders:\n" + "".join(
    f"  - {{class: {name}, days_before: [7, 0], overdue_daily: false, "
    "moves_earlier: true}\n"
    for name in CLASSES
)

CONTENT = {
    "kz/request.yaml": WORKFLOW,
    "counting/kz.yaml": PROFILES,
    "calendars/kz.yaml": CALENDAR,
    "ladders.yaml": LADDERS,
}

Spoil = Callable[..., tuple[Problem, ...]]


def written(folder: Path, content: dict[str, str]) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
