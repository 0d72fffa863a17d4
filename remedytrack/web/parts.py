"""What the application was made of: handed over once, never looked up elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g

from remedytrack.clock import Clock
from remedytrack.lawbook import Lawbook
from remedytrack.services.registry import Registry
from remedytrack.settings import Settings
from remedytrack.storage.unit import Store

_EXTENSION = "remedytrack"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that :func:`remedytrack.app.create_app` was given."""

    settings: Settings
    store: Store
    lawbook: Lawbook
    clock: Clock

    def belong_to(self, app: Flask) -> None:
        """Hand the parts to ``app``."""
        app.extensions[_EXTENSION] = self


def parts() -> Parts:
    """Return the parts of the application that answers now."""
    return cast(Parts, current_app.extensions[_EXTENSION])


def registry() -> Registry:
    """Return what the services work with."""
    return Registry(parts().store, parts().lawbook)


def now() -> datetime:
    """Return the one moment of this request: asked once, the same to its end."""
    if "now" not in g:
        g.now = parts().clock.now()
    return cast(datetime, g.now)
