"""Finished work, kept on disk under keys: page records, and what the first pass saw of each page.

SQLite, so that a kill or a power cut at any moment leaves whole records; one process writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS signatures (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS scans (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS lost (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS parts (key BLOB PRIMARY KEY, data BLOB);
"""


class Store:
    """Bytes under bytes: ``records`` and ``signatures`` of pages, ``scans`` of the first pass, ``lost`` pages.

    ``parts``: names of what lies on shared storage too.
    """

    def __init__(self, path: Path, read_only: bool = False) -> None:
        """Open or create; a file that is no store of this kind is replaced. ``read_only`` is for other processes."""
        self._path = path
        if read_only:
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            return
        try:
            self._open()
        except sqlite3.DatabaseError:
            self.close()
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._open()

    def _open(self) -> None:
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("PRAGMA cache_size=-8000")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        self._database.close()

    def has(self, table: str, key: bytes) -> bool:
        """True where the key is finished."""
        return self._database.execute(f"SELECT 1 FROM {table} WHERE key = ?", (key,)).fetchone() is not None  # noqa: S608

    def get(self, table: str, key: bytes) -> bytes:
        """The bytes under a key. Raises KeyError."""
        row = self._database.execute(f"SELECT data FROM {table} WHERE key = ?", (key,)).fetchone()  # noqa: S608
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def put(self, table: str, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Add entries in one transaction."""
        self._database.execute("BEGIN")
        self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", list(entries))  # noqa: S608
        self._database.execute("COMMIT")

    def clear(self) -> None:
        """Forget everything."""
        self._database.executescript(
            "DELETE FROM records; DELETE FROM signatures; DELETE FROM scans; DELETE FROM lost;"
        )

    def clear_table(self, table: str) -> None:
        """Forget one kind."""
        self._database.execute(f"DELETE FROM {table}")  # noqa: S608

    def empty(self) -> bool:
        """True where nothing is finished yet."""
        query = "SELECT EXISTS (SELECT 1 FROM records) OR EXISTS (SELECT 1 FROM scans)"
        return not self._database.execute(query).fetchone()[0]

    def adopt(self, other: Path) -> None:
        """Add what another store holds; a file that is none is left alone."""
        self._database.execute("ATTACH ? AS other", (str(other),))
        try:
            for table in ("records", "signatures", "scans", "lost"):
                self._database.execute(f"INSERT OR IGNORE INTO {table} SELECT key, data FROM other.{table}")  # noqa: S608
        except sqlite3.DatabaseError:
            self.clear()
        finally:
            self._database.execute("DETACH other")

    def whole_file(self) -> Path:
        """The file, with everything in it; nothing may be put while it is copied."""
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return self._path

    def forget_lost(self) -> None:
        """Forget the pages that ran over a limit or ended their process: this run tries them again."""
        self._database.execute("BEGIN")
        for table in ("records", "signatures", "scans"):
            self._database.execute(f"DELETE FROM {table} WHERE key IN (SELECT key FROM lost)")  # noqa: S608
        self._database.execute("DELETE FROM lost")
        self._database.execute("COMMIT")

    def keep_only(self, table: str, keys: Iterable[bytes]) -> None:
        """Forget all other keys, so that the store does not grow from run to run."""
        self._database.execute("BEGIN")
        self._database.execute("CREATE TEMP TABLE wanted (key BLOB PRIMARY KEY) WITHOUT ROWID")
        self._database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in keys))
        self._database.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM wanted)")  # noqa: S608
        self._database.execute("DROP TABLE wanted")
        self._database.execute("COMMIT")
