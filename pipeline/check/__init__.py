"""Claims against the figures and facts of a source pack.

``check_claims(claims, pack, clean)`` is the door, ``CHECK_RULES`` the catalogue of reasons. The package can be called:
``from pipeline import check; check(claims, pack, clean)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.callable_module import make_callable
from pipeline.check.catalogue import CHECK_RULES
from pipeline.model import Claim, CleanPage, Pack, Verdict

__all__ = ["CHECK_RULES", "check_claims"]


def check_claims(claims: Sequence[Claim], pack: Pack, clean: CleanPage, lang: str = "zh") -> tuple[Verdict, ...]:
    """A verdict for each claim, in the order of the claims; explanations in ``lang`` (``zh`` or ``en``)."""
    from pipeline.check.explaining import explain, explain_fact
    from pipeline.check.judging import judge, verdict_of, view_of
    from pipeline.check.technical import judge_technical

    view = view_of(pack)
    facts = {fact.id: fact for fact in pack.facts}
    documents = {document.id: document for document in pack.documents}
    verdicts = []
    for claim in claims:
        if claim.kind == "technical":
            verdict = judge_technical(claim, facts)
            verdicts.append(replace(verdict, explanation=explain_fact(verdict, facts, documents, lang)))
        else:
            finding = judge(claim, view)
            verdicts.append(verdict_of(claim, finding, explain(claim, finding, documents, lang)))
    return tuple(verdicts)


make_callable(__name__, check_claims)
