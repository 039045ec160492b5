"""From stored page records to the output folder: parts made by workers, put together in the order of the pages."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.report import ReportWriter
from pipeline.run.agreement import Agreement
from pipeline.run.counts import Counts
from pipeline.run.engine import compute
from pipeline.run.listing import Listing, PageInput
from pipeline.run.parquet import write_parquet
from pipeline.run.parts import PAGES, Part, PartTask, known_findings, prepare, write_shard
from pipeline.run.summary import Summary
from pipeline.run.tables import COLUMNS, TableWriter
from pipeline.run.worker import Done, Shard, Shared
from pipeline.run.xlsx import write_workbook
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run worked with: for the tables and for run.json. ``store`` is the file of the finished records."""

    pages: Listing
    shared: Shared
    about: dict[str, object]
    store: Path


def write_outputs(
    folder: Path, originals: dict[str, str], sources: Sources, told: Callable[[int], None] = lambda _: None
) -> Counts:
    """Write everything into ``folder``, streaming; ``originals`` names the original of each duplicate page.

    ``told`` hears how many pages are written. Raises CountError where the counts do not add up.
    """
    settings, pack = sources.shared.settings, sources.shared.pack
    counts, summary = Counts(skipped=sources.pages.skipped_count()), Summary(pack)
    (folder / "clean").mkdir()
    report = ReportWriter.of(folder / "report", prepare(sources.shared))
    with ExitStack() as stack:
        agreement = Agreement(folder.with_name("stated.sqlite"))
        stack.callback(agreement.close)
        tables = {name: stack.enter_context(TableWriter(folder, name)) for name in COLUMNS}
        tables["errors"].write([entry.label, "input", entry.error, entry.detail] for entry in sources.pages.skipped())
        for part in _parts(folder, originals, sources):
            counts.join(part.counts)
            summary.take(part.summary)
            agreement.take(part.statements)
            for name, (data, rows) in part.tables.items():
                tables[name].write_rendered(data, rows)
            for entry in part.entries:
                report.take(entry)
            told(counts.read)
        lines = list(summary.rows())
        tables["summary"].write(lines)
        tables["consistency"].write(agreement.rows())
        written = {name: table.rows for name, table in tables.items()}
    report.finish(counts.to_dict(), lines)
    counts.check(len(sources.pages), written)
    if "parquet" in settings.formats:
        write_parquet(folder)
    if "xlsx" in settings.formats:
        write_workbook(folder)
    text = json.dumps({**sources.about, "counts": counts.to_dict()}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    return counts


def _parts(folder: Path, originals: dict[str, str], sources: Sources) -> Iterator[Part]:
    """The parts in order, whoever writes them. Raises OutputError where a worker was lost twice."""
    waiting: dict[bytes, Done] = {}
    number = 0
    for done in compute(write_shard, _shards(folder, originals, sources), _writers(sources)):
        if done.lost:
            raise OutputError(f"{folder}: a process that wrote outputs was ended twice (memory?); run again to go on")
        waiting[done.key] = done
        while _key(number) in waiting:
            yield _unpack(waiting.pop(_key(number)))
            number += 1


def _writers(sources: Sources) -> Shared:
    """Outputs are written on this machine, by as many processes as are worth while; no page's limits hold."""
    settings = sources.shared.settings
    jobs = settings.jobs if len(sources.pages) > PAGES else 0
    return replace(sources.shared, settings=replace(settings, engine="local", jobs=jobs, page_timeout=0), cold=True)


def _shards(folder: Path, originals: dict[str, str], sources: Sources) -> Iterator[Shard]:
    pages = ((key, originals.get(item.doc_id, "")) for item, (key,) in sources.pages.with_keys("record"))
    number = 0
    while group := tuple(islice(pages, PAGES)):
        item = PageInput(f"part-{number}", "writing", "")
        yield Shard((PartTask(item, _key(number), folder=str(folder), store=str(sources.store), pages=group),))
        number += 1


def _key(number: int) -> bytes:
    return number.to_bytes(8)


def _unpack(done: Done) -> Part:
    part = pickle.loads(done.data)  # noqa: S301 sent by a worker of this run
    assert isinstance(part, Part)
    return part


def baseline_digest(settings: Settings) -> str:
    """What names an earlier run: a digest of its findings; empty without one."""
    known: Iterable[str] | None = known_findings(settings)
    return "" if known is None else hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest()
