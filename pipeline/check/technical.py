"""Technical claims: the fact that is clearly nearest, and whether the clause says what it says."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Claim, Fact, FactLink, Verdict

_NEAR = 0.36  # from here on the fact is named, though the clause may say less or another thing
_FLOOR = 0.5
_MARGIN = 0.05
_SURE = 0.6


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
    bare = Verdict(claim.claim_id, "not_enough_info", reason, entity=claim.entity, metric=claim.metric)
    if link is None:
        return bare
    fact = facts[link.fact]
    found = replace(bare, figure=fact.id, document=fact.document, locator=fact.locator)
    if reason:
        return replace(found, reason=reason)
    confidence = round(min(1.0, max(0.0, link.score)), 2)
    if claim.modality in {"opinion", "hypothetical", "forecast"}:
        return replace(found, reason="opinion")
    if _truth(link, facts):
        return replace(found, verdict="supported", reason="exact", confidence=confidence)
    if link.score < _SURE:
        return replace(found, reason="ambiguous")
    return replace(found, verdict="refuted", reason="fact_contradicted", confidence=confidence)
