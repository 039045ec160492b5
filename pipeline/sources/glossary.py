"""The terms that a user gives to ``heshu pack build --glossary``: those of a pack, or of one glossary.csv."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Term
from pipeline.packs import load_pack

_KINDS = ("entity", "metric", "technology")


def read_glossary(name_or_path: str) -> tuple[Term, ...]:
    """Terms of a pack (folder, or the name of one that ships) or of a CSV file in the format of glossary.csv.

    Raises PackError for a pack with mistakes, InputError with the row for a CSV file that cannot be used.
    """
    path = Path(name_or_path)
    if path.suffix.lower() != ".csv":
        return load_pack(name_or_path).terms
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a glossary.csv saved as “CSV UTF-8”") from error
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(_term(path, number, row) for number, row in enumerate(csv.DictReader(lines), 2))


def _term(path: Path, number: int, row: dict[str, str]) -> Term:
    cells = {key: (value or "").strip() for key, value in row.items() if key}
    kind = cells.get("kind") or "metric"
    if not cells.get("id") or not cells.get("name") or kind not in _KINDS:
        raise InputError(f"{path}:{number}: a term needs an id, a name and a kind ({', '.join(_KINDS)})")
    aliases = tuple(dict.fromkeys(piece for part in cells.get("aliases", "").split("|") if (piece := part.strip())))
    return Term(cells["id"], kind, cells["name"], aliases, cells.get("broader", ""), cells.get("unit", ""))  # type: ignore[arg-type]
