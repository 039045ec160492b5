"""The whole reasoning behind one verdict as plain data, for ``heshu why``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.check.assessing import Assessment, Candidate, Page
from pipeline.check.explaining import explain, explain_fact
from pipeline.check.judging import judge_all
from pipeline.check.packview import PackView, view_of
from pipeline.check.readable import figure_text
from pipeline.check.technical import judge_technical, on_this_page
from pipeline.check.times import article_year, claimed_time
from pipeline.check.verdicts import verdict_of
from pipeline.model import Claim, CleanPage, Pack, Verdict


def why(claim: Claim, pack: Pack, clean: CleanPage, lang: str, claims: Sequence[Claim]) -> dict[str, Any]:
    """Claim, readings with their candidates, scores and comparisons, the deciding step, verdict; plain data."""
    view = view_of(pack)
    page = Page(clean.text, article_year(clean.published, claims or (claim,), view.years), view, full=True)
    if claim.kind == "technical":
        verdict = on_this_page(judge_technical(claim, view.facts), claim, page)
        return _head(claim, verdict, explain_fact(verdict, claim, view, lang)) | {"facts": _facts(claim, view)}
    everything = list(claims) if claim in claims else [claim]
    finding = judge_all(everything, page)[everything.index(claim)]
    assert finding is not None
    text = explain(claim, finding, view, lang)
    return _head(claim, verdict_of(claim, finding, text), text) | {
        "time_used": claimed_time(claim, page.year),
        "step": finding.step,
        "readings": [_reading(reading, reading is finding.reading, lang) for reading in finding.readings],
    }


def _head(claim: Claim, verdict: Verdict, explanation: str) -> dict[str, Any]:
    quantity = claim.quantity
    read = (
        {}
        if quantity is None
        else {
            "value": quantity.date or str(quantity.value),
            "value_high": quantity.date_high or ("" if quantity.value_high is None else str(quantity.value_high)),
            "unit": quantity.unit,
            "relation": quantity.relation,
            "precision": "" if quantity.precision is None else str(quantity.precision),
            "role": quantity.role,
        }
    )
    return {
        "claim_id": claim.claim_id,
        "quote": claim.quote,
        "sentence": claim.sentence,
        "read": read,
        "entity": claim.entity,
        "metric": claim.metric,
        "scope": claim.scope,
        "time": claim.time,
        "speaker": claim.speaker,
        "modality": claim.modality,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "figure": verdict.figure,
        "confidence": verdict.confidence,
        "explanation": explanation,
    }


def _reading(reading: Assessment, deciding: bool, lang: str) -> dict[str, Any]:
    return {
        "entity": reading.link.entity,
        "metric": reading.link.metric,
        "score": reading.link.score,
        "evidence": reading.link.evidence,
        "says": reading.verdict or "nothing",
        "reason": reading.reason,
        "step": reading.step,
        "deciding": deciding,
        "candidates": [_candidate(candidate, lang) for candidate in reading.candidates],
    }


def _candidate(candidate: Candidate, lang: str) -> dict[str, Any]:
    item = candidate.comparison
    return {
        "figure": item.figure.id,
        "value": figure_text(item.figure, lang),
        "scope": item.figure.scope,
        "as_of": item.figure.as_of,
        "scope_score": candidate.scope,
        "time_fit": candidate.time,
        "meant": candidate.chosen,
        "outcome": item.outcome,
        "reason": item.reason,
        "note": item.why,
        "document": item.figure.document,
        "locator": item.figure.locator,
    }


def _facts(claim: Claim, view: PackView) -> list[dict[str, Any]]:
    return [
        {
            "fact": link.fact,
            "score": link.score,
            "same_polarity": link.same_polarity,
            "evidence": link.evidence,
            "statement": view.facts[link.fact].statement,
            "true": view.facts[link.fact].polarity,
        }
        for link in claim.facts
        if link.fact in view.facts
    ]
