"""One sentence for each verdict that an editor can paste into a mail.

It has the claim's words, the source's value, document and locator, and the arithmetic where there is some.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from string import Formatter

from pipeline.check.assessing import Assessment, Finding
from pipeline.check.catalogue import CHECK_RULES
from pipeline.check.comparing import Comparison
from pipeline.check.packview import PackView
from pipeline.check.readable import apart, arithmetic, closed_up, figure_text, name_of, plain, scope_zh
from pipeline.model import Claim, Fact, Figure, Verdict
from pipeline.tables import read_table

_RULES = {rule.code: rule for rule in CHECK_RULES}


def explain(claim: Claim, finding: Finding, view: PackView, lang: str) -> str:
    """Why a quantity claim got its verdict."""
    words = _words(lang)
    reading = finding.reading
    subject = _subject(claim, reading, view, lang)
    if reading is None or reading.deciding is None:
        shown = apart(subject) if lang == "zh" else subject
        text = words["no_source" if subject else "no_subject"].format(quote=_quoted(claim), subject=shown)
        return closed_up(text) if lang == "zh" else text
    key = finding.reason
    if finding.verdict == "not_enough_info" and f"open.{finding.step}" in words:
        key = f"open.{finding.step}"
    item = reading.deciding
    write: dict[str, Callable[[], str]] = {
        "quote": lambda: _quoted(claim),
        "subject": lambda: apart(subject) if lang == "zh" else subject,
        "source": lambda: _sources(item.figure, view, lang),
        "value": lambda: _value(item.figure, lang),
        "sum": lambda: _sum(item.figure, view, lang),
        "scope": lambda: _scope(item.figure, view, lang),
        "times": lambda: _factor(item),
        "other": lambda: _other(reading, view, lang),
        "conflict": lambda: _conflict(reading, view, lang),
    }
    fields = {name: write[name]() for name in _fields(words[key])}
    text = words[key].format(**fields)
    return closed_up(text) if lang == "zh" else text


@lru_cache(maxsize=256)
def _fields(sentence: str) -> tuple[str, ...]:
    """The fields that a sentence has: nothing else is worked out."""
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(sentence) if name}))


def _quoted(claim: Claim) -> str:
    """The claim's words, with the 超过 or 约 that stands before them."""
    modifier = claim.quantity.modifier if claim.quantity else ""
    at = claim.sentence.find(claim.quote)
    lead = claim.sentence[:at].rstrip() if at > 0 else ""
    if not modifier or modifier in claim.quote or not lead.endswith(modifier):
        return claim.quote
    return claim.sentence[len(lead) - len(modifier) : at] + claim.quote


def _value(figure: Figure, lang: str) -> str:
    """The value with a space before and after it where Latin letters or digits meet Chinese ones."""
    text = figure_text(figure, lang)
    if lang != "zh" or not text:
        return text
    before, after = " " if text[0].isascii() else "", " " if text[-1].isascii() and text[-1].isalnum() else ""
    return f"{before}{text}{after}"


@lru_cache(maxsize=2)
def _words(lang: str) -> dict[str, str]:
    return {row["key"]: row[lang] for row in read_table("check_sentences.csv")}


def _subject(claim: Claim, reading: Assessment | None, view: PackView, lang: str) -> str:
    entity = view.terms.get(reading.link.entity if reading else claim.entity)
    metric = view.terms.get(reading.link.metric if reading else claim.metric)
    if metric is None:
        return ""
    return _joined(name_of(entity, lang), name_of(metric, lang), lang)


def _joined(entity: str, metric: str, lang: str) -> str:
    """Whose measure it is: H800 的显存带宽, with a space where Latin letters meet Chinese ones."""
    if not entity or not metric:
        return entity or metric
    return f"{entity}: {metric}" if lang != "zh" else closed_up(f"{apart(entity)}的{apart(metric)}").strip()


def _source(figure: Figure | Fact, view: PackView, lang: str) -> str:
    document = view.documents.get(figure.document)
    title = document.title if document else figure.document
    locator = figure.locator
    if lang == "zh":
        return f"《{title}》" + (f"（{locator}）" if locator and locator != "derived" else "")
    return f"“{title}”" + (f" ({locator})" if locator and locator != "derived" else "")


def _sources(figure: Figure, view: PackView, lang: str) -> str:
    """The source of a figure; those of all operands where the figure was computed for the claim."""
    if figure.id in view.figures:
        return _source(figure, view, lang)
    shown = dict.fromkeys(_source(view.figures[name], view, lang) for name in figure.terms if name in view.figures)
    return ("和" if lang == "zh" else " and ").join(shown)


def _sum(figure: Figure, view: PackView, lang: str) -> str:
    shown = arithmetic(figure, view.figures, lang)
    if not shown:
        return ""
    return f"（{shown}）" if lang == "zh" else f" ({shown})"


def _scope(figure: Figure, view: PackView, lang: str) -> str:
    scope = scope_zh(figure.scope, view.named) if lang == "zh" else figure.scope
    parts = [part for part in (scope, figure.as_of) if part]
    if not parts:
        return ""
    return f"（{'，'.join(parts)}）" if lang == "zh" else f" ({', '.join(parts)})"


def _factor(item: Comparison) -> str:
    """How many times too large or too small, as a whole number."""
    if item.source is None or item.difference is None or item.difference == -1:
        return ""
    ratio = 1 + item.difference
    ratio = ratio if abs(ratio) >= 1 else 1 / ratio
    return plain(abs(ratio), 3)


def _other(reading: Assessment, view: PackView, lang: str) -> str:
    """The figure whose value was taken: 星槎航天的发射次数（2025 全年计划）."""
    figure = reading.slip.figure if reading.slip else None
    if figure is None:
        return ""
    names = (name_of(view.terms.get(figure.entity), lang), name_of(view.terms.get(figure.metric), lang))
    text = _joined(*names, lang)
    return (apart(text) if lang == "zh" else text) + _scope(figure, view, lang)


def _conflict(reading: Assessment, view: PackView, lang: str) -> str:
    """What the other sources say."""
    assert reading.deciding is not None
    shown = [
        f"{_source(item.comparison.figure, view, lang)} {figure_text(item.comparison.figure, lang)}"
        for item in reading.candidates
        if item.comparison.figure.id != reading.deciding.figure.id
        and (item.chosen or item.comparison.figure.scope == reading.deciding.figure.scope)
    ]
    return ("、" if lang == "zh" else "; ").join(shown[:3])


def explain_fact(verdict: Verdict, claim: Claim, view: PackView, lang: str) -> str:
    """Why a technical claim got its verdict."""
    words = _words(lang)
    fact = view.facts.get(verdict.figure)
    if fact is None:
        return words["fact.ambiguous" if verdict.reason == "ambiguous" else "fact.no_source"].format(quote=claim.quote)
    fields = {"quote": claim.quote, "source": _source(fact, view, lang), "statement": fact.statement.rstrip("。.")}
    truth = "true" if fact.polarity else "false"
    kind = "unsure" if verdict.reason == "ambiguous" else verdict.verdict
    return words[f"fact.{kind}.{truth}"].format(**fields)
