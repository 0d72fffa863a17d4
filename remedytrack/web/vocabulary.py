"""The functions that templates may call: words and showing, nothing that decides."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import FieldDefinition
from remedytrack.services import opening
from remedytrack.services.cases import CaseView
from remedytrack.web import showing, words
from remedytrack.web.appointments import clash_tags
from remedytrack.web.case_page import hand_title, verdict_words
from remedytrack.web.dossier_page import dossier_shown
from remedytrack.web.findings import age
from remedytrack.web.forms import Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import parts

_FUNCTIONS: dict[str, Callable[..., object]] = {
    "act_of": showing.act_of,
    "by_when": showing.by_when,
    "clash_tags": clash_tags,
    "closing": showing.closing,
    "day_shown": showing.day_shown,
    "days_left": showing.days_left,
    "big_day": showing.big_day,
    "is_ours": showing.is_ours,
    "tags": showing.tags,
    "tone": showing.tone,
    "dossier_shown": dossier_shown,
    "hand_title": hand_title,
    "verdict_words": verdict_words,
    "basis_words": words.basis,
    "bound_words": words.bound,
    "consequence_words": words.consequence,
    "date_hint": words.date_hint,
    "embargo_words": words.embargo,
    "grade_words": words.grade,
    "law_status_words": words.law_status,
    "mail_state_words": words.mail_state,
    "no_date_words": words.no_date,
    "remedy_words": words.remedy,
    "rung_tone": showing.rung_tone,
    "timeliness_words": words.timeliness,
    "new_form": Form,
}


def init_app(app: Flask) -> None:
    """Give the functions to the templates of ``app``."""
    app.jinja_env.globals.update(_FUNCTIONS)
    app.jinja_env.globals.update(
        age=_age,
        calendar_title=calendar_title,
        age_unit=_age_unit,
        choice_options=choice_options,
        lifting_event=lifting_event,
        link_options=link_options,
        link_words=link_words,
        number=words.number,
        party_options=party_options,
    )


def calendar_title(calendar: str | None) -> str:
    """Return the name of a calendar."""
    if calendar is None:
        return _("none")
    return wording().text(parts().lawbook.calendars[calendar].title)


def choice_options(field: FieldDefinition) -> list[tuple[str, str]]:
    """Return the values of a choice with their words."""
    return [(value, wording().text(title)) for value, title in field.choice.items()]


def party_options() -> list[tuple[str, str]]:
    """Return who may have to act, with the words for it."""
    return [(party.value, words.bound(party)) for party in BoundParty]


def lifting_event(case: CaseView) -> str | None:
    """Return the event that ends the confidentiality of ``case``, if it has one."""
    ends = (
        limit.satisfied_by
        for limit in case.definition.time_limits
        if limit.consequence is Consequence.EMBARGO
    )
    return next(ends, None)


def link_words(kind: str) -> str:
    """Say how a linked case belongs to this one."""
    known = {
        "appeal_of": _("this is an appeal in:"),
        "has_appeal_of": _("appealed in:"),
        "same_event": _("about the same event:"),
        "has_same_event": _("about the same event:"),
        "compared_with": _("compared with:"),
        "has_compared_with": _("compared with:"),
    }
    return known.get(kind, _("belongs together with:"))


def link_options() -> list[tuple[str, str]]:
    """Return how two existing cases may belong together, with the words for it."""
    return [
        (opening.SAME_EVENT, _("they are about the same event")),
        (opening.RELATED, _("they belong together otherwise")),
        (opening.COMPARED_WITH, _("the same act, to be compared")),
    ]


def _age(days: int, at_least: bool) -> str:  # noqa: FBT001 - called from templates
    return age(days, at_least=at_least)


def _age_unit(days: int, at_least: bool) -> str:  # noqa: FBT001 - called from templates
    if at_least:
        return wording().plural("day at least", "days at least", days)
    return wording().plural("day old", "days old", days)
