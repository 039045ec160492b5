"""Claims against the figures and facts of a source pack.

``check_claims(claims, pack, clean)`` is the door, ``CHECK_RULES`` the catalogue of reasons. The package can be called:
``from pipeline import check; check(claims, pack, clean)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.callable_module import make_callable
from pipeline.check.catalogue import CHECK_RULES
from pipeline.model import Claim, CleanPage, Pack, Verdict

__all__ = ["CHECK_RULES", "check_claims", "reasoning"]


def check_claims(claims: Sequence[Claim], pack: Pack, clean: CleanPage | str, lang: str = "zh") -> tuple[Verdict, ...]:
    """A verdict for each claim, in the order of the claims; explanations in ``lang`` (``zh`` or ``en``).

    ``clean`` is what the claims were extracted from, a clean page or a text.
    """
    from pipeline.check.assessing import Page
    from pipeline.check.explaining import explain, explain_fact
    from pipeline.check.judging import judge_all
    from pipeline.check.packview import view_of
    from pipeline.check.technical import explained, judge_technical, on_this_page
    from pipeline.check.times import article_year
    from pipeline.check.verdicts import verdict_of

    if isinstance(clean, str):
        clean = CleanPage.from_text(clean)
    view = view_of(pack)
    page = Page(clean.text, article_year(clean.published, claims, view.years), view)
    verdicts = []
    for claim, finding in zip(claims, judge_all(claims, page), strict=True):
        if finding is None:
            verdict = on_this_page(judge_technical(claim, view.facts), claim, page)
            verdicts.append(explained(verdict, explain_fact(verdict, claim, view, lang)))
        else:
            verdicts.append(verdict_of(claim, finding, explain(claim, finding, view, lang)))
    return tuple(verdicts)


def reasoning(
    claim: Claim, pack: Pack, clean: CleanPage, lang: str = "zh", claims: Sequence[Claim] = ()
) -> dict[str, Any]:
    """Why a claim got its verdict, as plain data: readings, candidates, scores, comparisons, the deciding step.

    ``claims`` are the other claims of the page: they may tell which year 今年 is.
    """
    from pipeline.check.reasons import why

    return why(claim, pack, clean, lang, claims)


make_callable(__name__, check_claims)
