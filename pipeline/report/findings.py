"""Findings: the checked claims of a finished run, read back from its tables, with ids that last from run to run."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pipeline.errors import OutputError

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim with its verdict. ``id`` stays while page, quote and subject do; ``number`` counts in its page."""

    id: str
    path: str
    number: int
    doc_id: str
    claim_id: str
    title: str
    outlet: str
    author: str
    published: str
    quote: str
    sentence: str
    start: int
    end: int
    entity: str
    metric: str
    verdict: str
    reason: str
    figure: str
    source: str
    document: str
    locator: str
    confidence: float
    explanation: str

    @property
    def source_values(self) -> tuple[str, ...]:
        """The value of the source, or its two bounds; empty for facts."""
        return tuple(value for value in self.source.partition(" ")[0].split("–") if value)

    @property
    def source_unit(self) -> str:
        """The unit of the source as in CONTRACT.md section 2."""
        return self.source.partition(" ")[2]


class Identities:
    """Gives findings of one page their ids: the same quote of the same subject is counted."""

    def __init__(self, doc_id: str) -> None:
        """``doc_id`` depends on the path of the page below the given folder."""
        self._doc_id = doc_id
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def next(self, quote: str, entity: str, metric: str) -> str:
        """The id of the next claim in reading order: 12 hexadecimal digits."""
        key = (quote, entity, metric)
        self._seen[key] += 1
        text = "\x00".join((self._doc_id, *key, str(self._seen[key])))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_findings(folder: Path, verdicts: Collection[str] = ("refuted",)) -> Iterator[Finding]:
    """Findings of a run's outputs in the order of its tables, pages that are copies left out.

    Streams; raises OutputError where ``folder`` holds no complete outputs.
    """
    articles = {row["doc_id"]: row for row in table_rows(folder, "articles")}
    identities: Identities | None = None
    doc_id, number = "", 0
    for claim, check in zip_longest(table_rows(folder, "claims"), table_rows(folder, "checks")):
        if claim is None or check is None or claim["claim_id"] != check["claim_id"]:
            raise OutputError(f"{folder}: claims.csv and checks.csv do not belong together; run heshu again")
        if claim["doc_id"] != doc_id or identities is None:
            doc_id, number = claim["doc_id"], 0
            identities = Identities(doc_id)
        number += 1
        identity = identities.next(claim["quote"], claim["entity"], claim["metric"])
        article = articles.get(doc_id, {})
        if check["verdict"] in verdicts and article.get("status") == "ok":
            yield _finding(identity, number, article, claim, check)


def _finding(
    identity: str, number: int, article: dict[str, str], claim: dict[str, str], check: dict[str, str]
) -> Finding:
    values = "–".join(value for value in (check["source_value"], check["source_value_high"]) if value)
    return Finding(
        identity, article["path"], number, claim["doc_id"], claim["claim_id"], article["title"], article["outlet"],
        article["author"], article["published"], claim["quote"], claim["sentence"],
        int(claim["start"]), int(claim["end"]), claim["entity"], claim["metric"],
        check["verdict"], check["reason"], check["figure"], f"{values} {check['source_unit']}".strip(),
        check["document"], check["locator"], float(check["confidence"] or 0), check["explanation"],
    )  # fmt: skip


def table_rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    """Rows of a table of a run's outputs, by column name. Raises OutputError."""
    path = folder / f"{table}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except FileNotFoundError as error:
        raise OutputError(f"{folder}: no outputs of heshu there; give the --out of a run") from error
    except (OSError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"{path}: cannot be read ({why}); give the --out of a run") from error
