"""A disk that loses power: what was synced is there, the rest may be, in part.

The writes and syncs of a process, as strace lists them, are played again up to a cut.
What a file held at its last sync is safe. Of each later write all 512-byte sectors,
some or none have reached the disk, whatever the order they were written in. A new or
removed name is safe once its folder is synced.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,ftruncate,fallocate,"
    "unlink,unlinkat,rename,renameat,renameat2"
)
"""Every call that could change a file or make a change safe."""

_LINE = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>\d+)")
_FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")
_TEXT = re.compile(r'"(?P<hex>[^"]*)"')


@dataclass(frozen=True)
class Write:
    """Bytes that were written into a file at an offset."""

    file: Path
    offset: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """A file that was shortened, or lengthened by zeros."""

    file: Path
    size: int


@dataclass(frozen=True)
class Sync:
    """A file, or a folder, that is safe from here on."""

    file: Path


@dataclass(frozen=True)
class Named:
    """A name that is made, or removed."""

    file: Path
    exists: bool


Step = Write | Cut | Sync | Named


def steps_in(log: Path) -> Iterator[Step]:
    """Return what happened to files, in order, from a log of strace with -y and -xx."""
    for line in log.read_text().splitlines():
        found = _LINE.match(line)
        if found and (step := _step(found["call"], found["arguments"])):
            yield step


def _step(call: str, arguments: str) -> Step | None:
    file, texts = _FILE.match(arguments), _TEXT.findall(arguments)
    path = Path(_bytes(file["path"] if file else texts[0]).decode())
    last = arguments.rpartition(", ")[2]
    match call:
        case "pwrite64":
            return Write(path, int(last), _bytes(texts[0]))
        case "write":
            return Write(path, -1, _bytes(texts[0]))
        case "fsync" | "fdatasync":
            return Sync(path)
        case "ftruncate":
            return Cut(path, int(last))
        case "unlink":
            return Named(path, exists=False)
        case "openat":
            made = "O_CREAT" in arguments
            return Named(Path(_bytes(texts[0]).decode()), exists=True) if made else None
        case _:
            # To leave out a call that writes would make the proof blind.
            raise ValueError(f"the disk knows no such call: {call}")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class File:
    """A file: what it held when it was last synced, and what has been done since."""

    safe: bytes = b""
    since: list[Write | Cut] = field(default_factory=list)

    def sync(self) -> None:
        content = bytearray(self.safe)
        for step in self.since:
            _apply(content, step)
        self.safe, self.since = bytes(content), []

    def after_a_cut(self, chance: random.Random) -> bytes:
        """Return what a disk may hold of it."""
        content = bytearray(self.safe)
        for step in self.since:
            match chance.randrange(3):
                case 0:
                    _apply(content, step)
                case 1:
                    for part in _sectors(step):
                        if chance.random() < 0.5:
                            _apply(content, part)
        return bytes(content)


@dataclass
class Disk:
    """A folder's files under the names that are safe, and those that are not yet."""

    folder: Path
    files: dict[str, File]
    safe_names: dict[str, File] = field(init=False)

    def __post_init__(self) -> None:
        self.safe_names = dict(self.files)

    def do(self, step: Step) -> None:
        """Play a step; what concerns other folders is ignored."""
        if step.file == self.folder:
            self.safe_names = dict(self.files)
        elif step.file.parent == self.folder:
            self._do(step)

    def _do(self, step: Step) -> None:
        name = step.file.name
        match step:
            case Named(exists=True):
                self.files.setdefault(name, File())
            case Named():
                self.files.pop(name, None)
            case Sync():
                self.files[name].sync()
            case Write() | Cut():
                self.files[name].since.append(step)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return what may be in the folder when the power is back."""
        image = {}
        for name in {**self.safe_names, **self.files}:
            known = [
                names[name] for names in (self.safe_names, self.files) if name in names
            ]
            if len(known) == 2 or chance.random() < 0.5:
                image[name] = chance.choice(known).after_a_cut(chance)
        return image


def _sectors(step: Write | Cut) -> list[Write | Cut]:
    if isinstance(step, Cut):
        return [step]
    first = -step.offset % SECTOR or SECTOR
    ends = [0, *range(first, len(step.data), SECTOR), len(step.data)]
    return [
        Write(step.file, step.offset + start, step.data[start:end])
        for start, end in pairwise(ends)
    ]


def _apply(content: bytearray, step: Write | Cut) -> None:
    if isinstance(step, Cut):
        del content[step.size :]
        content.extend(bytes(step.size - len(content)))
        return
    content.extend(bytes(max(0, step.offset - len(content))))
    content[step.offset : step.offset + len(step.data)] = step.data
