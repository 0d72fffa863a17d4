"""The reader's own page: how they are reminded, and how much a mail may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.notify.openpgp import LONGEST_KEY
from remedytrack.notify.specimen import specimen
from remedytrack.services import absences, keys, ladder_settings, people, preferences
from remedytrack.services.keys import KeyRefused
from remedytrack.services.preferences import Wishes
from remedytrack.services.refusals import NotFound, Refused
from remedytrack.storage.values import Privacy, Recipient
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("reminders", __name__, url_prefix="/me/reminders")

YES = "yes"
Answer = str | tuple[str, int] | Response
_BESIDE: Mapping[type[Refused], str] = {absences.NobodyToStandIn: "deputy"}


@blueprint.get("")
@open_to(*WRITERS)
def overview() -> str:
    """Show how the reader is reminded."""
    return _page()


@blueprint.post("")
@open_to(*WRITERS)
def change() -> Answer:
    """Change language, hour, profile and deputy."""

    def act(form: Form) -> None:
        wishes = _wishes(form)
        preferences.set_wishes(registry(), actor=viewer(), now=now(), wishes=wishes)

    return _tried(Form.sent("wishes"), act, _("Saved."))


@blueprint.post("/away")
@open_to(*WRITERS)
def be_away() -> Answer:
    """Record that the reader is away."""

    def act(form: Form) -> None:
        absences.be_away(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=viewer().id,
            from_on=form.day("from_on"),
            until_on=form.day("until_on"),
            deputy=form.text("deputy") or None,
        )

    return _tried(Form.sent("away"), act, _("Recorded. Somebody stands in for you."))


@blueprint.post("/away/<uuid:absence_id>/end")
@open_to(*WRITERS)
def be_back(absence_id: UUID) -> Answer:
    """End an absence, or take back one that has not begun."""

    def act(_form: Form) -> None:
        absences.end_absence(
            registry(), actor=viewer(), now=now(), absence_id=absence_id
        )

    return _tried(Form.sent("away"), act, _("You are reminded yourself again."))


@blueprint.post("/ladder/<consequence>")
@open_to(*WRITERS)
def set_ladder(consequence: str) -> Answer:
    """Choose how early to be reminded of dates of one class, or go back."""
    missed = _class(consequence)

    def act(form: Form) -> None:
        choose_ladder(form, Scope.PERSON, viewer().id, missed)

    return _tried(Form.sent(f"ladder-{missed.value}"), act, _("Saved."))


@blueprint.post("/key")
@open_to(*WRITERS)
def put_key() -> Answer:
    """Take the reader's public key, pasted or as a file."""

    def act(form: Form) -> None:
        data = _key_data(form)
        try:
            keys.put_key(registry(), actor=viewer(), now=now(), data=data)
        except KeyRefused:
            # What was sent may be secret: the page must not send it back.
            form.typed = {}
            raise

    done = _("The key is stored. Now confirm its fingerprint.")
    return _tried(Form.sent("key"), act, done)


@blueprint.post("/key/confirm")
@open_to(*WRITERS)
def confirm_key() -> Answer:
    """Take the fingerprint, entered a second time."""

    def act(form: Form) -> None:
        keys.confirm_key(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=viewer().id,
            fingerprint=form.text("fingerprint"),
        )

    done = _("Confirmed. Your mails are encrypted from now on.")
    return _tried(Form.sent("confirm"), act, done)


@blueprint.post("/key/remove")
@open_to(*WRITERS)
def remove_key() -> Answer:
    """Forget the reader's key."""

    def act(_form: Form) -> None:
        mine = viewer().id
        keys.remove_key(registry(), actor=viewer(), now=now(), recipient_id=mine)

    return _tried(Form.sent("confirm"), act, _("The key is removed."))


def choose_ladder(
    form: Form, scope: Scope, subject: str, consequence: Consequence
) -> None:
    """Do with somebody's ladder what ``form`` says: set it, or go back."""
    if form.text("back") == YES:
        ladder_settings.drop_ladder(
            registry(),
            actor=viewer(),
            now=now(),
            scope=scope,
            subject=subject,
            consequence=consequence,
        )
        return
    ladder_settings.set_ladder(
        registry(),
        actor=viewer(),
        now=now(),
        scope=scope,
        subject=subject,
        consequence=consequence,
        days_before=_numbers(form, "days_before"),
        hours_before=_numbers(form, "hours_before"),
    )


def _numbers(form: Form, name: str) -> list[int]:
    """Read whole numbers between commas or spaces; :class:`Wrong` where one is none."""
    texts = form.text(name).replace(",", " ").split()
    for text in texts:
        if not text.isdecimal():
            problem = _("“%(text)s” is not a whole number.", text=text)
            raise Wrong(name, problem)
    return [int(text) for text in texts]


def in_fours(fingerprint: str) -> str:
    """Return a fingerprint as people read it to one another: four by four."""
    starts = range(0, len(fingerprint), 4)
    return " ".join(fingerprint[start : start + 4] for start in starts)


def _tried(form: Form, act: Callable[[Form], None], done: str) -> Answer:
    with form.noting_problems(beside=_BESIDE):
        act(form)
        flash(done, "done")
        return redirect(url_for("reminders.overview"), code=303)
    return _page(form), UNPROCESSABLE


def _page(form: Form | None = None) -> str:
    recipient = preferences.recipient_of(registry(), viewer().id)
    moment, me = now(), viewer()
    state = keys.key_state(registry(), viewer=me, now=moment, recipient_id=me.id)
    return render_template(
        "reminders.html",
        recipient=recipient,
        forms_by_name=_forms(recipient, form),
        others=_others(),
        away=absences.absences_of(
            registry(), viewer=me, now=moment, recipient_id=me.id
        ),
        names=people.names(registry()),
        ladders=ladder_settings.ladders_for(registry(), viewer=me, recipient_id=me.id),
        own_ladders=ladder_settings.own_settings(
            registry(), viewer=me, scope=Scope.PERSON, subject=me.id
        ),
        key=state,
        why_no_key=keys.why_not(state.problem) if state and state.problem else None,
        fingerprint=in_fours(state.key.fingerprint) if state else "",
        specimen=_specimen(recipient, moment),
        hours=[(str(hour), f"{hour:02}:00") for hour in preferences.HOURS],
    )


def _forms(recipient: Recipient, sent: Form | None) -> Mapping[str, Form]:
    """Return each form of the page: as it was sent, else with what is on record."""
    recorded: dict[str, Any] = {
        "language": recipient.language,
        "zone": recipient.zone,
        "hour": str(recipient.hour),
        "privacy": recipient.privacy.value,
        "always_daily": YES if recipient.always_daily else "",
        "on_duty": YES if recipient.on_duty else "",
        "deputy": recipient.deputy or "",
    }
    names = (
        "away",
        "key",
        "confirm",
        *(f"ladder-{each.value}" for each in Consequence),
    )
    filled = {name: Form(name) for name in names}
    filled["wishes"] = Form("wishes", recorded)
    return filled | ({sent.name: sent} if sent else {})


def _wishes(form: Form) -> Wishes:
    privacy = form.text("privacy")
    hour = form.text("hour")
    return Wishes(
        language=form.text("language"),
        zone=form.text("zone"),
        hour=int(hour) if hour.isdecimal() else -1,
        privacy=Privacy(privacy) if privacy in set(Privacy) else Privacy.STRICT,
        always_daily=form.text("always_daily") == YES,
        on_duty=form.text("on_duty") == YES,
        deputy=form.text("deputy") or None,
    )


def _key_data(form: Form) -> bytes:
    file = request.files.get("file")
    data = file.read(LONGEST_KEY + 1) if file else b""
    data = data or form.value("armoured").encode()
    if not data.strip():
        raise Wrong("armoured", _("Paste your public key, or choose its file."))
    return data


def _others() -> Iterable[tuple[str, str]]:
    return [each for each in people.names(registry()).items() if each[0] != viewer().id]


def _class(text: str) -> Consequence:
    if text not in set(Consequence):
        raise NotFound(ref=text)
    return Consequence(text)


def _specimen(recipient: Recipient, moment: datetime) -> Mapping[Privacy, str]:
    today = moment.astimezone(ZoneInfo(recipient.zone)).date()
    home = f"{parts().settings.public_url}/"
    said = specimen(recipient.language, recipient.zone, today, home)
    return {
        Privacy.STRICT: said.strict_body.strip(),
        Privacy.REFERENCE: said.body.strip(),
    }
