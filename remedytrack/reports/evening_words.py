"""The evening sheet in words: what page, print and command line show alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from remedytrack.core.evening import (
    NOTHING_TO_CHECK,
    WARNS,
    Line,
    Note,
    Says,
    Section,
    Service,
    Sheet,
    Signed,
    person_code,
)
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.reports import proof_words
from remedytrack.wording import Wording


@dataclass(frozen=True, slots=True)
class Said:
    """One remark; ``warns`` says that somebody has to see to it."""

    text: str
    warns: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: a reference, what is to be done, the remarks."""

    ref: str
    act: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered section; without rows it says so: an empty one is a statement."""

    number: int
    section: Section
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet in the words of one language."""

    title: str
    when: str
    parts: tuple[Part, ...]
    service: str
    open: str


def written(sheet: Sheet, wording: Wording) -> Written:
    """Put a sheet into words."""
    zone = ZoneInfo(sheet.zone)
    title = wording.say("Evening check of deadlines")
    return Written(
        title=f"{title} · {sheet.team}" if sheet.team else title,
        when=wording.moment(sheet.made_at, zone),
        parts=tuple(
            Part(
                number,
                section,
                title_of(section, wording),
                tuple(_row(line, wording, sheet) for line in sheet.lines(section)),
            )
            for number, section in enumerate(Section, start=1)
        ),
        service=_service(sheet.service, wording, zone) if sheet.service else "",
        open=_open(sheet, wording),
    )


def title_of(section: Section, wording: Wording) -> str:
    """Return the heading of a section."""
    say = wording.say
    titles = {
        Section.TODAY: say("Still open, last day today"),
        Section.TOMORROW: say("Last day tomorrow, or before the next working day"),
        Section.STRUCK_PROVEN: say("Struck today, with proof"),
        Section.STRUCK_UNPROVEN: say("Struck without proof: ask today, not tomorrow"),
        Section.ENTERED: say("Entered today"),
        Section.CHANGED: say("Changed today: was, is, why, by whom"),
        Section.HEARINGS: say("Hearings tomorrow and the day after"),
        Section.THEIRS: say("Their terms that ended today: late by the latest count"),
        Section.CLOSED: say("Closed material"),
        Section.UNCOVERED: say("Not taken on, nobody assigned, person away"),
        Section.STEPLESS: say("Cases without a next step"),
        Section.UNCHECKED: say("Dates not proven, rules not checked by a lawyer"),
    }
    return titles[section]


def signature(signed: Signed, wording: Wording) -> str:
    """Say by whom, when and under which number a sheet was signed."""
    zone = ZoneInfo(signed.sheet.zone)
    if signed.signed_by == NOTHING_TO_CHECK:
        return wording.say(
            "Sheet no. %(number)s: nothing to check, nobody was asked. Chained to "
            "…%(before)s, fingerprint …%(own)s.",
            number=signed.number,
            before=signed.previous_hash[-6:],
            own=signed.hash[-6:],
        )
    return wording.say(
        "Sheet no. %(number)s, signed by %(who)s, %(moment)s. Chained to …%(before)s, "
        "fingerprint …%(own)s.",
        number=signed.number,
        who=person_code(signed.signed_by),
        moment=wording.moment(signed.signed_at, zone),
        before=signed.previous_hash[-6:],
        own=signed.hash[-6:],
    )


def _row(line: Line, wording: Wording, sheet: Sheet) -> Row:
    by_hand = wording.say("Date entered by hand")
    return Row(
        ref=line.ref,
        act=wording.text(line.act) if line.act else by_hand if line.by_hand else "",
        said=tuple(
            Said(said(note, wording, sheet), note.says in WARNS) for note in line.notes
        ),
    )


def said(note: Note, wording: Wording, sheet: Sheet) -> str:
    """Put one remark into words; clock times are those of the sheet's zone."""
    when = wording.when(note.when) if note.when else wording.say("unknown")
    moment = _clock(note.moment, wording, sheet) if note.moment else ""
    if note.says is Says.AT:
        return moment
    if note.says is Says.FROM:
        return f"{wording.text(note.text)}, {when}" if note.text else when
    if note.says is Says.ALONE and note.alone is not None:
        return proof_words.alone(wording, note.alone)
    if note.says is Says.PROOF and note.proof is not None:
        kind = proof_words.proof(wording, note.proof)
        return f"{kind}: {note.words}" if note.words else kind
    return wording.say(
        _SENTENCES[note.says].msgid,
        day=wording.day(note.day) if note.day else wording.say("no date"),
        was=wording.day(note.was) if note.was else wording.say("no date"),
        moment=moment,
        when=when,
        name=note.who or "",
        ref=note.words or "",
    )


def _clock(at: datetime, wording: Wording, sheet: Sheet) -> str:
    """Return ``17:55``, with its day where that is another than the sheet's."""
    local = at.astimezone(ZoneInfo(sheet.zone))
    clock = f"{local:%H:%M}"
    same = local.date() == sheet.day
    return clock if same else f"{wording.brief_day(local.date())}, {clock}"


_SENTENCES: Final = {
    Says.BY: Sentence("by %(day)s", {}),
    Says.ON: Sentence("on %(day)s", {}),
    Says.REMINDED: Sentence("reminders run to the earlier date, %(day)s", {}),
    Says.LATE_AFTER: Sentence("late after %(day)s", {}),
    Says.OWNER: Sentence("owner %(name)s", {}),
    Says.DEPUTY: Sentence("deputy %(name)s", {}),
    Says.NOBODY: Sentence("nobody assigned", {}),
    Says.NO_DEPUTY: Sentence("no deputy", {}),
    Says.TAKEN_ON: Sentence("taken on %(moment)s", {}),
    Says.NOT_TAKEN_ON: Sentence("not taken on", {}),
    Says.AWAY: Sentence("%(name)s is away until %(day)s", {}),
    Says.PROVISIONAL: Sentence("starting day not proven", {}),
    Says.NO_CHECK: Sentence("second check of the starting date: missing", {}),
    Says.DIFFERS: Sentence("second check says %(when)s (%(name)s): the two DIFFER", {}),
    Says.RULE_UNCHECKED: Sentence("rule not checked by a lawyer", {}),
    Says.DONE: Sentence("done: %(when)s", {}),
    Says.NO_PROOF: Sentence(
        "no number, no receipt: stays here until proven or reopened", {}
    ),
    Says.OPENED: Sentence("opened by %(name)s", {}),
    Says.NOT_OPENED: Sentence("not yet opened by a second person", {}),
    Says.MOVED: Sentence("%(was)s → %(day)s", {}),
    Says.GONE: Sentence("gone, was %(was)s", {}),
    Says.GIVEN_UP: Sentence("given up, was %(was)s", {}),
    Says.RECORDED: Sentence("recorded %(moment)s by %(name)s", {}),
    Says.PLACE_KNOWN: Sentence("room or link known", {}),
    Says.PLACE_UNKNOWN: Sentence("room or link not known", {}),
    Says.CLASH: Sentence("same person, same hour: %(ref)s, %(moment)s", {}),
    Says.SAME_DAY: Sentence("%(name)s also has the last day of %(ref)s then", {}),
    Says.STRICT_ONLY: Sentence(
        "ended by the strict count only (%(was)s; latest %(day)s): do not call it late "
        "yet",
        {},
    ),
    Says.LATE_BY_ALL: Sentence("late by every count, ended %(day)s", {}),
    Says.CONFIDENTIAL: Sentence("confidential until %(day)s has passed", {}),
    Says.LIFTABLE: Sentence(
        "counted out on %(day)s, publication not seen, still closed", {}
    ),
}


def _service(service: Service, wording: Wording, zone: ZoneInfo) -> str:
    say = wording.say
    ran = wording.moment(service.ran_at, zone) if service.ran_at else say("never")
    backup = wording.moment(service.backup_at, zone) if service.backup_at else None
    return say(
        "scheduler: last run %(ran)s · mails: sent %(sent)s, waiting %(waiting)s, "
        "failed %(failed)s, possibly repeated %(repeated)s · addresses refused "
        "%(bounced)s · backup: %(backup)s",
        ran=ran,
        sent=service.sent,
        waiting=service.waiting,
        failed=service.failed,
        repeated=service.repeated,
        bounced=service.bounced,
        backup=backup or say("not known"),
    )


def _open(sheet: Sheet, wording: Wording) -> str:
    numbers = {section: n for n, section in enumerate(Section, start=1)}
    found = [
        wording.say(
            "section %(number)s (%(count)s)", number=numbers[section], count=count
        )
        for section, count in sheet.open_after_signing.items()
    ]
    left = ", ".join(found) or wording.say("nothing")
    return wording.say("Open after signing: %(what)s.", what=left)
