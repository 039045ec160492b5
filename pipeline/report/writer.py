"""Writes the report page by page; only counts and the surest refuted claims stay in memory."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.report.charts import Tally
from pipeline.report.chunks import ChunkWriter
from pipeline.report.pages import Entry, PageWriter, save
from pipeline.report.record import Cells, Record

if TYPE_CHECKING:
    from pipeline.model import Pack
    from pipeline.settings import Language

FIRST_VIEW = 50  # refuted claims that stand in the overview without any script
_KEPT = 20_000  # refuted claims that are sorted by confidence; beyond, the surest ones are kept


class ReportWriter:
    """``FOLDER/index.html``, ``FOLDER/articles/DOC_ID.html``, and rows for the browser in ``FOLDER/data/``.

    Rows of claims: [claim_id, doc_id, title, outlet, quote, entity, metric, verdict, reason, explanation, source,
    confidence, change]; of articles: [doc_id, title, path, outlet, published, status, claims, supported, refuted,
    not_enough_info, removed].
    """

    def __init__(
        self,
        folder: Path,
        pack: Pack,
        lang: Language,
        known: Mapping[str, tuple[str, str]] | None = None,
        note: str = "",
    ) -> None:
        """Create the folders. ``note`` is shown at the top.

        ``known``: refuted findings of an earlier run, id to (path, quote), to mark new ones and to list those gone.
        """
        self._begin(folder, PageWriter(pack, lang, known, note))

    @classmethod
    def of(cls, folder: Path, pages: PageWriter) -> ReportWriter:
        """A report whose articles' pages are written by others with ``pages``: give their entries to ``take``."""
        report = cls.__new__(cls)
        report._begin(folder, pages)
        return report

    def _begin(self, folder: Path, pages: PageWriter) -> None:
        self._folder, self._pages = folder, pages
        (folder / "articles").mkdir(parents=True)
        (folder / "data").mkdir()
        self._still: set[str] = set()
        self._articles = ChunkWriter(folder / "data", "articles")
        self._claims = ChunkWriter(folder / "data", "claims")
        self._refuted: list[tuple[float, str, list[object]]] = []
        self._tally = Tally()
        self._options: dict[str, set[str]] = {name: set() for name in ("reason", "entity", "metric", "outlet")}

    def add(self, record: Record) -> None:
        """Write an article's page and remember its line in the overview."""
        self.take(self._pages.write(self._folder, record))

    def take(self, entry: Entry) -> None:
        """Remember an article whose page is written; entries come in the order of the pages."""
        self._articles.add(entry.article)
        self._tally.add_page(str(entry.article[0]), str(entry.article[1]), entry.cut)
        self._still.update(entry.still)
        for row in entry.claims:
            self._overview(row)

    def _overview(self, row: list[object]) -> None:
        outlet, _, entity, metric, verdict, reason = row[3:9]
        self._tally.add_claim({"verdict": verdict, "reason": reason, "metric": metric})
        for name, value in (("reason", reason), ("entity", entity), ("metric", metric), ("outlet", outlet)):
            if value and len(self._options[name]) < 2000:
                self._options[name].add(str(value))
        if verdict != "refuted":
            self._claims.add(row)
            return
        ranked = (float(str(row[11] or 0)), str(row[0]), row)
        if len(self._refuted) < _KEPT:
            heapq.heappush(self._refuted, ranked)
        else:
            heapq.heappushpop(self._refuted, ranked)

    def finish(self, counts: dict[str, object], summary: Sequence[Cells]) -> None:
        """Write the overview; ``summary``: rows of summary.csv."""
        ranked = [entry[2] for entry in sorted(self._refuted, key=lambda entry: (-entry[0], entry[1]))]
        refuted = ChunkWriter(self._folder / "data", "refuted")
        for row in ranked:
            refuted.add(row)
        for chunk in (refuted, self._claims, self._articles):
            chunk.flush()
        named = [self._pages.summary_row(row) for row in summary]
        contested = sorted(named, key=lambda row: (-int(row[4]), -int(row[2]), str(row[0]), str(row[1])))[:100]
        known = self._pages.known
        text = self._pages.render(
            "index.html",
            counts=counts,
            first=ranked[:FIRST_VIEW],
            files={"refuted": refuted.files, "claims": self._claims.files, "articles": self._articles.files},
            rows={"refuted": refuted.rows, "claims": self._claims.rows, "articles": self._articles.rows},
            options={name: sorted(values) for name, values in self._options.items()},
            tally=self._tally,
            summary=contested,
            compared=known is not None,
            gone=[place for name, place in (known or {}).items() if name not in self._still],
        )
        save(self._folder / "index.html", text)
