"""One claim of a finished run, read back from its outputs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.model import Claim, CleanPage, Structure

if TYPE_CHECKING:
    from pipeline.model import Pack


def claim_of_run(out: str | Path, claim_id: str, pack: Pack) -> tuple[Claim, CleanPage, tuple[Claim, ...]]:
    """The claim ``DOC_ID-NUMBER``, its clean page and all claims of the page, extracted anew with ``pack``.

    Raises OutputError where the folder holds no such page or claim.
    """
    from pipeline.extract import extract_claims

    folder = Path(out)
    doc_id = claim_id.rpartition("-")[0]
    clean = _clean_page(folder, doc_id)
    found = extract_claims(clean, pack)
    claims = tuple(replace(claim, claim_id=f"{doc_id}-{number:04d}") for number, claim in enumerate(found, 1))
    claim = next((claim for claim in claims if claim.claim_id == claim_id), None)
    if claim is None:
        raise OutputError(f"{folder}: no claim {claim_id}: its page has {len(claims)} claims with this pack")
    return claim, clean, claims


def _clean_page(folder: Path, doc_id: str) -> CleanPage:
    path = folder / "clean" / f"{doc_id}.txt"
    if not doc_id or not path.is_file():
        raise OutputError(f"{folder}: no page {doc_id!r} there: give the folder that `heshu run --out` wrote")
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
