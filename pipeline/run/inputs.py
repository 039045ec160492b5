"""From paths on the command line to a sorted list of pages, each with a label and an id."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.settings import Settings

# Found in folders beside pages, never pages themselves; named on the command line they are read all the same.
_NOT_PAGES = frozenset(
    {
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".json",
        ".csv",
        ".tsv",
        ".xml",
        ".toml",
        ".yaml",
        ".yml",
        ".ini",
        ".cfg",
        ".py",
        ".pyc",
        ".sh",
        ".lock",
        ".log",
        ".sqlite",
        ".db",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".eot",
    }
)


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page to process. ``label`` is the path as shown, ``file`` the path to open.

    ``problem`` is set, as (error, detail), where the path cannot be a page at all: no such file, for instance.
    """

    doc_id: str
    label: str
    file: str
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is no input, and why: a row of errors.csv, not counted as a page."""

    label: str
    error: str
    detail: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was found under the given paths, in the order of labels."""

    pages: tuple[PageInput, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    identity: str
    label: str
    file: str
    problem: tuple[str, str] | None = None


def find_inputs(paths: Iterable[str | Path], settings: Settings, without: Path | None = None) -> Inputs:
    """Files as given, folders recursively; the same file given twice counts once.

    Files inside a folder are taken unless hidden, excluded, a data or style file, or a symbolic link; each of the
    latter three is reported in ``skipped``. ``without`` (the output folder) is left out. The order of ``paths`` does
    not matter.
    """
    found: dict[str, _Found] = {}
    skipped: list[Skipped] = []
    for given in sorted({os.fspath(path) for path in paths}):
        for entry in _expand(given, settings, without):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                found.setdefault(os.path.realpath(entry.file), entry)
    ordered = sorted(found.values(), key=lambda entry: (entry.label, entry.file))
    if settings.limit:
        ordered = ordered[: settings.limit]
    return Inputs(_identified(ordered), tuple(sorted(skipped, key=lambda entry: entry.label)))


def printable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are written as backslash escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def document_id(identity: str) -> str:
    """A name for a page that is safe as a file name: the slug of its stem and a hash of its path.

    >>> document_id("raw/核数 第1页.html")
    '核数-第1页-00a1e36c4e'
    """
    stem = Path(identity).stem
    slug = re.sub(r"[^\w.]+", "-", stem).strip("-.")[:40] or "page"
    return f"{slug}-{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def _identified(entries: list[_Found]) -> tuple[PageInput, ...]:
    """Ids from the path below the given folder; where two folders hold the same path, from the whole label."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.identity] = counts.get(entry.identity, 0) + 1
    return tuple(
        PageInput(
            document_id(entry.identity if counts[entry.identity] == 1 else entry.label),
            entry.label,
            entry.file,
            entry.problem,
        )
        for entry in entries
    )


def _expand(given: str, settings: Settings, without: Path | None) -> Iterator[_Found | Skipped]:
    path = Path(given)
    label = printable(given)
    if path.is_dir():
        empty = True
        for entry in _walk(path, label, settings, without):
            empty = False
            yield entry
        if empty:
            yield Skipped(
                label, "no pages in this folder", "put .txt or .html files there, or check --include/--exclude"
            )
    elif path.is_file():
        yield _Found(printable(path.name), label, given)
    elif os.path.lexists(path):
        yield _Found(label, label, given, ("not a file", "a broken link or a device: give a file or a folder"))
    else:
        yield _Found(label, label, given, ("no such file or folder", "check the path"))


def _walk(root: Path, label: str, settings: Settings, without: Path | None) -> Iterator[_Found | Skipped]:
    inside = root.resolve()
    banned = without.resolve() if without else None
    unreadable: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and (here / name).resolve() != banned]
        for name in sorted([*files, *links]):
            if not name.startswith("."):
                entry = _judge(root, inside, here / name, settings)
                if entry is not None:
                    yield replace(entry, label=os.path.join(label, entry.label))  # noqa: PTH118 keeps ./ as given
    for error in unreadable:
        yield Skipped(printable(str(error.filename)), "unreadable folder", f"{error.strerror}: check the permissions")


def _judge(root: Path, inside: Path, path: Path, settings: Settings) -> _Found | Skipped | None:
    """What a file of a folder is; None where it was excluded on purpose or is reached under its own name."""
    below = printable(path.relative_to(root).as_posix())
    if not _wanted(below, path.name, settings):
        return None
    if path.is_symlink():
        target = path.resolve()
        if target.is_relative_to(inside) and target.exists():
            return None
        return Skipped(below, "symbolic link", "leads out of the folder or to nothing: give its target as an input")
    if path.suffix.lower() in _NOT_PAGES:
        return Skipped(below, "not a page", f"a {path.suffix} file: name it on the command line to read it as text")
    if not path.is_file():
        return Skipped(below, "not a file", "a device, pipe or socket")
    return _Found(below, below, str(path))


def _wanted(below: str, name: str, settings: Settings) -> bool:
    def matches(patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(below, pattern) or fnmatchcase(name, pattern) for pattern in patterns)

    return (not settings.include or matches(settings.include)) and not matches(settings.exclude)
