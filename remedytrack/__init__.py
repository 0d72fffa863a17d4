"""RemedyTrack: a docket for people who defend human rights defenders."""

from importlib.metadata import version

__version__ = version("remedytrack")
