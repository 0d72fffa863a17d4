"""What is doubtful about a date, as sentences: each code, and each doubt within it."""

from __future__ import annotations

from remedytrack.core.timelimits.computation import Ambiguity, Variant
from remedytrack.core.timelimits.explain import Sentence

_DOUBTS = {
    "W01": Sentence(
        "The month has no such day; rounded the other way the term would end on "
        "%(other)s.",
        {},
    ),
    "W02": Sentence(
        "Counted from the last day of a month to the last day of a month, the term "
        "would end on %(other)s.",
        {},
    ),
    "W03": Sentence(
        "“So many days before” can mean the last of these days, or that many whole "
        "days between; read the other way the last day is %(other)s.",
        {},
    ),
    "W05": Sentence(
        "It is disputed whether such a term keeps the number or weekday of the event "
        "or of the day after it; read the other way the term ends on %(other)s.",
        {},
    ),
    "W06": Sentence(
        "With the days for delivery added in another order the term would end on "
        "%(other)s.",
        {},
    ),
    "W07": Sentence(
        "It is disputed whether a day here is a calendar day or a working day; read "
        "the other way the term ends on %(other)s.",
        {},
    ),
    "W08": Sentence(
        "The last day is a weekend day made working by decree; if the office does not "
        "accept it, the next working day is %(other)s. Act before it.",
        {},
    ),
    "W09": Sentence(
        "A holiday is only estimated (Kurban Ait); if it falls on the day before or "
        "after, the term ends on %(other)s.",
        {},
    ),
    "W11": Sentence(
        "The rule changed between the day that chooses its text and the day it runs "
        "from; by the text of the latter the term would end on %(other)s.",
        {},
    ),
}

_WITHOUT_DAY = {
    "W08": Sentence(
        "The last day is a weekend day made working by decree; the office may not "
        "accept it. Act before it.",
        {},
    ),
    "W09": Sentence(
        "A holiday within the term is only estimated (Kurban Ait); the date may move.",
        {},
    ),
    "W10": Sentence(
        "The days of rest of that year are not decreed yet; the date is preliminary.",
        {},
    ),
    "W11": Sentence(
        "The rule changed between the day that chooses its text and the day it runs "
        "from; on the latter no text of it was in force.",
        {},
    ),
}

_VARIANTS = {
    Variant.MIDNIGHT: Sentence(
        "It began at midnight, where one day ends and the next begins; as of the day "
        "before, the term would end on %(other)s.",
        {},
    ),
    Variant.AFTER_HOURS: Sentence(
        "It came after office hours; as of the other day, the term would end on "
        "%(other)s.",
        {},
    ),
    Variant.DAY_OFF: Sentence(
        "It began on a day off; as of the next working day, the term would end on "
        "%(other)s.",
        {},
    ),
    Variant.CLOCK_CHANGED: Sentence(
        "The clocks were changed within the term; by the clock on the wall it would "
        "end on %(moment)s.",
        {},
    ),
    Variant.HOURS_LEFT_OUT: Sentence(
        "The hours of days off were left out; counted without a break the term would "
        "end on %(moment)s.",
        {},
    ),
    Variant.STOP_BEGINS: Sentence(
        "The suspension begins on the last day of the term; if that day is not part of "
        "it, the term ended on %(other)s.",
        {},
    ),
    Variant.STOP_ENDS: Sentence(
        "If the day on which the suspension ends is not part of it, the term ends on "
        "%(other)s.",
        {},
    ),
    Variant.IN_PERSON: Sentence(
        "The last day has two ends. At the office, when it closes: %(moment)s; by post "
        "or electronically, later.",
        {},
    ),
    Variant.HOUR_UNKNOWN: Sentence(
        "The office closes before the day ends, and its hour is not known here: ask.",
        {},
    ),
}


def warning(ambiguity: Ambiguity) -> Sentence:
    """Return an ambiguity of the case as a sentence."""
    if ambiguity.variant is not None:
        message = _VARIANTS[ambiguity.variant]
    else:
        table = _DOUBTS if ambiguity.other_on is not None else _WITHOUT_DAY
        message = table[ambiguity.code]
    values = {"other": ambiguity.other_on, "moment": ambiguity.other_at}
    return Sentence(message.msgid, values)
