"""Near-duplicates over any number of articles with bounded memory: locality-sensitive hashing in a file.

Bands of MinHash values (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4) find candidates, the overlap of
the lowest shingle hashes confirms them; both come from ``pipeline.clean.signature``.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

_ROWS = 4  # of 64 values: 16 bands, even odds at a similarity of 0.5


def pack_signature(text: str) -> bytes:
    """Signature of a clean text as bytes (bands, then the sample); empty for a text too short to compare."""
    from pipeline.clean import signature

    values, sample = signature(text)
    if not values:
        return b""
    packed = struct.pack(f">{len(values)}Q", *values)
    bands = []
    for at in range(0, len(packed), 8 * _ROWS):
        digest = hashlib.blake2b(packed[at : at + 8 * _ROWS], digest_size=8, salt=struct.pack(">H", at)).digest()
        bands.append(int.from_bytes(digest) >> 1)
    return struct.pack(f">H{len(bands)}Q{len(sample)}I", len(bands), *bands, *sample)


def find_copies(signatures: Iterable[tuple[str, bytes]], file: Path) -> dict[str, str]:
    """{copy: original} for (id, signature) pairs; the first of a group in the given order is the original.

    ``file`` is a temporary database.
    """
    copies: dict[str, str] = {}
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;")
        database.execute("CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT, sample BLOB)")
        database.execute("CREATE TABLE bands (band INTEGER, number INTEGER, PRIMARY KEY (band, number)) WITHOUT ROWID")
        database.execute("BEGIN")
        for number, (name, data) in enumerate(signatures):
            if not data:
                continue
            bands, sample = _unpack(data)
            original = _original(database, bands, sample)
            if original:
                copies[name] = original
            else:
                database.execute("INSERT INTO articles VALUES (?, ?, ?)", (number, name, sample))
                database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in bands])
        database.execute("COMMIT")
    file.unlink()
    return copies


def _unpack(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """Band hashes (63 bits) and the packed sample."""
    (count,) = struct.unpack_from(">H", data)
    return struct.unpack_from(f">{count}Q", data, 2), data[2 + 8 * count :]


def _original(database: sqlite3.Connection, bands: tuple[int, ...], sample: bytes) -> str:
    """The earliest article of which this one is a copy; empty where there is none."""
    marks = ",".join("?" * len(bands))
    query = f"SELECT DISTINCT number FROM bands WHERE band IN ({marks}) ORDER BY number"  # noqa: S608 only marks
    for (number,) in database.execute(query, bands).fetchall():
        name, other = database.execute("SELECT id, sample FROM articles WHERE number = ?", (number,)).fetchone()
        if _overlap(sample, bytes(other)) >= _threshold():
            return str(name)
    return ""


def _threshold() -> float:
    from pipeline.clean.duplicates import THRESHOLD

    return THRESHOLD


def _overlap(a: bytes, b: bytes) -> float:
    """Containment of the shorter text in the longer one, estimated on the range that both samples cover."""
    left, right = struct.unpack(f">{len(a) // 4}I", a), struct.unpack(f">{len(b) // 4}I", b)
    limit = min(left[-1], right[-1])
    one = {value for value in left if value <= limit}
    two = {value for value in right if value <= limit}
    return len(one & two) / max(1, min(len(one), len(two)))
