"""The pages of a run in their order, in a file: a run over millions of pages holds only a few of them in memory."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pipeline.run.packed import Member

Column = Literal["content", "scan", "record"]
_BATCH = 256

_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; PRAGMA temp_store=FILE;
CREATE TABLE found (base TEXT, number INTEGER, identity TEXT, label TEXT, file BLOB, real BLOB, member TEXT,
    problem TEXT, UNIQUE (real, number) ON CONFLICT IGNORE);
CREATE TABLE skipped (label TEXT, error TEXT, detail TEXT);
CREATE TABLE pages (position INTEGER PRIMARY KEY, doc_id TEXT, label TEXT, file BLOB, member TEXT, problem TEXT,
    content BLOB, scan BLOB, record BLOB);
CREATE TABLE lines (line INTEGER PRIMARY KEY, titles BLOB);
"""


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page to process. ``label`` is the path as shown, ``file`` the path to open, ``member`` the place inside it.

    ``problem`` is set, as (error, detail), where the path cannot be a page at all: no such file, for instance.
    """

    doc_id: str
    label: str
    file: str
    problem: tuple[str, str] | None = None
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page on its way into the listing; ``identity`` is its path below the folder that was given.

    Of a member, ``identity`` and ``label`` are its container's.
    """

    identity: str
    label: str
    file: str
    problem: tuple[str, str] | None = None
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is no input, and why: a row of errors.csv, not counted as a page."""

    label: str
    error: str
    detail: str


class Listing:
    """Pages in the order of labels, with the keys of their contents, scans and records."""

    def __init__(self, path: Path) -> None:
        """Begin an empty listing in a file of its own; an older one is replaced."""
        path.unlink(missing_ok=True)
        self._path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._pages = 0

    def close(self) -> None:
        """Close and remove the file: every run lists anew."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def add(self, entries: Iterable[Found | Skipped]) -> None:
        """Add what was found; a page that is there already is left out."""
        self._database.execute("BEGIN")
        for entry in entries:
            if isinstance(entry, Skipped):
                self._database.execute("INSERT INTO skipped VALUES (?, ?, ?)", astuple(entry))
                continue
            self._database.execute("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _found_row(entry))
        self._database.execute("COMMIT")

    def seal(self, limit: int, name: Callable[[str], str]) -> None:
        """Put the pages in order; ids come from the identity, or from the label where two pages share an identity."""
        self._database.create_function("name", 1, name, deterministic=True)
        self._database.execute("BEGIN")
        self._database.execute(
            "INSERT INTO pages SELECT NULL, name(CASE n WHEN 1 THEN identity ELSE label END), label, file, member,"
            " problem, NULL, NULL, NULL FROM (SELECT *, COUNT(*) OVER (PARTITION BY identity, number) AS n FROM found)"
            " ORDER BY base, number, file LIMIT ?",
            (limit or -1,),
        )
        self._database.execute("DROP TABLE found")
        self._database.execute("COMMIT")
        (self._pages,) = self._database.execute("SELECT COUNT(*) FROM pages").fetchone()

    def __len__(self) -> int:
        """How many pages there are."""
        return self._pages

    def __iter__(self) -> Iterator[PageInput]:
        """All pages in order."""
        for row in self._rows("doc_id, label, file, problem, member"):
            yield _page(row)

    def with_keys(self, *columns: Column) -> Iterator[tuple[PageInput, tuple[bytes, ...]]]:
        """Each page with some of its keys."""
        for row in self._rows("doc_id, label, file, problem, member, " + ", ".join(columns)):
            yield _page(row), row[5:]

    def keys(self, column: Column) -> Iterator[bytes]:
        """One key of every page, in order."""
        return (key for (key,) in self._rows(column))

    def set_keys(self, column: Column, keys: Iterable[bytes]) -> None:
        """Note a key for every page, in order."""
        pairs = ((key, position) for position, key in enumerate(keys, 1))
        while group := list(islice(pairs, _BATCH)):
            self._database.execute("BEGIN")
            self._database.executemany(f"UPDATE pages SET {column} = ? WHERE position = ?", group)  # noqa: S608
            self._database.execute("COMMIT")

    def set_key(self, column: Column, position: int, key: bytes) -> None:
        """Note one key; positions count from 1."""
        self._database.execute(f"UPDATE pages SET {column} = ? WHERE position = ?", (key, position))  # noqa: S608

    def skipped(self) -> Iterator[Skipped]:
        """What is no input, in the order of labels."""
        for row in self._database.execute("SELECT label, error, detail FROM skipped ORDER BY 1, 2, 3"):
            yield Skipped(*row)

    def skipped_count(self) -> int:
        """How many there are."""
        (count,) = self._database.execute("SELECT COUNT(*) FROM skipped").fetchone()
        return int(count)

    def problems(self) -> Iterator[PageInput]:
        """Pages that cannot be read for a reason that was seen at once."""
        query = "SELECT doc_id, label, file, problem, member FROM pages WHERE problem <> 'null' ORDER BY position"
        for row in self._database.execute(query):
            yield _page(row)

    def set_lines(self, lines: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Note the lines that several articles share, with the hashes of their titles."""
        self._database.execute("BEGIN")
        self._database.execute("DELETE FROM lines")
        rows = ((line, struct.pack(f">{len(titles)}Q", *titles)) for line, titles in lines)
        self._database.executemany("INSERT INTO lines VALUES (?, ?)", rows)
        self._database.execute("COMMIT")

    def lines_among(self, lines: Iterable[int]) -> list[tuple[int, tuple[int, ...]]]:
        """Those of the given lines that several articles share, with their titles, in the given order."""
        wanted = list(lines)
        found: dict[int, bytes] = {}
        for at in range(0, len(wanted), _BATCH):
            group = wanted[at : at + _BATCH]
            marks = ",".join("?" * len(group))
            found.update(self._database.execute(f"SELECT line, titles FROM lines WHERE line IN ({marks})", group))  # noqa: S608
        return [(line, struct.unpack(f">{len(found[line]) // 8}Q", found[line])) for line in wanted if line in found]

    def _rows(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows in order, a batch at a time: keys may be set while they are read."""
        for start in range(0, self._pages, _BATCH):
            query = f"SELECT {columns} FROM pages WHERE position > ? ORDER BY position LIMIT ?"  # noqa: S608
            yield from self._database.execute(query, (start, _BATCH)).fetchall()


def _found_row(entry: Found) -> tuple[object, ...]:
    member, number, identity, label, problem = entry.member, 0, entry.identity, entry.label, entry.problem
    if member:
        number, problem = member.number, member.problem
        identity, label = f"{identity}#{number}", f"{label}#{number}" + (member.name and f":{member.name}")
    real = os.fsencode(entry.file if "://" in entry.file else os.path.realpath(entry.file))
    place = json.dumps(astuple(member)) if member else "null"
    return entry.label, number, identity, label, os.fsencode(entry.file), real, place, json.dumps(problem)


def _page(row: tuple[Any, ...]) -> PageInput:
    doc_id, label, file, problem, member = row[:5]
    trouble, place = json.loads(problem), json.loads(member)
    if place:
        number, offset, length, name, inner = place
        place = Member(number, offset, length, name, tuple(inner) if inner else None)
    return PageInput(doc_id, label, os.fsdecode(file), tuple(trouble) if trouble else None, place)
