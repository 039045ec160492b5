"""consistency.csv: the claims of all articles, group by group, with bounded memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.run.page import PageRecord
from pipeline.run.tables import COLUMNS, Cell

_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000; PRAGMA temp_store=FILE;
CREATE TABLE stated (entity TEXT, metric TEXT, scope TEXT, time TEXT, claim TEXT);
"""


Statement = tuple[str, str, str, str, str]  # entity, metric, scope, time, the claim as JSON


def statements_of(record: PageRecord) -> list[Statement]:
    """The claims of an article that have an entity, a metric and a value; those of a duplicate are its original's."""
    found: list[Statement] = []
    for row in record.claims if record.status != "duplicate" else ():
        claim = {name: str(cell) for name, cell in zip(COLUMNS["claims"], row, strict=True)}
        if claim["entity"] and claim["metric"] and claim["value"]:
            entity, metric, scope, time = (
                claim[name].encode("utf-8", "replace").decode() for name in ("entity", "metric", "scope", "time")
            )
            text = json.dumps({name: claim[name] for name in claim if name not in {"sentence", "quote"}})
            found.append((entity, metric, scope, time, text))
    return found


class Agreement:
    """Collects claims page by page."""

    def __init__(self, file: Path) -> None:
        """``file`` is a temporary database."""
        file.unlink(missing_ok=True)
        self._file = file
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(_SCHEMA + "BEGIN;")

    def close(self) -> None:
        """Remove the file."""
        self._database.close()
        self._file.unlink(missing_ok=True)

    def take(self, statements: list[Statement]) -> None:
        """Add what ``statements_of`` gives of an article."""
        self._database.executemany("INSERT INTO stated VALUES (?, ?, ?, ?, ?)", statements)

    def rows(self) -> Iterator[list[Cell]]:
        """Rows in the order of entity, metric, scope and time."""
        from pipeline.check.consistency import Stated, compare_articles

        query = "SELECT entity, metric, scope, time, claim FROM stated ORDER BY 1, 2, 3, 4, rowid"
        for _, group in groupby(self._database.execute(query), key=lambda row: row[:4]):
            for found in compare_articles(Stated.from_row(json.loads(row[4])) for row in group):
                yield [found[name] for name in COLUMNS["consistency"]]
