"""The page of one article: rendered by whoever has its record; the overview needs only its ``Entry``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.messages import translate
from pipeline.report.findings import Identities
from pipeline.report.marking import paragraphs
from pipeline.report.record import Cells, Record
from pipeline.report.words import name_of, number_text, percent, reason_names, removal_names, words

if TYPE_CHECKING:
    from jinja2 import Environment

    from pipeline.model import Pack
    from pipeline.settings import Language

VERDICTS = ("supported", "refuted", "not_enough_info")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the overview keeps of an article: plain values that a worker process can send.

    ``article``: a row of the articles; ``cut``: characters removed as spam; ``claims``: rows of the claims, none for
    duplicates, whose claims are their original's; ``still``: refuted findings, where there is an earlier run.
    """

    article: list[object]
    cut: int
    claims: list[list[object]]
    still: list[str]


class PageWriter:
    """Writes ``FOLDER/articles/DOC_ID.html``; holds nothing of the pages, so that several processes may write."""

    def __init__(
        self, pack: Pack, lang: Language, known: Mapping[str, tuple[str, str]] | None = None, note: str = ""
    ) -> None:
        """``known`` and ``note`` as for ``ReportWriter``."""
        self._lang = lang
        self._names = {term.id: name_of(term, lang) for term in pack.terms}
        self._documents = {document.id: document for document in pack.documents}
        self._common: dict[str, Any] = {
            "w": words(lang), "reasons": reason_names(lang), "lang": "zh-CN" if lang == "zh" else "en",
            "pack": pack.name, "note": note, "codes": removal_names(lang),
        }  # fmt: skip
        self._environment = _environment()
        macros: Any = self._environment.get_template("macros.html").module
        self._common["signs"] = {name: macros.sign(name) for name in VERDICTS}
        self._common["badges"] = {name: macros.badge(name, self._common["w"]) for name in VERDICTS}
        self._environment.get_template("article.html")
        self.known = known

    def write(self, folder: Path, record: Record) -> Entry:
        """Write an article's page below ``folder``; returns its lines for the overview."""
        identities = Identities(record.doc_id)
        found, still = [], []
        for claim, check in zip(record.claims, record.checks, strict=True):
            finding = identities.next(str(claim[3]), str(claim[11]), str(claim[12]))
            change = ""
            if self.known is not None and check[3] == "refuted":
                still.append(finding)
                change = "known" if finding in self.known else "new"
            found.append(self._claim(claim, check, change))
        counts = {name: sum(claim["verdict"] == name for claim in found) for name in VERDICTS}
        cut = sum(len(str(row[3])) for row in record.removed if row[5] not in {"layout", "boilerplate"})
        title, published = record.title or record.path, _moment(record.published)
        article = {
            "id": record.doc_id, "title": title, "path": record.path, "status": record.status, "outlet": record.outlet,
            "author": record.author, "published": published, "claims": len(found), "removed": cut, **counts,
        }  # fmt: skip
        text = self.render(
            "article.html",
            article=article,
            paragraphs=paragraphs(record.text, found, record.structure, record.removed if record.text else ()),
            claims=found,
            removed=record.removed if not record.text else (),
            errors=[[translate(str(cell), self._lang) for cell in row] for row in record.errors],
        )
        save(folder / "articles" / f"{record.doc_id}.html", text)
        row = [record.doc_id, title, record.path, record.outlet, published, record.status, len(found)]
        rows = [self._row(record, title, claim) for claim in found] if record.status == "ok" else []
        return Entry([*row, *counts.values(), cut], cut, rows, still)

    def render(self, template: str, **values: Any) -> str:  # noqa: ANN401 whatever a template shows
        """A page of the report as text."""
        return self._environment.get_template(template).render(self._common | values)

    def summary_row(self, row: Cells) -> list[str | int]:
        """Names instead of ids; lowest, highest and source value with their units."""
        lowest, highest = (self._values([value], str(row[8])) for value in row[6:8])
        names = (self._names.get(str(cell), cell) for cell in row[:2])
        return [*names, *row[2:6], lowest, highest, self._values(row[9:11], str(row[11]))]

    @staticmethod
    def _row(record: Record, title: str, claim: dict[str, Any]) -> list[object]:
        names = ("quote", "entity", "metric", "verdict", "reason", "explanation", "source", "confidence", "change")
        return [claim["id"], record.doc_id, title, record.outlet, *(claim[name] for name in names)]

    def _claim(self, claim: Cells, check: Cells, change: str) -> dict[str, Any]:
        document = self._documents.get(str(check[12]))
        title = document.title if document else str(check[12])
        place = ", ".join(piece for piece in (title, str(check[13])) if piece)
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

    def _values(self, values: Cells, unit: str) -> str:
        """One value or a range, as an editor writes it."""
        return " – ".join(number_text(str(value), unit, self._lang) for value in values if value != "")


def save(path: Path, text: str) -> None:
    """Write a file of the report."""
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


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
