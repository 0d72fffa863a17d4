"""What stands on the page of a dossier beside its cases: sums, series, comparisons."""

from __future__ import annotations

from dataclasses import dataclass

from remedytrack.services.delays import Delay, Pair, pairs_of_matter
from remedytrack.services.penalties import penalties_of_matter
from remedytrack.services.series import Series, Tried, series_of_matters
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import now, registry
from remedytrack.web.penalties import PenaltyShown, penalty_shown, sum_words
from remedytrack.web.roles import viewer


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """A series: what, how many times, and each dated attempt with its lines."""

    title: str
    count: str
    tried: tuple[tuple[Tried, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DossierShown:
    """The penalties of a dossier with their sum in words, its series and pairs.

    A pair is its two cases, the quicker first, and the ratio in words.
    """

    penalties: tuple[PenaltyShown, ...]
    total: str
    series: tuple[SeriesShown, ...]
    pairs: tuple[tuple[tuple[tuple[Delay, str], ...], str], ...]


def dossier_shown(matter_ref: str) -> DossierShown:
    """Return what a dossier that the reader may see comes to."""
    who, today = viewer(), now().astimezone(reader_zone()).date()
    total = penalties_of_matter(registry(), viewer=who, matter_ref=matter_ref)
    series = series_of_matters(registry(), viewer=who, matter_ref=matter_ref)
    pairs = pairs_of_matter(registry(), viewer=who, matter_ref=matter_ref, today=today)
    return DossierShown(
        penalties=tuple(map(penalty_shown, total.imposed)),
        total=sum_words(total),
        series=tuple(_series(each) for each in series if each.count.number),
        pairs=tuple(_pair(each) for each in pairs),
    )


def _series(series: Series) -> SeriesShown:
    voice = wording()
    return SeriesShown(
        title=voice.text(series.workflow),
        count=_("Attempts: %(count)s", count=str(series.count)),
        tried=tuple((each, _lines(each)) for each in series.tried),
    )


def _lines(tried: Tried) -> tuple[str, ...]:
    voice, attempt = wording(), tried.attempt
    filed = _("filed %(when)s", when=voice.when(attempt.filed.occurred))
    if attempt.decided is None or tried.outcome is None:
        return (filed, _("no decision known"))
    decided = f"{voice.text(tried.outcome)}, {voice.when(attempt.decided.occurred)}"
    if attempt.days is not None:
        decided += " · " + _days(attempt.days)
    grounds = [_("ground: %(ground)s", ground=each) for each in tried.grounds]
    return filed, decided, *(grounds or [_("no ground on record")])


def _pair(pair: Pair) -> tuple[tuple[tuple[Delay, str], ...], str]:
    both = tuple((each, _days(each.sanction.days)) for each in (pair.quick, pair.slow))
    if pair.ratio is None:
        return both, ""
    ratio = f"{pair.ratio:.1f}".rstrip("0").rstrip(".")
    if wording().language != "en":
        ratio = ratio.replace(".", ",")
    return both, _("%(ratio)s times as long", ratio=ratio)


def _days(days: int) -> str:
    return wording().plural("%(n)s day", "%(n)s days", days)
