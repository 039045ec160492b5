"""From paths on the command line to the listing of pages, each with a label and an id."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.errors import PageError
from pipeline.run.listing import Found, Listing, PageInput, Skipped
from pipeline.run.packed import is_container, list_members, unpacking_errors, wrapping
from pipeline.settings import Settings

__all__ = ["PageInput", "document_id", "find_inputs", "printable"]

# Found in folders beside pages, never pages themselves; named on the command line they are read all the same.
# fmt: off
_NOT_PAGES = frozenset({
    ".css", ".js", ".mjs", ".map", ".json", ".csv", ".tsv", ".xml", ".toml", ".yaml", ".yml", ".ini", ".cfg",
    ".py", ".pyc", ".sh", ".lock", ".log", ".sqlite", ".db", ".tar", ".woff", ".woff2", ".ttf", ".otf",
    ".eot", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".mp3", ".mp4",
    ".webm", ".mov", ".pdf", ".zip", ".7z", ".rar", ".tgz", ".bz2", ".xz", ".doc", ".docx", ".xls", ".xlsx",
    ".ppt", ".pptx", ".cdx", ".cdxj", ".parquet",
})
# fmt: on
_MEMBER = re.compile(r"\.(?:warc|jsonl|jl|ndjson)(?:\.gz|\.zst)?#(\d+)$", re.IGNORECASE)


def find_inputs(paths: Iterable[str | Path], settings: Settings, file: Path, without: Path | None = None) -> Listing:
    """Files as given, folders recursively; the same file given twice counts once. The listing is kept in ``file``.

    Files inside a folder are taken unless hidden, excluded, a data or style file, or a symbolic link; each of the
    latter three is reported as skipped. ``without`` (the output folder) is left out. The order of ``paths`` does
    not matter.
    """
    listing = Listing(file)
    try:
        for given in sorted({os.fspath(path) for path in paths}):
            for entry in _expand(given, settings, without):
                listing.add(_members(entry, settings) if isinstance(entry, Found) else [entry])
        listing.seal(settings.limit, document_id)
    except BaseException:
        listing.close()
        raise
    return listing


def _members(entry: Found, settings: Settings) -> Iterator[Found | Skipped]:
    """The pages of a container, or the page itself. Of a damaged container, what comes before the damage."""
    if entry.problem or not is_container(entry.file):
        yield entry
        return
    empty = True
    try:
        for member in list_members(entry.file, settings):
            empty = False
            yield replace(entry, member=member)
    except PageError as error:
        yield Skipped(entry.label, error.error, error.detail)
    except unpacking_errors() as error:
        detail = f"{type(error).__name__}: {error}"[:300]
        yield Skipped(entry.label, "damaged file", f"{detail}; the pages before that were read")
    else:
        if empty:
            yield Skipped(entry.label, "no pages in this file", "no lines, or no records that are HTML or text pages")


def printable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are written as backslash escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def document_id(identity: str) -> str:
    """A name for a page that is safe as a file name: the slug of its stem and a hash of its path.

    >>> document_id("raw/核数 第1页.html"), document_id("crawl.warc.gz#12")
    ('核数-第1页-00a1e36c4e', 'crawl-12-1bfe598d63')
    """
    name = re.sub(r"\.(?:gz|zst)$", "", _MEMBER.sub(r"-\1.", identity), flags=re.IGNORECASE)
    slug = re.sub(r"[^\w.]+", "-", Path(name).stem).strip("-.")[:40] or "page"
    return f"{slug}-{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def _expand(given: str, settings: Settings, without: Path | None) -> Iterator[Found | Skipped]:
    path = Path(given)
    label = printable(given)
    if "://" in given:
        yield from _expand_remote(given, settings)
    elif path.is_dir():
        empty = True
        for entry in _walk(path, label, settings, without):
            empty = False
            yield entry
        if empty:
            yield Skipped(
                label, "no pages in this folder", "put .txt or .html files there, or check --include/--exclude"
            )
    elif path.is_file():
        yield Found(printable(path.name), label, given)
    elif os.path.lexists(path):
        yield Found(label, label, given, ("not a file", "a broken link or a device: give a file or a folder"))
    else:
        yield Found(label, label, given, ("no such file or folder", "check the path"))


def _expand_remote(given: str, settings: Settings) -> Iterator[Found | Skipped]:
    """A file or a folder at an fsspec address."""
    from pipeline.run.remote import list_remote

    empty = True
    try:
        found = list(list_remote(given))
    except FileNotFoundError:
        yield Found(given, given, given, ("no such bucket or folder", "check the address"))
        return
    for below, address in found:
        name = below.rpartition("/")[2]
        if (below and not _wanted(below, name, settings)) or any(part.startswith(".") for part in below.split("/")):
            continue
        empty = False
        suffix = wrapping(name)[2]
        if below and suffix in _NOT_PAGES:
            yield Skipped(address, "not a page", f"a {suffix} file: name it on the command line to read it as text")
        else:
            yield Found(below or name or address.rpartition("/")[2], address, address)
    if empty:
        yield Skipped(given, "no pages at this address", "check the address, or --include/--exclude")


def _walk(root: Path, label: str, settings: Settings, without: Path | None) -> Iterator[Found | Skipped]:
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


def _judge(root: Path, inside: Path, path: Path, settings: Settings) -> Found | Skipped | None:
    """What a file of a folder is; None where it was excluded on purpose or is reached under its own name."""
    below = printable(path.relative_to(root).as_posix())
    if not _wanted(below, path.name, settings):
        return None
    if path.is_symlink():
        target = path.resolve()
        if target.is_relative_to(inside) and target.exists():
            return None
        return Skipped(below, "symbolic link", "leads out of the folder or to nothing: give its target as an input")
    suffix = wrapping(path.name)[2]
    if suffix in _NOT_PAGES:
        return Skipped(below, "not a page", f"a {suffix} file: name it on the command line to read it as text")
    if not path.is_file():
        return Skipped(below, "not a file", "a device, pipe or socket")
    return Found(below, below, str(path))


def _wanted(below: str, name: str, settings: Settings) -> bool:
    def matches(patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(below, pattern) or fnmatchcase(name, pattern) for pattern in patterns)

    return (not settings.include or matches(settings.include)) and not matches(settings.exclude)
