"""Technical claims: the fact that is clearly nearest, and whether the clause says what it says."""

from __future__ import annotations

from dataclasses import replace

from pipeline.check.assessing import Page
from pipeline.check.borrowed import in_line
from pipeline.check.doubts import on_page
from pipeline.check.naming import mentions, squeezed
from pipeline.check.strangers import other_subject
from pipeline.model import Claim, Fact, FactLink, Verdict, VerdictLabel

_NEAR = 0.3  # from here on the fact is named, though the clause may say less or another thing
_FLOOR = 0.5
_MARGIN = 0.05
_SURE = 0.6
_UNSTATED = frozenset({"opinion", "hypothetical", "forecast"})


def choose_fact(claim: Claim, facts: dict[str, Fact]) -> tuple[FactLink | None, str]:
    """The fact that the claim states, and why that is not sure (``no_source``, ``ambiguous``) or empty."""
    links = [link for link in claim.facts if link.fact in facts]
    if not links or links[0].score < _NEAR:
        return None, "no_source"
    best = links[0]
    if best.score < _FLOOR:
        return best, "ambiguous"
    rivals = [link for link in links[1:] if best.score - link.score < _MARGIN]
    if any(_truth(link, facts) != _truth(best, facts) for link in rivals):
        return None, "ambiguous"
    return best, ""


def _truth(link: FactLink, facts: dict[str, Fact]) -> bool:
    """True where the clause says the fact as it is: a true one, or the denial of a false one."""
    return facts[link.fact].polarity == link.same_polarity


def judge_technical(claim: Claim, facts: dict[str, Fact]) -> Verdict:
    """The verdict on a technical claim, without explanation."""
    link, reason = choose_fact(claim, facts)
    if link is None:
        return Verdict(claim.claim_id, "not_enough_info", reason, entity=claim.entity, metric=claim.metric)
    fact, confidence = facts[link.fact], 0.0
    label: VerdictLabel = "not_enough_info"
    if not reason:
        label, reason = _judged(claim, link, facts)
    if label != "not_enough_info":
        confidence = round(min(1.0, max(0.0, link.score)), 2)
    return Verdict(
        claim.claim_id, label, reason, fact.id, confidence=confidence,
        document=fact.document, locator=fact.locator, entity=claim.entity, metric=claim.metric,
    )  # fmt: skip


def _judged(claim: Claim, link: FactLink, facts: dict[str, Fact]) -> tuple[VerdictLabel, str]:
    """What follows from the one fact that a clause speaks of."""
    if claim.modality in _UNSTATED:
        return "not_enough_info", "opinion"
    if _truth(link, facts):
        return "supported", "exact"
    return ("not_enough_info", "ambiguous") if link.score < _SURE else ("refuted", "fact_contradicted")


def on_this_page(verdict: Verdict, claim: Claim, page: Page) -> Verdict:
    """The verdict; open instead of refuted where the page never names the subject of the fact by a proper name.

    So it is where the clause names a kind or part of that subject, or what it is one of, and not the subject itself.
    """
    if verdict.verdict != "refuted" or not claim.entity:
        return verdict
    said = {entity for _, _, entity in mentions(squeezed(claim.quote), page.view)}
    other = claim.entity not in said and any(in_line(entity, claim.entity, page.view) for entity in said)
    if on_page(claim.entity, page) and not other:
        other = bool(other_subject(page.text, claim.start, claim.end, claim.entity, page.view))
        if not other:
            return verdict
    return replace(verdict, verdict="not_enough_info", reason="ambiguous", confidence=0.0)


def explained(verdict: Verdict, explanation: str) -> Verdict:
    """The verdict with its explanation (built directly: ``replace`` takes three times as long)."""
    return Verdict(
        verdict.claim_id, verdict.verdict, verdict.reason, verdict.figure, confidence=verdict.confidence,
        explanation=explanation, document=verdict.document, locator=verdict.locator,
        entity=verdict.entity, metric=verdict.metric,
    )  # fmt: skip
