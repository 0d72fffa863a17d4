"""Ten thousand generated cases: nothing that people typed is on the wire (proof 6).

Planned reminders are put into letters, words and bytes as they are when a mail is
queued, in every language, profile and kind; the bytes are then decoded in every way.
"""

from __future__ import annotations

import os
import re
import socket
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from remedytrack.notify.letters import Letter, What
from remedytrack.notify.outgoing import OutgoingMail, build
from remedytrack.notify.rendering import SIZES, Rendered, render
from remedytrack.notify.urgency import told_as
from remedytrack.services.lettering import Desk, letter_for
from remedytrack.wording import Wording
from tests.privacy.generated import LANGUAGES, NOW, Parcel, parcels
from tests.privacy.planted import Planter
from tests.privacy.wire import leaks, parsed
from tests.services.office import ENVELOPE, Office

BATCH = 500
DEFAULT_MESSAGE_ID = re.compile(r"<\d{15,}\.\d+\.\d+@")


@dataclass
class Figures:
    """What was seen of all mails."""

    mails: int = 0
    told: Counter[What] = field(default_factory=Counter)
    subjects: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lengths: Counter[int] = field(default_factory=Counter)
    leaked: list[tuple[str, set[str]]] = field(default_factory=list)

    def look_at(self, mail: OutgoingMail, language: str) -> None:
        wire = build(mail).as_bytes()
        self.mails += 1
        self.subjects[language].add(str(parsed(wire)["Subject"]))
        head, _, body = wire.partition(b"\r\n\r\n")
        self.lengths[len(body)] += 1
        assert_of_nobody(head.decode("ascii"))
        if found := leaks(wire):
            self.leaked.append((mail.body, found))


def assert_of_nobody(head: str) -> None:
    """The headers tell neither a host nor a process, nor anything we did not agree."""
    names = re.findall(r"^([\w-]+):", head, re.MULTILINE)
    assert set(names) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert socket.gethostname() not in head
    assert f".{os.getpid()}." not in head
    assert not DEFAULT_MESSAGE_ID.search(head)
    assert "+0000" in head, "the hour of nobody's zone"


def letters(
    office: Office, planter: Planter, cases: int
) -> Iterator[tuple[Parcel, Letter]]:
    """Yield the letters about ``cases`` generated cases."""
    while cases:
        size = min(BATCH, cases)
        with office.registry.store.writing() as unit:
            desk = Desk(unit, office.registry, ENVELOPE, NOW)
            for each in parcels(unit, office.matter.id, planter, size):
                yield each, letter_for(desk, each.recipient, each.owed, each.sort)
        cases -= size


def outgoing(rendered: Rendered, body: str) -> OutgoingMail:
    return OutgoingMail(
        message_id=ENVELOPE.message_id(),
        sender=ENVELOPE.sender,
        recipient="lawyer@example.org",
        subject=rendered.subject,
        body=body,
        date=NOW,
    )


def look_at(office: Office, planter: Planter, cases: int) -> Figures:
    figures = Figures()
    for parcel, letter in letters(office, planter, cases):
        figures.told.update(told_as(item, letter.today) for item in letter.items)
        rendered = render(letter, Wording(parcel.recipient.language))
        for body in dict.fromkeys((rendered.body, rendered.strict_body)):
            figures.look_at(outgoing(rendered, body), parcel.recipient.language)
    return figures


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(300, id="300"),
        pytest.param(10_000, id="all", marks=[pytest.mark.slow, pytest.mark.minutes]),
    ],
)
def test_nothing_that_people_typed_is_on_the_wire(
    office: Office, cases: int, say: Callable[[str], None]
) -> None:
    figures = look_at(office, Planter(cases), cases)

    sizes = ", ".join(
        f"{n} of {size} bytes" for size, n in sorted(figures.lengths.items())
    )
    say(
        f"privacy: {cases:,} generated cases in {figures.mails:,} mails, "
        f"{len(figures.leaked)} with a planted word; bodies on the wire: {sizes}"
    )
    assert figures.leaked == []
    assert {
        language: len(each) for language, each in figures.subjects.items()
    } == dict.fromkeys(LANGUAGES, 1)
    assert len(figures.lengths) <= len(SIZES) == 3
    assert set(figures.told) == set(What)


def test_a_letter_that_carried_a_title_would_be_caught(office: Office) -> None:
    """As if somebody had put the title where the reference belongs."""
    planter = Planter(7)
    for parcel, letter in letters(office, planter, 60):
        items = tuple(replace(each, ref=planter.text()) for each in letter.items)
        leaking = replace(letter, items=items, strict=False)
        rendered = render(leaking, Wording(parcel.recipient.language))
        assert leaks(build(outgoing(rendered, rendered.body)).as_bytes())
        strict = outgoing(rendered, rendered.strict_body)
        assert not leaks(build(strict).as_bytes()), (
            "the strict text has no place for it"
        )
        told = replace(strict, subject=f"{strict.subject}: {planter.text()}")
        assert leaks(build(told).as_bytes())
