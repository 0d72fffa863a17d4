"""What stands on the page of a dossier beside its cases: sums and series."""

from __future__ import annotations

from dataclasses import dataclass

from remedytrack.services.penalties import penalties_of_matter
from remedytrack.web.parts import registry
from remedytrack.web.penalties import PenaltyShown, penalty_shown, sum_words
from remedytrack.web.roles import viewer


@dataclass(frozen=True, slots=True)
class DossierShown:
    """The penalties of a dossier, and their sum in words."""

    penalties: tuple[PenaltyShown, ...]
    total: str


def dossier_shown(matter_ref: str) -> DossierShown:
    """Return what a dossier that the reader may see comes to."""
    total = penalties_of_matter(registry(), viewer=viewer(), matter_ref=matter_ref)
    return DossierShown(tuple(map(penalty_shown, total.imposed)), sum_words(total))
