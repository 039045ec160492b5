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
    from pipeline.check.judging import Page, judge
    from pipeline.check.packview import view_of
    from pipeline.check.technical import judge_technical
    from pipeline.check.times import article_year
    from pipeline.check.verdicts import verdict_of

    view = view_of(pack)
    page = Page(clean.text, article_year(clean.published, claims, pack.figures), view)
    verdicts = []
    for claim in claims:
        if claim.kind == "technical":
            verdict = judge_technical(claim, view.facts)
            verdicts.append(replace(verdict, explanation=explain_fact(verdict, claim, view, lang)))
        else:
            finding = judge(claim, page)
            verdicts.append(verdict_of(claim, finding, explain(claim, finding, view, lang)))
    return tuple(verdicts)


make_callable(__name__, check_claims)
