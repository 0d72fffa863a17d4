"""Where the folders beside the package are: in a checkout, and in a wheel.

``workflows/``, ``migrations/`` and ``templates/`` lie beside the package, so that
a lawyer or a translator finds them without knowing Python. The wheel carries them
under ``remedytrack/_bundled``.
"""

from pathlib import Path
from typing import Literal

Folder = Literal["workflows", "migrations", "templates"]

_PACKAGE = Path(__file__).resolve().parent


class MissingFolder(LookupError):
    """A folder that the program needs is neither in the wheel nor in the checkout."""

    def __init__(self, name: str, *, searched: tuple[Path, ...]) -> None:
        places = " and ".join(str(place) for place in searched)
        super().__init__(
            f'The folder "{name}" is missing; looked in {places}. '
            "Install RemedyTrack again, or run it from a complete checkout."
        )
        self.name = name


def folder(name: Folder) -> Path:
    """Return the directory called ``name``, from the wheel or from the checkout.

    Raises:
        MissingFolder: it is in neither place.
    """
    return _folder_beside(_PACKAGE, name)


def _folder_beside(package: Path, name: str) -> Path:
    bundled = package / "_bundled" / name
    if bundled.is_dir():
        return bundled
    checkout = package.parent
    in_checkout = checkout / name
    # Without its project file the parent is site-packages, where a folder of the
    # same name belongs to somebody else.
    if (checkout / "pyproject.toml").is_file() and in_checkout.is_dir():
        return in_checkout
    raise MissingFolder(name, searched=(bundled, in_checkout))
