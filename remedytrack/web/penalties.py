"""Fines and other penalties in words: how much, by which index, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remedytrack.core.practice.penalties import ARREST, FINE, Check, Penalty
from remedytrack.core.practice.served import Served
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry
from remedytrack.services.penalties import Imposed, Sum
from remedytrack.web import words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import parts
from remedytrack.web.showing import Tag, by_when


@dataclass(frozen=True, slots=True)
class PenaltyShown:
    """One penalty: what it is, marks, and pairs of a label and what it says."""

    ref: str
    title: str
    tags: tuple[Tag, ...]
    pairs: tuple[tuple[str, str], ...]


def penalty_shown(imposed: Imposed) -> PenaltyShown:
    """Return a penalty as a page tells it."""
    penalty = imposed.penalty
    who = f"{imposed.initials}: " if imposed.initials else ""
    return PenaltyShown(
        ref=imposed.ref,
        title=who + _what(penalty),
        tags=tuple(_tags(penalty)),
        pairs=tuple(_pairs(imposed)),
    )


def sum_words(total: Sum) -> str:
    """Return what was imposed in a dossier, in one sentence."""
    said = []
    if total.fined:
        fined, left = tenge(total.fined), tenge(total.left)
        said.append(
            _("Fines: %(fined)s, still to be paid: %(left)s", fined=fined, left=left)
        )
    if total.arrest_days:
        said.append(_("days of arrest: %(days)s", days=total.arrest_days))
    return " · ".join(said)


def tenge(amount: int) -> str:
    """Return ``KZT 393 200``."""
    return _("KZT %(amount)s", amount=words.number(amount))


def _what(penalty: Penalty) -> str:
    if penalty.kind == FINE:
        if penalty.amount is None:
            return _("fine, amount not known")
        return _("fine of %(amount)s", amount=tenge(penalty.amount))
    if penalty.kind == ARREST and penalty.days:
        return _("arrest, days: %(days)s", days=penalty.days)
    return _chosen(penalty.ruling, "penalty", penalty.kind)


def _tags(penalty: Penalty) -> Iterator[Tag]:
    if penalty.quashed:
        yield Tag("fine", _("quashed"))
    elif penalty.kind == FINE and penalty.left == 0:
        yield Tag("fine", _("paid"))
    if penalty.check is not None and penalty.check.difference:
        yield Tag("warn", _("the amount does not fit the index"))


def _pairs(imposed: Imposed) -> Iterator[tuple[str, str]]:
    penalty, voice = imposed.penalty, wording()
    yield _("Imposed"), voice.when(penalty.ruling.occurred)
    if imposed.article:
        yield _("Article"), imposed.article
    if penalty.check is not None:
        yield _("Checked"), _checked(penalty.check)
    yield from _paying(penalty)
    if penalty.penalised_until_on is not None:
        yield _("Counts as penalised until"), voice.day(penalty.penalised_until_on)
    for served in imposed.served:
        yield _("Served when the appeal was decided"), _share(served)


def _paying(penalty: Penalty) -> Iterator[tuple[str, str]]:
    if penalty.due is not None:
        yield _("To be paid"), by_when(penalty.due)
    for payment in penalty.payments:
        yield _("Paid"), _paid(payment)
    if penalty.plan is not None:
        yield _("Instalments"), _planned(penalty.plan)
    if penalty.kind == FINE and penalty.left:
        yield _("Still to be paid"), tenge(penalty.left)


def _checked(check: Check) -> str:
    said = _(
        "%(indexes)s × %(index)s (index of %(year)s, %(status)s) = %(expected)s",
        indexes=check.indexes,
        index=check.index.amount,
        year=check.index.year,
        status=words.law_status(check.index.status),
        expected=tenge(check.expected),
    )
    if check.offence is None:
        return _("%(check)s; the article is not checked", check=said)
    if check.difference == 0:
        return _("%(check)s: fits", check=said)
    sign = "+" if check.difference > 0 else "\N{MINUS SIGN}"
    differs = f"{sign}{tenge(abs(check.difference))}"
    return _("%(check)s, difference %(difference)s", check=said, difference=differs)


def _share(served: Served) -> str:
    least, most = round(served.least * 100), round(served.most * 100)
    share = f"{least}" if least == most else f"{least}\N{EN DASH}{most}"
    return _(
        "%(share)s of the arrest (%(decided)s); it ends %(ends)s",
        share=f"{share}\N{NO-BREAK SPACE}%",
        decided=wording().when(served.decided),
        ends=wording().when(served.ends),
    )


def _paid(payment: Entry) -> str:
    amount = payment.fields.get("amount")
    told = tenge(amount) if isinstance(amount, int) else ""
    told += f", {wording().when(payment.occurred)}"
    who = payment.fields.get("paid_by")
    return f"{told}, {_chosen(payment, 'paid_by', str(who))}" if who else told


def _planned(plan: Entry) -> str:
    count, each = plan.fields.get("instalments"), plan.fields.get("amount")
    return f"{count} × {tenge(each)}" if isinstance(each, int) else str(count)


def _chosen(entry: Entry, field: str, value: str) -> str:
    """Return the words of a choice as any procedure that knows it has them."""
    known: Iterator[Workflow] = iter(parts().lawbook.workflows.values())
    for definition in known:
        event = definition.events.get(entry.kind)
        choice = event.fields[field].choice if event and field in event.fields else {}
        if value in choice:
            return wording().text(choice[value])
    return value
