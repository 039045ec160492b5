"""The files of a pack that is being built: four tables of CONTRACT.md with a status, the evidence, datapackage.json."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError, OutputError
from pipeline.packs.tables import COLUMNS, decode_table

Row = dict[str, str]

_REVIEW = ("status", "confidence")
EVIDENCE = ("id", "kind", "quote", "page", "section", "table", "row", "column", "noun", "evidence")
TABLES: dict[str, tuple[str, ...]] = {
    "documents": COLUMNS["documents.csv"],
    "glossary": (*COLUMNS["glossary.csv"], *_REVIEW),
    "figures": (*COLUMNS["figures.csv"], *_REVIEW),
    "facts": COLUMNS["facts.csv"],
    "evidence": EVIDENCE,
}
_NUMBERS = frozenset({"confidence"})
_TEXTS = frozenset({"title", "author", "name", "aliases", "scope", "note", *EVIDENCE[2:]})
_FORMULA = re.compile(r"[=@]|[-+](?=[A-Za-z(=@])")
_REQUIRED = {
    "documents": ("id", "title"),
    "glossary": ("id", "kind", "name"),
    "figures": ("id", "entity", "metric", "unit", "relation", "document"),
    "facts": ("id", "statement", "polarity", "document"),
    "evidence": ("id", "kind"),
}
_CHOICES = {
    "status": ["proposed", "accepted", "skipped"],
    "relation": ["=", "~", ">", ">=", "<", "<=", "range"],
    "kind": ["entity", "metric", "technology"],
    "polarity": ["true", "false"],
}
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-H[12])?"
_PATTERNS = {
    "id": r"[^\s{}|,]+",
    "value": rf"-?\d+(\.\d+)?([eE]\+?\d{{1,3}})?|{_DATE}",
    "value_high": rf"-?\d+(\.\d+)?([eE]\+?\d{{1,3}})?|{_DATE}",
    "as_of": _DATE,
}


@dataclass(slots=True)
class PackFiles:
    """Rows of every table as text, by column name; missing columns are empty."""

    documents: list[Row] = field(default_factory=list)
    glossary: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def read_pack_files(folder: Path) -> PackFiles:
    """Read a pack folder as it stands, with whatever columns it has. Raises InputError."""
    files = PackFiles()
    for name in TABLES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            if name == "evidence":
                continue
            raise InputError(f"{path}: is missing; this is no pack folder")
        text, encoding = decode_table(path.read_bytes())
        if not encoding:
            raise InputError(f"{path}: neither UTF-8 nor GBK: save it as “CSV UTF-8”")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        setattr(files, name, [{key: value or "" for key, value in row.items() if key} for row in rows])
    return files


def write_pack(folder: Path, files: PackFiles) -> None:
    """Write all files, each by an atomic rename. Raises OutputError where the folder is not writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = {
            name: _columns(name, getattr(files, name)) for name in TABLES if name != "evidence" or files.evidence
        }
        for name, columns in written.items():
            replace_file(folder / f"{name}.csv", _table(getattr(files, name), columns))
        replace_file(folder / "datapackage.json", datapackage(folder.resolve().name, written))
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}); give a folder that you may write to"
        ) from error


def new_folder(path: Path) -> Path:
    """``path`` if it is free for a new pack. Raises OutputError where something is in it."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OutputError(f"{path}: is not empty; give --out a new folder")
    return path


def write_table(folder: Path, name: str, rows: list[Row]) -> None:
    """Write one table again, as ``pack review`` does after each decision."""
    replace_file(folder / f"{name}.csv", _table(rows, _columns(name, rows)))


def _columns(name: str, rows: list[Row]) -> tuple[str, ...]:
    """The columns of the format, then those that a user has added."""
    return (*TABLES[name], *(column for row in rows[:1] for column in row if column not in TABLES[name]))


def replace_file(path: Path, text: str) -> None:
    """Write beside the file, then rename: readers see the old or the new file, never half of one."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)


def _table(rows: list[Row], columns: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _harmless(key, value) for key, value in row.items()} for row in rows)
    return "\ufeff" + text.getvalue()


def _harmless(column: str, value: str) -> str:
    """A text of a document that a spreadsheet would run as a formula, kept a text by a space before it."""
    return " " + value if column in _TEXTS and _FORMULA.match(value) else value


def datapackage(name: str, columns: dict[str, tuple[str, ...]]) -> str:
    """datapackage.json (Frictionless Data Package 1): types, constraints and keys of the tables with these columns."""
    resources = [
        {
            "name": table,
            "path": f"{table}.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {
                "fields": [_field(column, table) for column in names],
                "primaryKey": "id",
                "foreignKeys": _keys(table),
            },
        }
        for table, names in columns.items()
    ]
    package = {
        "name": re.sub(r"[^a-z0-9._/-]+", "-", name.lower()).strip("-") or "pack",
        "title": name,
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _field(column: str, table: str) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if column in _REQUIRED[table]:
        constraints["required"] = True
    if column == "id":
        constraints["unique"] = True
    if column in _CHOICES and not (column == "kind" and table != "glossary"):
        constraints["enum"] = _CHOICES[column]
    if column in _PATTERNS:
        constraints["pattern"] = _PATTERNS[column]
    kind = "number" if column in _NUMBERS else "string"
    return {"name": column, "type": kind} | ({"constraints": constraints} if constraints else {})


def _keys(table: str) -> list[dict[str, object]]:
    def key(fields: str, resource: str) -> dict[str, object]:
        return {"fields": fields, "reference": {"resource": resource, "fields": "id"}}

    if table == "figures":
        return [key("entity", "glossary"), key("metric", "glossary"), key("document", "documents")]
    return [key("document", "documents")] if table == "facts" else []
