"""The quick mode: documents that nobody has reviewed may support a claim where both say of what, and refute none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Claim, Figure, Pack, Term, Verdict
from pipeline.text import matching_key

NOTES = {
    "zh": "快速模式：直接与文档核对，未经人工审核的信源包。"
    "只有同一句、同一行或同一图表标题里写明主体或指标的数字才算支持，不作反驳。",
    "en": "Quick mode: checked against documents directly, without a reviewed pack. Only numbers whose entity or "
    "metric stands in the same sentence, row or caption support a claim; nothing is refuted.",
}
_EXPLANATIONS = {
    "zh": "快速模式不下定论：文档里相近的数字与文中不一致，或说的可能不是同一件事，请人工核对。",
    "en": "Quick mode decides nothing here: a similar number of the document differs, or may speak of something else; "
    "look it up.",
}
_PLAIN_UNITS = frozenset({"", "1", "count", "percent", "percentage_point", "times", "date"})


def strict_verdicts(claims: Sequence[Claim], verdicts: Sequence[Verdict], pack: Pack, lang: str) -> tuple[Verdict, ...]:
    """The verdicts, with ``not_enough_info`` for each that refutes, or supports without naming what it speaks of.

    The figure stays in the row, for whoever looks it up.
    """
    figures = {figure.id: figure for figure in pack.figures}
    terms = {term.id: term for term in pack.terms}
    return tuple(
        verdict
        if verdict.verdict == "not_enough_info"
        or (verdict.verdict == "supported" and _strict(claim, figures.get(verdict.figure), terms))
        else _open(verdict, lang)
        for claim, verdict in zip(claims, verdicts, strict=True)
    )


def _open(verdict: Verdict, lang: str) -> Verdict:
    explanation = _EXPLANATIONS["zh" if lang == "zh" else "en"]
    return replace(verdict, verdict="not_enough_info", reason="ambiguous", confidence=0.0, explanation=explanation)


def _strict(claim: Claim, figure: Figure | None, terms: dict[str, Term]) -> bool:
    """The claim's sentence names the figure's entity or metric; both where the number is one that occurs everywhere."""
    if figure is None or claim.quantity is None:
        return False
    sentence = matching_key(claim.sentence)
    entity = _names(terms.get(figure.entity), sentence)
    counted = figure.unit not in _PLAIN_UNITS and claim.quantity.unit == figure.unit
    metric = counted or _names(terms.get(figure.metric), sentence)
    return entity and metric if _everyday(figure) else entity or metric


def _names(term: Term | None, sentence: str) -> bool:
    return term is not None and any(matching_key(name) in sentence for name in (term.name, *term.aliases) if name)


def _everyday(figure: Figure) -> bool:
    """A number of one digit, zeros apart: 8, 200, 0.1."""
    return figure.value is not None and len(figure.value.normalize().as_tuple().digits) < 2
