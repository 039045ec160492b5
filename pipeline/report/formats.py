"""Findings for a terminal (in the manner of ruff) and for other tools: JSON, SARIF, GitHub, ClaimReview."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.model import Document, Rule
from pipeline.report.findings import Finding
from pipeline.report.words import number_text, words
from pipeline.settings import Language

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RATING = {"supported": (5, "有据"), "not_enough_info": (3, "无法判定"), "refuted": (1, "不符")}
_LEVEL = {"refuted": "error", "not_enough_info": "note", "supported": "none"}


def text_lines(findings: Iterable[Finding], documents: dict[str, Document], lang: Language = "zh") -> Iterator[str]:
    """A line a finding: ``PATH:claim N: REASON QUOTE: SOURCE (DOCUMENT, LOCATOR)``, the source as editors write it."""
    for finding in findings:
        place = ", ".join(piece for piece in (_title(finding.document, documents), finding.locator) if piece)
        source = source_text(finding, lang)
        said = (f"来源为 {source}" if lang == "zh" else f"the source says {source}") if source else finding.explanation
        claim = f"{finding.path}:claim {finding.number}"  # what `heshu why` takes
        yield f"{claim}: {finding.reason} {finding.quote}: {said}" + (f" ({place})" if place else "")


def source_text(finding: Finding, lang: Language) -> str:
    """Value and unit of the source: 5000 GPU 小时, 1 万美元, 71.5%."""
    return " – ".join(number_text(value, finding.source_unit, lang) for value in finding.source_values)


def as_text(findings: Iterable[Finding], documents: dict[str, Document], lang: Language = "zh") -> str:
    """The lines of :func:`text_lines` and a summary."""
    found = list(findings)
    counts = Counter(finding.verdict for finding in found)
    names = words(lang)
    if lang == "zh":
        total = "，".join(f"{names[verdict]} {count} 条" for verdict, count in sorted(counts.items()))
        end = f"共 {total}。" if total else "没有。"
    else:
        total = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        end = f"Found {total}." if total else "Nothing found."
    return "\n".join([*text_lines(found, documents, lang), end]) + "\n"


def as_json(findings: Iterable[Finding], documents: dict[str, Document]) -> str:
    """A list of objects with every field of :class:`Finding` and the title of its document."""
    rows = [asdict(finding) | {"document_title": _title(finding.document, documents)} for finding in findings]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_github(findings: Iterable[Finding], _documents: dict[str, Document]) -> str:
    """Workflow commands, which GitHub shows beside the files of a change."""
    lines = []
    for finding in findings:
        kind = "error" if finding.verdict == "refuted" else "notice"
        title = _property(f"{finding.reason} (claim {finding.number})")
        text = _message(finding.explanation or finding.quote)
        lines.append(f"::{kind} file={_property(finding.path)},title={title}::{text}\n")
    return "".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def sarif(rules: Sequence[Rule], version: str) -> Callable[[Iterable[Finding], dict[str, Document]], str]:
    """SARIF 2.1.0 (OASIS): one run, a rule a reason, a result a finding; regions are offsets in the clean text."""

    def write(findings: Iterable[Finding], documents: dict[str, Document]) -> str:
        found = list(findings)
        used = {finding.reason for finding in found}
        driver = {
            "name": "heshu",
            "version": version,
            "rules": [
                {
                    "id": rule.code,
                    "name": rule.name_zh,
                    "shortDescription": {"text": rule.summary_en},
                    "help": {"text": rule.summary_zh},
                }
                for rule in rules
                if rule.code in used
            ],
        }
        results = [_result(finding, documents) for finding in found]
        log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
        return json.dumps(log, ensure_ascii=False, indent=2) + "\n"

    return write


def _result(finding: Finding, documents: dict[str, Document]) -> dict[str, Any]:
    region = {
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
        "snippet": {"text": finding.quote},
    }
    return {
        "ruleId": finding.reason,
        "level": _LEVEL[finding.verdict],
        "message": {"text": finding.explanation or finding.quote},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": finding.path.replace("\\", "/")}, "region": region}}
        ],
        "partialFingerprints": {"heshu/v1": finding.id},
        "properties": {
            "verdict": finding.verdict, "figure": finding.figure, "source": finding.source, "locator": finding.locator,
            "document": _title(finding.document, documents), "confidence": finding.confidence,
        },
    }  # fmt: skip


def as_claimreview(findings: Iterable[Finding], documents: dict[str, Document]) -> str:
    """schema.org ClaimReview as JSON-LD, an object a finding."""
    return json.dumps([_review(finding, documents) for finding in findings], ensure_ascii=False, indent=2) + "\n"


def _review(finding: Finding, documents: dict[str, Document]) -> dict[str, Any]:
    value, name = _RATING[finding.verdict]
    document = documents.get(finding.document)
    appearance: dict[str, Any] = {"@type": "NewsArticle", "headline": finding.title}
    if finding.published:
        appearance["datePublished"] = finding.published
    if finding.outlet:
        appearance["publisher"] = {"@type": "Organization", "name": finding.outlet}
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": finding.id,
        "claimReviewed": finding.sentence or finding.quote,
        "reviewBody": finding.explanation,
        "itemReviewed": {"@type": "Claim", "appearance": appearance, "text": finding.quote},
        "author": {"@type": "Organization", "name": "heshu"},
        "reviewRating": {
            "@type": "Rating", "ratingValue": value, "bestRating": 5, "worstRating": 1,
            "alternateName": name, "name": finding.reason,
        },
    }  # fmt: skip
    if finding.author:
        review["itemReviewed"]["author"] = {"@type": "Person", "name": finding.author}
    if document is not None:
        work = {"@type": "CreativeWork", "name": document.title}
        review["isBasedOn"] = work | ({"url": document.url} if document.url else {})
    return review


def _title(document: str, documents: dict[str, Document]) -> str:
    found = documents.get(document)
    return found.title if found is not None else document
