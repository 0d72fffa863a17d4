"""What a service refuses, and why, in words that can be said in any language.

Nothing is changed when a refusal is raised, and it says what to do.
"""

from __future__ import annotations

from typing import ClassVar

from remedytrack.core.timelimits.explain import Sentence


class Refused(Exception):
    """Base of all refusals; :attr:`sentence` is for the reader's language."""

    message: ClassVar[Sentence]

    def __init__(self, **values: object) -> None:
        self.sentence = Sentence(self.message.msgid, values)
        super().__init__(self.message.msgid % values)


class NotFound(Refused):
    """There is no such object, or the viewer may not know that there is."""

    message = Sentence("There is nothing here under “%(ref)s”.", {})


class NotAllowed(Refused):
    """The viewer sees the object but may not do this."""

    message = Sentence("Your role does not allow this.", {})


class PublishedMeanwhile(Refused):
    """Somebody else has published the law since this publication began."""

    message = Sentence(
        "Somebody else has published the law meanwhile. Look again at what moves.", {}
    )


class UnknownWorkflow(Refused):
    """No definition has this id."""

    message = Sentence("There is no procedure “%(workflow)s”. Known: %(known)s.", {})


class VersionGone(Refused):
    """The version of the procedure that a case follows is not there any more."""

    message = Sentence(
        "The case %(ref)s follows version %(version)s of “%(workflow)s”, whose file is "
        "gone; its dates stand as they were last counted. Put the file back, or move "
        "the case to version %(present)s.",
        {},
    )


class NoSuchVersion(Refused):
    """The procedure has no such version."""

    message = Sentence(
        "“%(workflow)s” has no version %(version)s. There are: %(known)s.", {}
    )


class SameVersion(Refused):
    """The case follows that version already."""

    message = Sentence("The case follows version %(version)s already.", {})


class UnknownEvent(Refused):
    """The workflow has no such event."""

    message = Sentence(
        "This kind of case has no event “%(kind)s”. Known events: %(known)s.", {}
    )


class DerivedEvent(Refused):
    """The event is found by the system and cannot be entered."""

    message = Sentence(
        "“%(kind)s” is never entered: it follows by itself when the term runs out.", {}
    )


class EventInTheFuture(Refused):
    """Only planned events may lie ahead."""

    message = Sentence(
        "%(day)s is still to come, and “%(kind)s” is something that has happened. "
        "Check the date, or enter a date by hand.",
        {},
    )


class EventBeforeProceeding(Refused):
    """The event would lie before the entry that opened the case."""

    message = Sentence(
        "%(day)s is before this case began (%(began)s). Check the date; if the case "
        "did begin earlier, say so with the mark below.",
        {},
    )


class BadField(Refused):
    """A field of an event holds something it cannot hold."""

    message = Sentence("%(field)s: “%(value)s” cannot be used here. %(wanted)s", {})


class MissingField(Refused):
    """An event was entered without a field that it must have."""

    message = Sentence("%(field)s is missing.", {})


class MissingPerson(Refused):
    """The event must name whom it concerns."""

    message = Sentence(
        "Say whom this concerns: each person has a clock of their own.", {}
    )


class ConsentMissing(Refused):
    """Somebody whom the act names has not consented to it."""

    message = Sentence(
        "%(person)s has not consented to this (%(what)s), not for %(day)s. Record the "
        "consent first, or why none is needed.",
        {},
    )


class NobodyNamed(Refused):
    """The act needs consent, and the case does not say of whom."""

    message = Sentence(
        "This needs consent (%(what)s), and the case names nobody. Say whom it is "
        "about and record the consent, or why none is needed.",
        {},
    )


class NotInitials(Refused):
    """A person is known here by initials, and this is something else."""

    message = Sentence(
        "“%(text)s” is not initials. Write single letters with dots, such as G.S.; "
        "full names are kept nowhere.",
        {},
    )


class AlreadyNamed(Refused):
    """Somebody of these initials is in the dossier."""

    message = Sentence(
        "%(initials)s is named in this dossier already: choose from the list. For "
        "another person of the same initials add a number: %(initials)s 2.",
        {},
    )


class SameCase(Refused):
    """A case was to be linked to itself."""

    message = Sentence("This is the same case; choose another.", {})


class AlreadyLinked(Refused):
    """The two cases are linked."""

    message = Sentence("These two cases are linked already.", {})


class AlreadyCorrected(Refused):
    """Somebody has corrected the entry meanwhile."""

    message = Sentence(
        "This entry has been corrected since. Open the case again and correct the "
        "latest version.",
        {},
    )


class JustRecorded(Refused):
    """The very same was sent a moment ago."""

    message = Sentence(
        "The same is on record already; it was not added a second time. If it did "
        "happen twice, say in the note what was different.",
        {},
    )


class CopiedEntry(Refused):
    """The entry came from a linked case and is corrected there."""

    message = Sentence(
        "This entry was copied from the linked case %(ref)s. Correct it there; it will "
        "change here too.",
        {},
    )


class ReasonMissing(Refused):
    """The act needs a reason."""

    message = Sentence("Give a reason: it stays with the entry.", {})


class DeadlineEnded(Refused):
    """The deadline is done, waived or lifted already."""

    message = Sentence("This deadline has ended already; nothing was changed.", {})


class NotAProposal(Refused):
    """The deadline proposes no procedure, or another one than the case named."""

    message = Sentence(
        "This is no next step that can be accepted, or the case is of another "
        "procedure; nothing was changed.",
        {},
    )


class UnknownPerson(Refused):
    """Nobody with that id can be made responsible."""

    message = Sentence("“%(person)s” is not a member of this dossier.", {})


class NoAccount(Refused):
    """Nobody signs in with that address."""

    message = Sentence(
        "Nobody signs in as “%(address)s”. Write the address as your administrator "
        "entered it.",
        {},
    )


class OwnCheck(Refused):
    """The second check must come from a second person."""

    message = Sentence(
        "You entered this date yourself; the second check must be another person's.", {}
    )
