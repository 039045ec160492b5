"""One sentence for each verdict that an editor can paste into a mail."""

from __future__ import annotations

from pipeline.check.catalogue import CHECK_RULES
from pipeline.check.judging import Finding
from pipeline.check.verdicts import plain
from pipeline.model import Claim, Document, Fact, Verdict

_RULES = {rule.code: rule for rule in CHECK_RULES}


def explain(claim: Claim, finding: Finding, documents: dict[str, Document], lang: str) -> str:
    """Why a quantity claim got its verdict."""
    rule = _RULES[finding.reason]
    if finding.reading is None or finding.reading.deciding is None:
        return rule.summary_zh if lang == "zh" else rule.summary_en
    figure = finding.reading.deciding.figure
    document = documents.get(figure.document)
    title = document.title if document else figure.document
    value = figure.date or plain(figure.value)
    if lang == "zh":
        return f"文中“{claim.quote}”，《{title}》（{figure.locator}）为 {value} {figure.unit}：{rule.name_zh}。"
    return f"The article says “{claim.quote}”; {title} ({figure.locator}) has {value} {figure.unit}: {rule.summary_en}."


def explain_fact(verdict: Verdict, facts: dict[str, Fact], documents: dict[str, Document], lang: str) -> str:
    """Why a technical claim got its verdict."""
    rule = _RULES[verdict.reason]
    fact = facts.get(verdict.figure)
    if fact is None:
        return rule.summary_zh if lang == "zh" else rule.summary_en
    document = documents.get(fact.document)
    title = document.title if document else fact.document
    if lang == "zh":
        return f"《{title}》（{fact.locator}）：“{fact.statement}”{'' if fact.polarity else '（此说不成立）'}；{rule.name_zh}。"
    return f"{title} ({fact.locator}): “{fact.statement}”{'' if fact.polarity else ' (is wrong)'}; {rule.summary_en}."
