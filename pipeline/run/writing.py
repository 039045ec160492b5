"""From stored page records to the output folder: tables, clean texts, report, run.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.model import Pack
from pipeline.report import ReportWriter
from pipeline.report.findings import read_findings
from pipeline.run.agreement import Agreement
from pipeline.run.counts import Counts
from pipeline.run.listing import Listing
from pipeline.run.page import PageRecord
from pipeline.run.quick import NOTES
from pipeline.run.summary import Summary
from pipeline.run.tables import COLUMNS, Cell, Row, TableWriter
from pipeline.run.xlsx import write_workbook
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run worked with: for the tables and for run.json."""

    pages: Listing
    pack: Pack
    settings: Settings
    about: dict[str, object]


def write_outputs(folder: Path, records: Iterable[PageRecord], originals: dict[str, str], sources: Sources) -> Counts:
    """Write everything into ``folder``, streaming; ``originals`` names the original of each duplicate page.

    Raises CountError where the counts do not add up.
    """
    counts, summary = Counts(skipped=sources.pages.skipped_count()), Summary(sources.pack)
    (folder / "clean").mkdir()
    note = NOTES[sources.settings.lang] if sources.settings.quick else ""
    known = _known(sources.settings.baseline)
    report = ReportWriter(folder / "report", sources.pack, sources.settings.lang, known, note)
    with ExitStack() as stack:
        agreement = Agreement(folder.with_name("stated.sqlite"))
        stack.callback(agreement.close)
        tables: dict[str, TableWriter | _Both] = {}
        for name in COLUMNS:
            tables[name] = _writer(folder, name, sources.settings)
            stack.push(tables[name])
        tables["errors"].write([entry.label, "input", entry.error, entry.detail] for entry in sources.pages.skipped())
        for record in records:
            if record.doc_id in originals:
                record.status = "duplicate"
            counts.add(record)
            summary.add(record)
            agreement.add(record)
            _write_page(folder, record, originals.get(record.doc_id, ""), tables)
            report.add(record)
        rows = list(summary.rows())
        tables["summary"].write(rows)
        tables["consistency"].write(agreement.rows())
        written = {name: table.rows for name, table in tables.items()}
    report.finish(counts.to_dict(), rows)
    counts.check(len(sources.pages), written)
    if "xlsx" in sources.settings.formats:
        write_workbook(folder)
    text = json.dumps({**sources.about, "counts": counts.to_dict()}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    return counts


def _known(baseline: str) -> dict[str, tuple[str, str]] | None:
    """Refuted findings of an earlier run; None without one. Raises OutputError where there are no outputs."""
    if not baseline:
        return None
    return {entry.id: (entry.path, entry.quote) for entry in read_findings(Path(baseline))}


def baseline_digest(baseline: str) -> str:
    """What names an earlier run: a digest of its findings; empty without one."""
    known = _known(baseline)
    return "" if known is None else hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest()


class _Both:
    """A table as CSV and as Parquet."""

    def __init__(self, folder: Path, table: str) -> None:
        from pipeline.run.parquet import ParquetWriter

        self._csv, self._parquet = TableWriter(folder, table), ParquetWriter(folder, table)

    @property
    def rows(self) -> int:
        return self._csv.rows

    def __enter__(self) -> _Both:
        return self

    def __exit__(self, *error: Any) -> None:  # noqa: ANN401 as given
        self._csv.__exit__(*error)
        self._parquet.__exit__(*error)

    def write(self, rows: Iterable[Row]) -> None:
        kept = list(rows)
        self._csv.write(kept)
        self._parquet.write(kept)


def _writer(folder: Path, table: str, settings: Settings) -> TableWriter | _Both:
    return _Both(folder, table) if "parquet" in settings.formats else TableWriter(folder, table)


def _write_page(folder: Path, record: PageRecord, original: str, tables: Mapping[str, TableWriter | _Both]) -> None:
    tables["articles"].write([article_row(record, original)])
    for name in ("removed", "structure", "claims", "checks", "errors"):
        tables[name].write(getattr(record, name))
    if record.status in {"ok", "duplicate"}:
        # "replace" keeps the length: offsets stay right even where a lone surrogate has no UTF-8 form
        path = folder / "clean" / f"{record.doc_id}.txt"
        path.write_text(record.text, encoding="utf-8", errors="replace", newline="")


def article_row(record: PageRecord, original: str) -> list[Cell]:
    """The row of articles.csv."""
    verdicts = [check[3] for check in record.checks]
    return [
        *(record.doc_id, record.path, record.format, record.encoding, record.status, original),
        *(record.title, record.outlet, record.author, record.published, record.chars_raw, len(record.text)),
        *(len(record.claims), *(verdicts.count(name) for name in ("supported", "refuted", "not_enough_info"))),
    ]
