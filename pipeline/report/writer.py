"""Writes the report page by page; only counts and the refuted claims stay in memory."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.report.marking import paragraphs
from pipeline.report.words import words

if TYPE_CHECKING:
    from jinja2 import Environment

    from pipeline.model import Pack

MAX_REFUTED = 2000  # shown on the overview, the most certain ones; the article pages and checks.csv have all
MAX_ARTICLES = 5000
Cells = Sequence[str | int]


class Record(Protocol):
    """What the report needs of a page's record."""

    @property
    def doc_id(self) -> str:
        """Its id, also the name of its report page."""

    @property
    def path(self) -> str:
        """Where the page came from."""

    @property
    def status(self) -> str:
        """ok, not_article, duplicate or failed."""

    @property
    def title(self) -> str:
        """The title as cleaned."""

    @property
    def outlet(self) -> str:
        """Who published it."""

    @property
    def published(self) -> str:
        """When."""

    @property
    def text(self) -> str:
        """The clean text."""

    @property
    def removed(self) -> Sequence[Cells]:
        """Rows of removed.csv."""

    @property
    def structure(self) -> Sequence[Cells]:
        """Rows of structure.csv."""

    @property
    def claims(self) -> Sequence[Cells]:
        """Rows of claims.csv."""

    @property
    def checks(self) -> Sequence[Cells]:
        """Rows of checks.csv."""

    @property
    def errors(self) -> Sequence[Cells]:
        """Rows of errors.csv."""


class ReportWriter:
    """``FOLDER/index.html`` and ``FOLDER/articles/DOC_ID.html``."""

    def __init__(self, folder: Path, pack: Pack, lang: str) -> None:
        """Create the folders; names of entities and metrics come from the pack."""
        self._folder = folder
        (folder / "articles").mkdir(parents=True)
        self._names = {term.id: term.name for term in pack.terms}
        self._documents = {document.id: document for document in pack.documents}
        self._common = {"w": words(lang), "lang": "zh-CN" if lang == "zh" else "en", "pack": pack.name}
        self._environment = _environment()
        self._articles: list[dict[str, Any]] = []
        self._refuted: list[tuple[float, str, dict[str, Any]]] = []

    def add(self, record: Record) -> None:
        """Write an article's page and remember its line in the overview."""
        found = [self._claim(claim, check) for claim, check in zip(record.claims, record.checks, strict=True)]
        counts = {
            name: sum(claim["verdict"] == name for claim in found)
            for name in ("supported", "refuted", "not_enough_info")
        }
        article = {
            "id": record.doc_id,
            "title": record.title or record.path,
            "path": record.path,
            "status": record.status,
            "outlet": record.outlet,
            "published": record.published,
            "claims": len(found),
            **counts,
        }
        if len(self._articles) < MAX_ARTICLES:
            self._articles.append(article)
        for claim in found:
            if claim["verdict"] == "refuted" and record.status == "ok":
                entry = (float(claim["confidence"] or 0), str(claim["id"]), {**claim, "article": article})
                (heapq.heappush if len(self._refuted) < MAX_REFUTED else heapq.heappushpop)(self._refuted, entry)
        removed = [row for row in record.removed if row[5] not in {"layout", "boilerplate"}]
        self._write(
            f"articles/{record.doc_id}.html",
            "article.html",
            article=article,
            paragraphs=paragraphs(record.text, found, record.structure),
            claims=found,
            removed=removed,
            errors=record.errors,
        )

    def finish(self, counts: dict[str, object], summary: Sequence[Cells]) -> None:
        """Write the overview; ``summary`` has the rows of summary.csv."""
        refuted = [entry[2] for entry in sorted(self._refuted, key=lambda entry: (-entry[0], entry[1]))]
        named = [
            (self._names.get(str(row[0]), row[0]), self._names.get(str(row[1]), row[1]), *row[2:]) for row in summary
        ]
        contested = sorted(named, key=lambda row: (-int(row[4]), -int(row[2]), str(row[0]), str(row[1])))[:200]
        self._write(
            "index.html", "index.html", counts=counts, refuted=refuted, articles=self._articles, summary=contested
        )

    def _claim(self, claim: Cells, check: Cells) -> dict[str, Any]:
        document = self._documents.get(str(check[12]))
        return {
            "id": claim[0],
            "quote": claim[3],
            "start": claim[4],
            "end": claim[5],
            "sentence": claim[6],
            "value": claim[7],
            "value_high": claim[8],
            "unit": claim[9],
            "entity": self._names.get(str(claim[11]), claim[11]),
            "metric": self._names.get(str(claim[12]), claim[12]),
            "verdict": check[3],
            "reason": check[4],
            "source_value": check[6],
            "source_value_high": check[7],
            "source_unit": check[8],
            "confidence": check[10],
            "explanation": check[11],
            "document": document.title if document else check[12],
            "url": document.url if document else "",
            "locator": check[13],
        }

    def _write(self, name: str, template: str, **values: Any) -> None:  # noqa: ANN401 whatever a template shows
        text = self._environment.get_template(template).render(self._common | values)
        (self._folder / name).write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _environment() -> Environment:
    """Jinja2 with autoescape: nothing of a page or a pack ever becomes markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
