"""The outputs of some pages in a row, made by a worker: their part of every table, clean texts, report pages."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.report import Entry, PageWriter
from pipeline.report.findings import read_findings
from pipeline.run import watch
from pipeline.run.agreement import Statement, statements_of
from pipeline.run.counts import Counts
from pipeline.run.page import PageRecord
from pipeline.run.quick import NOTES
from pipeline.run.store import Store
from pipeline.run.summary import SummaryLine, summary_lines
from pipeline.run.tables import Cell, Row, render_rows
from pipeline.run.worker import Done, Shard, Shared, Task

if TYPE_CHECKING:
    from pipeline.settings import Settings

PAGES = 128  # of a part
_ROWS = ("removed", "structure", "claims", "checks", "errors")

_writers: list[PageWriter] = []  # of this process and run


@dataclass(frozen=True, slots=True)
class PartTask(Task):
    """Pages whose records are in the store, to be written below ``folder``.

    ``pages``: key of the record and, for a duplicate, the id of its original, else an empty text.
    """

    folder: str = ""
    store: str = ""
    pages: tuple[tuple[bytes, str], ...] = ()


@dataclass(slots=True)
class Part:
    """What is not in files yet: rows of tables as they stand in the file, and what is counted over all pages."""

    counts: Counts = field(default_factory=Counts)
    tables: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    summary: list[SummaryLine] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def prepare(shared: Shared) -> PageWriter:
    """Begin with the outputs of a run: what all parts share is loaded. Raises OutputError for a bad baseline."""
    settings = shared.settings
    note = NOTES[settings.lang] if settings.quick else ""
    _writers[:] = [PageWriter(shared.pack, settings.lang, known_findings(settings), note)]
    return _writers[0]


def known_findings(settings: Settings) -> dict[str, tuple[str, str]] | None:
    """Refuted findings of an earlier run; None without one. Raises OutputError where there are no outputs."""
    if not settings.baseline:
        return None
    return {entry.id: (entry.path, entry.quote) for entry in read_findings(Path(settings.baseline))}


def write_shard(shard: Shard, shared: Shared) -> Iterator[Done]:
    """Parts, pickled. The same files and bytes however often it is done."""
    watch.enter("write")
    pages = _writers[0] if _writers else prepare(shared)
    for task in shard.tasks:
        assert isinstance(task, PartTask)
        part = _write(task, pages)
        yield Done(task.key, pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL))


def _write(task: PartTask, pages: PageWriter) -> Part:
    part, folder = Part(), Path(task.folder)
    articles: list[Row] = []
    rows: dict[str, list[Row]] = {name: [] for name in _ROWS}
    with closing(Store(Path(task.store), read_only=True)) as store:
        for key, original in task.pages:
            record = PageRecord.from_bytes(store.get("records", key))
            if original:
                record.status = "duplicate"
            part.counts.add(record)
            part.summary += summary_lines(record)
            part.statements += statements_of(record)
            articles.append(article_row(record, original))
            for name in _ROWS:
                rows[name] += getattr(record, name)
            if record.status in {"ok", "duplicate"}:
                # "replace" keeps the length: offsets stay right even where a lone surrogate has no UTF-8 form
                path = folder / "clean" / f"{record.doc_id}.txt"
                path.write_text(record.text, encoding="utf-8", errors="replace", newline="")
            part.entries.append(pages.write(folder / "report", record))
    for name, found in {"articles": articles, **rows}.items():
        part.tables[name] = render_rows(name, found), len(found)
    return part


def article_row(record: PageRecord, original: str) -> list[Cell]:
    """The row of articles.csv."""
    verdicts = [check[3] for check in record.checks]
    return [
        *(record.doc_id, record.path, record.format, record.encoding, record.status, original),
        *(record.title, record.outlet, record.author, record.published, record.chars_raw, len(record.text)),
        *(len(record.claims), *(verdicts.count(name) for name in ("supported", "refuted", "not_enough_info"))),
    ]
