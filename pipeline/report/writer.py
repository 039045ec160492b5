"""Writes the report page by page; only counts and the surest refuted claims stay in memory."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.messages import translate
from pipeline.report.charts import Tally
from pipeline.report.chunks import ChunkWriter
from pipeline.report.findings import Identities
from pipeline.report.marking import paragraphs
from pipeline.report.record import Cells, Record
from pipeline.report.words import name_of, number_text, percent, reason_names, removal_names, words

if TYPE_CHECKING:
    from jinja2 import Environment

    from pipeline.model import Pack
    from pipeline.settings import Language

FIRST_VIEW = 50  # refuted claims that stand in the overview without any script
_KEPT = 20_000  # refuted claims that are sorted by confidence; beyond, the surest ones are kept
_VERDICTS = ("supported", "refuted", "not_enough_info")


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
        self._folder = folder
        (folder / "articles").mkdir(parents=True)
        (folder / "data").mkdir()
        self._lang = lang
        self._names = {term.id: name_of(term, lang) for term in pack.terms}
        self._codes = removal_names(lang)
        self._documents = {document.id: document for document in pack.documents}
        self._common: dict[str, Any] = {
            "w": words(lang), "reasons": reason_names(lang), "lang": "zh-CN" if lang == "zh" else "en",
            "pack": pack.name, "note": note, "codes": self._codes,
        }  # fmt: skip
        self._environment = _environment()
        macros: Any = self._environment.get_template("macros.html").module
        self._common["signs"] = {name: macros.sign(name) for name in _VERDICTS}
        self._common["badges"] = {name: macros.badge(name, self._common["w"]) for name in _VERDICTS}
        self._known = known
        self._still: set[str] = set()
        self._articles = ChunkWriter(folder / "data", "articles")
        self._claims = ChunkWriter(folder / "data", "claims")
        self._refuted: list[tuple[float, str, list[object]]] = []
        self._tally = Tally()
        self._options: dict[str, set[str]] = {name: set() for name in ("reason", "entity", "metric", "outlet")}

    def add(self, record: Record) -> None:
        """Write an article's page and remember its line in the overview."""
        identities = Identities(record.doc_id)
        found = [
            self._claim(claim, check, identities.next(str(claim[3]), str(claim[11]), str(claim[12])))
            for claim, check in zip(record.claims, record.checks, strict=True)
        ]
        counts = {name: sum(claim["verdict"] == name for claim in found) for name in _VERDICTS}
        cut = sum(len(str(row[3])) for row in record.removed if row[5] not in {"layout", "boilerplate"})
        title = record.title or record.path
        article = {
            "id": record.doc_id, "title": title, "path": record.path, "status": record.status, "outlet": record.outlet,
            "author": record.author, "published": _moment(record.published), "claims": len(found), "removed": cut,
            **counts,
        }  # fmt: skip
        self._articles.add(
            [
                record.doc_id,
                title,
                record.path,
                record.outlet,
                _moment(record.published),
                record.status,
                len(found),
                *counts.values(),
                cut,
            ]
        )
        self._tally.add_page(record.doc_id, title, cut)
        for claim in found:
            self._overview(record, article, claim)
        self._write(
            f"articles/{record.doc_id}.html",
            "article.html",
            article=article,
            paragraphs=paragraphs(record.text, found, record.structure, record.removed if record.text else ()),
            claims=found,
            removed=record.removed if not record.text else (),
            errors=[[translate(str(cell), self._lang) for cell in row] for row in record.errors],
        )

    def _overview(self, record: Record, article: dict[str, Any], claim: dict[str, Any]) -> None:
        """Claims of duplicates are their original's: they stand on the article's page alone."""
        if record.status != "ok":
            return
        self._tally.add_claim(claim)
        for name, value in (
            ("reason", claim["reason"]),
            ("entity", claim["entity"]),
            ("metric", claim["metric"]),
            ("outlet", record.outlet),
        ):
            if value and len(self._options[name]) < 2000:
                self._options[name].add(str(value))
        row = [
            *(
                claim["id"],
                record.doc_id,
                article["title"],
                record.outlet,
                claim["quote"],
                claim["entity"],
                claim["metric"],
            ),
            *(
                claim["verdict"],
                claim["reason"],
                claim["explanation"],
                claim["source"],
                claim["confidence"],
                claim["change"],
            ),
        ]
        if claim["verdict"] == "refuted":
            entry = (float(claim["confidence"] or 0), str(claim["id"]), row)
            if len(self._refuted) < _KEPT:
                heapq.heappush(self._refuted, entry)
            else:
                heapq.heappushpop(self._refuted, entry)
        else:
            self._claims.add(row)

    def finish(self, counts: dict[str, object], summary: Sequence[Cells]) -> None:
        """Write the overview; ``summary``: rows of summary.csv."""
        ranked = [entry[2] for entry in sorted(self._refuted, key=lambda entry: (-entry[0], entry[1]))]
        refuted = ChunkWriter(self._folder / "data", "refuted")
        for row in ranked:
            refuted.add(row)
        for chunk in (refuted, self._claims, self._articles):
            chunk.flush()
        named = [self._summary_row(row) for row in summary]
        contested = sorted(named, key=lambda row: (-int(row[4]), -int(row[2]), str(row[0]), str(row[1])))[:100]
        self._write(
            "index.html",
            "index.html",
            counts=counts,
            first=ranked[:FIRST_VIEW],
            files={"refuted": refuted.files, "claims": self._claims.files, "articles": self._articles.files},
            rows={"refuted": refuted.rows, "claims": self._claims.rows, "articles": self._articles.rows},
            options={name: sorted(values) for name, values in self._options.items()},
            tally=self._tally,
            summary=contested,
            compared=self._known is not None,
            gone=[place for name, place in (self._known or {}).items() if name not in self._still],
        )

    def _claim(self, claim: Cells, check: Cells, finding: str) -> dict[str, Any]:
        document = self._documents.get(str(check[12]))
        title = document.title if document else str(check[12])
        place = ", ".join(piece for piece in (title, str(check[13])) if piece)
        change = ""
        if self._known is not None and check[3] == "refuted":
            self._still.add(finding)
            change = "known" if finding in self._known else "new"
        source = self._values(check[6:8], str(check[8]))
        entity, metric = (self._names.get(str(claim[at]), claim[at]) for at in (11, 12))
        w = self._common["w"]
        told = zip(
            ("entity", "metric", "scope", "time", "speaker", "source_value", "difference", "confidence"),
            (entity, metric, claim[13], claim[14], claim[15], source, percent(str(check[9])), _sure(check[10])),
            strict=True,
        )
        return {
            "id": claim[0], "quote": claim[3], "start": claim[4], "end": claim[5], "sentence": claim[6],
            "entity": entity, "metric": metric, "verdict": check[3], "reason": check[4], "figure": check[5],
            "source": source, "confidence": check[10], "explanation": check[11], "place": place, "change": change,
            "url": _safe_url(document.url if document else ""),
            "facts": [(w[name], text) for name, text in told if text],
        }  # fmt: skip

    def _summary_row(self, row: Cells) -> list[str | int]:
        """Names instead of ids; lowest, highest and source value with their units."""
        lowest, highest = (self._values([value], str(row[8])) for value in row[6:8])
        names = (self._names.get(str(cell), cell) for cell in row[:2])
        return [*names, *row[2:6], lowest, highest, self._values(row[9:11], str(row[11]))]

    def _values(self, values: Cells, unit: str) -> str:
        """One value or a range, as an editor writes it."""
        return " – ".join(number_text(str(value), unit, self._lang) for value in values if value != "")

    def _write(self, name: str, template: str, **values: Any) -> None:  # noqa: ANN401 whatever a template shows
        text = self._environment.get_template(template).render(self._common | values)
        (self._folder / name).write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _moment(published: str) -> str:
    """A date, or a date and the minute: 2025-02-10 09:20."""
    return published[:16].replace("T", " ")


def _sure(confidence: str | int) -> str:
    """A confidence that says something."""
    return "" if str(confidence) in {"", "0", "0.0", "0.00"} else str(confidence)


def _safe_url(url: str) -> str:
    """Only web addresses become links."""
    return url if url.startswith(("https://", "http://")) else ""


def _environment() -> Environment:
    """Jinja2 with autoescape: nothing of a page or a pack ever becomes markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
