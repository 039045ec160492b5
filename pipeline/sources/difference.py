"""What changed between two versions of a pack: rows that came, went, changed, or only got another id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.sources.files import PackFiles, Row

_TABLES = ("documents", "glossary", "figures", "facts")
_SHOWN = (
    *("name", "title", "statement", "entity", "metric", "value", "value_high", "formula", "unit", "scope", "status"),
)
_MOVING = frozenset({"id", "confidence"})  # may differ without the row saying anything else


@dataclass(frozen=True, slots=True)
class Change:
    """``sign`` is + (new), - (gone), ~ (changed) or = (renamed); ``detail`` says what."""

    table: str
    sign: str
    id: str
    detail: str

    def __str__(self) -> str:
        return f"{self.table}.csv {self.sign} {self.id}" + (f": {self.detail}" if self.detail else "")


def pack_changes(old: PackFiles, new: PackFiles) -> list[Change]:
    """Changes table by table, in the order of the new pack, then what is gone in the order of the old one."""
    return [change for table in _TABLES for change in _table_changes(table, getattr(old, table), getattr(new, table))]


def _table_changes(table: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    before = {row["id"]: row for row in old}
    after = {row["id"]: row for row in new}
    moved = {_content(row): row["id"] for row in reversed(old) if row["id"] not in after}
    renamed: set[str] = set()
    for row in new:
        known = before.get(row["id"])
        if known is not None:
            detail = _detail(known, row)
            if detail:
                yield Change(table, "~", row["id"], detail)
            continue
        source = moved.pop(_content(row), "")
        if source:
            renamed.add(source)
            yield Change(table, "=", row["id"], f"was {source}")
        else:
            yield Change(table, "+", row["id"], _summary(row))
    for row in old:
        if row["id"] not in after and row["id"] not in renamed:
            yield Change(table, "-", row["id"], _summary(row))


def _content(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value) for key, value in row.items() if key not in _MOVING and value))


def _detail(old: Row, new: Row) -> str:
    columns = [column for column in dict.fromkeys((*new, *old)) if column != "confidence"]
    return "; ".join(
        f"{column} {old.get(column, '')!r} -> {new.get(column, '')!r}"
        for column in columns
        if (old.get(column) or "") != (new.get(column) or "")
    )


def _summary(row: Row) -> str:
    """The cells that tell a reader which row it is."""
    return " ".join(row[column] for column in _SHOWN if row.get(column))
