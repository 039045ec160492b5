"""One claim of a finished run, read back from its outputs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.model import Claim, CleanPage, Structure
from pipeline.run.output import MARKER

if TYPE_CHECKING:
    from pipeline.model import Pack


_PLACE = re.compile(r"(?P<path>.+):\s*(?:claim |论断 )?(?P<number>\d+):?")


def claim_of_run(out: str | Path, place: str, pack: Pack) -> tuple[Claim, CleanPage, tuple[Claim, ...]]:
    """The claim at ``place``, its clean page and all claims of the page, extracted anew with ``pack``.

    ``place``: ``DOC_ID-NUMBER`` as in claims.csv, or ``PATH:claim NUMBER`` as findings are printed, or
    ``PATH:NUMBER``. Raises OutputError where the folder holds no such page or claim.
    """
    from pipeline.extract import extract_claims

    folder = Path(out)
    claim_id = _claim_id(folder, place)
    doc_id = claim_id.rpartition("-")[0]
    clean = _clean_page(folder, doc_id, place)
    found = extract_claims(clean, pack)
    claims = tuple(replace(claim, claim_id=f"{doc_id}-{number:04d}") for number, claim in enumerate(found, 1))
    claim = next((claim for claim in claims if claim.claim_id == claim_id), None)
    if claim is None:
        raise OutputError(f"{folder}: no claim {place}: its page has {len(claims)} claims with this pack")
    return claim, clean, claims


def pack_of_run(out: str | Path) -> str:
    """The pack that a run was made with, by name. Raises OutputError where ``out`` holds no outputs."""
    try:
        about = json.loads((Path(out) / MARKER).read_text(encoding="utf-8"))
        return str(about["pack"]["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{out}: no outputs of heshu there; give the --out of a run") from error


def _claim_id(folder: Path, place: str) -> str:
    match = _PLACE.fullmatch(place.strip())
    if match is None:
        return place.strip()
    rows = _rows(folder / "articles.csv")
    doc_id = next((row["doc_id"] for row in rows if row["path"] == match["path"]), "")
    return f"{doc_id}-{int(match['number']):04d}" if doc_id else place


def _clean_page(folder: Path, doc_id: str, place: str) -> CleanPage:
    path = folder / "clean" / f"{doc_id}.txt"
    if not (folder / MARKER).is_file():
        raise OutputError(f"{folder}: no outputs of heshu there; give the --out of a run")
    if not doc_id or not path.is_file():
        what = f"copy the place from `heshu findings {folder}`, or a claim_id from claims.csv"
        raise OutputError(f"{folder}: no page {doc_id or place} there: {what}")
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    row = next((row for row in _rows(folder / "articles.csv") if row["doc_id"] == doc_id), {})
    structure = tuple(
        Structure(int(part["start"]), int(part["end"]), part["kind"])  # type: ignore[arg-type]
        for part in _rows(folder / "structure.csv")
        if part["doc_id"] == doc_id
    )
    page = CleanPage.from_text(text, row.get("path", ""), row.get("published", ""))
    return replace(page, structure=structure)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
