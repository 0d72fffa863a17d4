"""The data files of the demo, read strictly: what is in them, and nothing else.

``data/`` holds the people, the bodies, the two source documents and one file for each
dossier. Persons appear by initials only; every fact names its document and the place
in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from remedytrack.core.access import Role
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Act
from remedytrack.lawbook.strict_yaml import read

LAWYER, DEPUTY = "L", "D"
"""Who owns a case of the demo, and who stands in, unless the case says otherwise."""

Key = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]
Words = Annotated[str, Field(min_length=1)]
Initials = Annotated[str, Field(pattern=r"^[A-Z]\.[A-Z]\.$")]
Occurred = Annotated[When, BeforeValidator(lambda text: When.parse(str(text)))]


class Record(BaseModel):
    """Base of everything that stands in a data file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


class User(Record):
    """Somebody who signs in to the demo; invented, known by a letter."""

    key: Key
    name: Words
    email: Words
    roles: tuple[Role, ...]
    language: Literal["en", "ru", "kk"]
    mailed: bool = False


class Person(Record):
    """One of the people of the documents, by initials only."""

    key: Key
    initials: Initials


class People(Record):
    """Everybody: who signs in, and whom the facts are about."""

    users: tuple[User, ...]
    fallback: tuple[Key, ...]
    persons: tuple[Person, ...]


class Authority(Record):
    """A body as the documents call it, with its other spellings."""

    key: Key
    name: Words
    calendar: Words
    aliases: tuple[Words, ...] = ()


class Authorities(Record):
    """All bodies of the data set."""

    authorities: tuple[Authority, ...]


class Document(Record):
    """A source document: ``published`` as far as known, ``read_on`` by the team."""

    key: Key
    title: Words
    published: Occurred
    read_on: date


class Documents(Record):
    """The source documents."""

    sources: tuple[Document, ...]


class Source(Record):
    """Where something is reported: a document, and the heading or paragraph in it."""

    document: Key
    place: Words


class Fact(Record):
    """A dated event of a case; ``recorded_at`` is local time in Almaty."""

    event: Words
    on: Occurred
    source: Source
    note: Words
    fields: Mapping[str, str] = {}
    person: Key | None = None
    recorded_at: datetime | None = None


class Deed(Record):
    """What a person of the team did about a time limit of the case, and when."""

    act: Literal[Act.ACKNOWLEDGED, Act.SATISFIED]
    limit: Words
    by: Key
    at: datetime
    done: Occurred | None = None


class Case(Record):
    """A proceeding. An appeal names the case it is ``appeal_of``."""

    key: Key
    workflow: Words
    title: Words
    authority: Key
    number: Words | None = None
    owner: Key | None = LAWYER
    deputy: Key | None = DEPUTY
    appeal_of: Key | None = None
    same_event: tuple[Key, ...] = ()
    compared_with: tuple[Key, ...] = ()
    opened_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    acts: tuple[Deed, ...] = ()


class Incident(Record):
    """Something that happened; ``complaint`` is the case made about it."""

    title: Words
    on: Occurred
    source: Source
    note: Words
    authority: Key | None = None
    authority_knew: bool = False
    complaint: Key | None = None
    to_investigate: bool = True
    recorded_at: datetime | None = None


class Dossier(Record):
    """A matter with its circle, its cases and its incidents."""

    key: Key
    title: Words
    members: tuple[Key, ...]
    cases: tuple[Case, ...] = ()
    incidents: tuple[Incident, ...] = ()


class Dataset(Record):
    """Everything that the demo is loaded from."""

    people: People
    authorities: tuple[Authority, ...]
    documents: tuple[Document, ...]
    dossiers: tuple[Dossier, ...]

    def document(self, source: Source) -> Document:
        """Return the document that ``source`` names."""
        return next(d for d in self.documents if d.key == source.document)


def bundled() -> Dataset:
    """Read the data set that comes with the program.

    Raises:
        LawbookRefused: a file is not plain YAML.
        ValidationError: a file holds something else than it should.
    """
    folder = files("remedytrack.demo") / "data"
    dossiers = sorted((folder / "dossiers").iterdir(), key=lambda file: file.name)
    return Dataset(
        people=_read(folder / "people.yaml", People),
        authorities=_read(folder / "authorities.yaml", Authorities).authorities,
        documents=_read(folder / "sources.yaml", Documents).sources,
        dossiers=tuple(_read(file, Dossier) for file in dossiers),
    )


_Read = TypeVar("_Read", bound=Record)


def _read(file: Traversable, model: type[_Read]) -> _Read:
    data = read(file.read_text("utf-8"), file.name).data
    # As JSON, so that strict models take a text for a date and nothing for a text.
    return model.model_validate_json(json.dumps(data))
