"""Several packs as one: equal rows once, one term for names that are the same, new ids where two rows clash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.sources.files import PackFiles, Row
from pipeline.units import compatible

_OPERAND = re.compile(r"\{([^{}]*)\}")
_TABLES = ("documents", "glossary", "figures", "facts", "evidence")
_SURER = {"accepted": 0, "": 0, "proposed": 1, "skipped": 2}
_REVIEW = frozenset({"status", "confidence"})


@dataclass(slots=True)
class Merge:
    """A pack in the making; ``notes`` tell what was joined and renamed, for the user to look over."""

    files: PackFiles = field(default_factory=PackFiles)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, pack: PackFiles) -> None:
        """Add one more pack under the name by which notes call it. Its rows are not changed."""
        documents = self._table(name, "documents", pack.documents, {})
        terms = self._terms(name, pack.glossary)
        columns = {"document": documents, "entity": terms, "metric": terms, "subject": terms}
        figures = self._table(name, "figures", pack.figures, columns)
        self._table(name, "facts", pack.facts, columns)
        known = {row["id"] for row in self.files.evidence}
        for row in pack.evidence:
            identity = figures.get(row["id"], row["id"])
            if identity not in known:
                self.files.evidence.append({**row, "id": identity})

    def _table(self, name: str, table: str, rows: Sequence[Row], columns: dict[str, dict[str, str]]) -> dict[str, str]:
        """Add rows; {id in the pack that is added: id here}, of those that changed."""
        held: list[Row] = getattr(self.files, table)
        by_id = {row["id"]: row for row in held}
        moved = [{key: columns.get(key, {}).get(value, value) for key, value in row.items()} for row in rows]
        renamed: dict[str, str] = {}
        taken = by_id | {row["id"]: row for row in moved}
        for identity in _clashes(moved, by_id):
            renamed[identity] = _free(identity, taken)
            taken[renamed[identity]] = {}
            self.notes.append(f"{table}.csv: {identity} of {name} says something else: now {renamed[identity]}")
        for row in moved:
            new = _renamed(row, renamed)
            if new["id"] in by_id:
                _settle(by_id[new["id"]], new)
            else:
                held.append(new)
        return renamed

    def _terms(self, name: str, rows: Sequence[Row]) -> dict[str, str]:
        """Terms with the same id or the same name become one with the aliases of both."""
        held = self.files.glossary
        renamed: dict[str, str] = {}
        by_id = {row["id"]: row for row in held}
        by_name = {(row["kind"] == "metric", key): row for row in reversed(held) for key in _names(row)}
        added: list[Row] = []
        for row in rows:
            same = by_id.get(row["id"])
            if same is None or not _joins(same, row):
                named = by_name.get((row["kind"] == "metric", row["name"].lower()))
                same = named if named is not None and _joins(named, row) else None
            if same is None:
                new = {**row, "id": _free(row["id"], by_id) if row["id"] in by_id else row["id"]}
                added.append(new)
                by_id[new["id"]] = new
                identity = new["id"]
            else:
                _join(same, row)
                identity = same["id"]
            if identity != row["id"]:
                renamed[row["id"]] = identity
                self.notes.append(f"glossary.csv: {row['id']} of {name} is now {identity}")
        for row in added:
            row["broader"] = renamed.get(row.get("broader", ""), row.get("broader", ""))
        held.extend(added)
        return renamed


def merge_packs(packs: Sequence[tuple[str, PackFiles]]) -> Merge:
    """Merge (name, rows) pairs; where they differ the first pack keeps its ids and its wording."""
    merge = Merge()
    for name, pack in packs:
        merge.add(name, pack)
    for table in _TABLES:  # every row has the columns of every pack
        rows: list[Row] = getattr(merge.files, table)
        for column in dict.fromkeys(column for row in rows for column in row):
            for row in rows:
                row.setdefault(column, "")
    return merge


def _clashes(rows: Sequence[Row], by_id: dict[str, Row]) -> list[str]:
    """Ids of rows that say something else here; so does a formula over such a figure, though it reads the same."""
    clashes = {row["id"]: row for row in rows if row["id"] in by_id and _content(by_id[row["id"]]) != _content(row)}
    found = len(clashes) + 1
    while found != len(clashes):
        found = len(clashes)
        for row in rows:
            if row["id"] in by_id and not clashes.keys().isdisjoint(_OPERAND.findall(row.get("formula", ""))):
                clashes[row["id"]] = row
    return [row["id"] for row in rows if row["id"] in clashes]


def _renamed(row: Row, renamed: dict[str, str]) -> Row:
    """The row under its new id, with the new ids in its formula."""
    new = {**row, "id": renamed.get(row["id"], row["id"])}
    if new.get("formula"):
        new["formula"] = _OPERAND.sub(lambda found: f"{{{renamed.get(found[1], found[1])}}}", new["formula"])
    return new


def _content(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value) for key, value in row.items() if value and key not in _REVIEW))


def _settle(held: Row, other: Row) -> None:
    """Of two equal rows the decision that goes further counts: accepted, then proposed, then skipped."""
    first, second = held.get("status") or "", other.get("status") or ""
    if _SURER.get(second, 1) < _SURER.get(first, 1):
        held["status"] = second or "accepted"


def _names(row: Row) -> list[str]:
    return [name.strip().lower() for name in (row["name"], *row.get("aliases", "").split("|")) if name.strip()]


def _joins(held: Row, row: Row) -> bool:
    """One term where the kind agrees and a metric's units can be converted."""
    if (held["kind"] == "metric") != (row["kind"] == "metric"):
        return False
    first, second = held.get("unit", ""), row.get("unit", "")
    return not first or not second or compatible(first, second)


def _join(held: Row, row: Row) -> None:
    _settle(held, row)
    known = set(_names(held))
    more = [name for name in (row["name"], *row.get("aliases", "").split("|")) if name and name.lower() not in known]
    held["aliases"] = "|".join(dict.fromkeys([*filter(None, held.get("aliases", "").split("|")), *more]))
    held["unit"] = held.get("unit", "") or row.get("unit", "")


def _free(identity: str, taken: dict[str, Row]) -> str:
    number = 2
    while f"{identity}_{number}" in taken:
        number += 1
    return f"{identity}_{number}"
