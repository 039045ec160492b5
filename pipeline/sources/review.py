"""Reviewing a proposed pack row by row: what ``heshu pack review`` does between two key presses.

The folder itself is the record: every decision is written at once, so that a review can stop and go on anywhere,
in the terminal or in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Term
from pipeline.packs import figure_problems, term_problems
from pipeline.packs.tables import Row as PackRow
from pipeline.sources.files import PackFiles, Row, read_pack_files, write_table
from pipeline.sources.terms import slug

EDITABLE = {
    "figures": ("value", "value_high", "unit", "relation", "scope", "as_of", "entity", "metric", "note"),
    "glossary": ("name", "aliases", "kind", "broader", "unit"),
}


@dataclass(slots=True)
class Review:
    """The open rows of one table of a pack folder, surest first, and the decisions on them.

    ``table``: ``figures`` or ``glossary``.
    """

    folder: Path
    files: PackFiles
    table: str = "figures"
    queue: list[int] = field(default_factory=list)
    at: int = 0
    evidence: dict[str, Row] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """True where nothing is left to decide."""
        return self.at >= len(self.queue)

    @property
    def row(self) -> Row:
        """The row at hand."""
        return self.rows[self.queue[self.at]]

    @property
    def rows(self) -> list[Row]:
        """All rows of the table."""
        rows: list[Row] = getattr(self.files, self.table)
        return rows

    @property
    def proof(self) -> Row:
        """Where the row at hand comes from: the row of evidence.csv, or an empty one."""
        return self.evidence.get(self.row["id"], {})

    def term(self, identity: str) -> Row:
        """The glossary row of an id, or an empty one."""
        return next((row for row in self.files.glossary if row["id"] == identity), {})

    def accept(self) -> list[str]:
        """Accept the row, a figure with its terms; where it cannot stand in a pack, why, and nothing is done."""
        problems = self.problems()
        if problems:
            return problems
        if self.table == "figures":
            _accept_terms(self.files, (self.row["entity"], self.row["metric"]))
            write_table(self.folder, "glossary", self.files.glossary)
        else:
            _accept_terms(self.files, (self.row["id"],))
        self._decide("accepted")
        return []

    def skip(self) -> None:
        """Leave the row out of the pack; it stays in the file, marked skipped."""
        self._decide("skipped")

    def back(self) -> None:
        """Return to the row before, whatever was decided on it."""
        self.at = max(0, self.at - 1)

    def edit(self, column: str, value: str) -> None:
        """Change one cell; a new name of an entity or metric becomes a proposed term. Raises KeyError."""
        if column not in EDITABLE[self.table]:
            raise KeyError(column)
        value = value.strip()
        named = column in ("entity", "metric") and value != ""
        self.row[column] = self._term_id(column, value) if named else value
        if named:
            write_table(self.folder, "glossary", self.files.glossary)
        write_table(self.folder, self.table, self.rows)

    def problems(self) -> list[str]:
        """What keeps the row at hand from being part of a valid pack."""
        if self.table == "glossary":
            return term_problems(PackRow(0, self.row))
        terms = {row["id"]: _term(row) for row in self.files.glossary}
        documents = {row["id"] for row in self.files.documents}
        return figure_problems(PackRow(0, self.row), terms, documents)

    def counts(self) -> dict[str, int]:
        """How many rows have which status."""
        counts = {"proposed": 0, "accepted": 0, "skipped": 0}
        for row in self.rows:
            status = row.get("status") or "accepted"
            counts[status] = counts.get(status, 0) + 1
        return counts

    def _decide(self, status: str) -> None:
        self.row["status"] = status
        write_table(self.folder, self.table, self.rows)
        self.at += 1

    def _term_id(self, column: str, name: str) -> str:
        for row in self.files.glossary:
            names = (row["id"], row["name"], *row["aliases"].split("|"))
            if (row["kind"] == "metric") == (column == "metric") and name.lower() in (text.lower() for text in names):
                return row["id"]
        identity = slug(name)
        taken = {row["id"] for row in self.files.glossary}
        while identity in taken:
            identity += "_" + column
        unit = self.row["unit"] if column == "metric" and self.row["unit"] != "date" else ""
        self.files.glossary.append(
            {"id": identity, "kind": column, "name": name, "aliases": "", "broader": "", "unit": unit}
            | {"status": "proposed", "confidence": ""}
        )
        return identity


def open_review(folder: Path, table: str = "figures") -> Review:
    """The review of a pack folder: the proposed rows of one table, surest first. Raises InputError."""
    files = read_pack_files(folder)
    rows: list[Row] = getattr(files, table)
    unsure = [at for at, row in enumerate(rows) if row.get("status") == "proposed"]
    queue = sorted(unsure, key=lambda at: (-_confidence(table, rows[at]), at))
    return Review(folder, files, table, queue, evidence={row["id"]: row for row in files.evidence})


def accept_terms_of_figures(files: PackFiles) -> int:
    """Accept the terms that accepted figures use, for packs reviewed in a spreadsheet; how many were changed."""
    before = sum(row.get("status") == "proposed" for row in files.glossary)
    for row in files.figures:
        if row.get("status") in ("", None, "accepted"):
            _accept_terms(files, (row["entity"], row["metric"]))
    return before - sum(row.get("status") == "proposed" for row in files.glossary)


def _accept_terms(files: PackFiles, names: Sequence[str]) -> None:
    """These terms and the terms above them."""
    by_id = {row["id"]: row for row in files.glossary}
    for start in names:
        identity, seen = start, set[str]()
        while identity in by_id and identity not in seen:
            seen.add(identity)
            if by_id[identity].get("status"):
                by_id[identity]["status"] = "accepted"
            identity = by_id[identity].get("broader", "")


def _term(row: Row) -> Term:
    aliases = tuple(name for name in row.get("aliases", "").split("|") if name)
    return Term(row["id"], row["kind"], row["name"], aliases, row.get("broader", ""), row.get("unit", ""))  # type: ignore[arg-type]


def _confidence(table: str, row: Row) -> float:
    try:
        return float(row.get("confidence") or 0)
    except ValueError as error:
        message = f"{table}.csv: confidence of {row['id']} is {row['confidence']!r}: write a number or leave it empty"
        raise InputError(message) from error
