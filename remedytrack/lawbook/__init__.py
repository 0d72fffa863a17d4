"""The law as data, read strictly: the only package that opens ``workflows/``."""

from remedytrack.lawbook.book import Lawbook, UnknownLaw, load
from remedytrack.lawbook.problems import LawbookRefused, Problem
from remedytrack.lawbook.replacing import Replacement

__all__ = [
    "Lawbook",
    "LawbookRefused",
    "Problem",
    "Replacement",
    "UnknownLaw",
    "load",
]
