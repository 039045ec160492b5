"""What the numbers beside a claim say about it: those of its sentence, and the company that its figure keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.assessing import Assessment, Finding, Page
from pipeline.check.borrowed import in_line
from pipeline.check.comparing import Comparison
from pipeline.check.naming import cell_labels
from pipeline.check.scopes import LEAD
from pipeline.check.slips import Slip, miswritten
from pipeline.check.times import timeless
from pipeline.check.values import digits_of
from pipeline.model import Claim, Figure

_KEPT = 2  # numbers of one time that must stand beside a number of another
_PLAUSIBLE, _LIKELY = 0.04, 0.25
_WRITTEN = 10  # numbers of two digits and more
_TAKEN = frozenset({"entity_error", "value_mismatch", "scope_error"})
_PAST = re.compile(
    r"去年|上年|前年|同期|年初|年底|年末|上季|上月|上一|此前|之前|以前|当时|当年|原本|原先|曾|一度|往年|历年|"
    r"(?<!\d)(?:19|20)\d{2}(?![\d.])|\d ?月|季度|半年"
)
_CLAUSE_END, _GOES_ON = re.compile(r"[，,；;：:]"), re.compile(r"[这那是为系即也仍还但]|不过|只是|属于|均为|都是")
_ROLES = frozenset({"from", "to", "part", "whole"})


def in_company(claims: Sequence[Claim], findings: Sequence[Finding | None], page: Page) -> list[Finding | None]:
    """The findings, changed where other numbers of the page show that a claim is about another entity or time."""
    found = [
        _of_other_scope(claim, _restated(claim, finding, claims, findings, page), claims, findings)
        for claim, finding in zip(claims, findings, strict=True)
    ]
    return [_outdated(claim, finding, claims, found, page) for claim, finding in zip(claims, found, strict=True)]


def _restated(
    claim: Claim, finding: Finding | None, claims: Sequence[Claim], findings: Sequence[Finding | None], page: Page
) -> Finding | None:
    """两组分别为 91.2% 和 85.6%: where its sentence states the figure already, a number that differs is another's."""
    main = finding.reading if finding is not None else None
    if finding is None or main is None or main.deciding is None:
        return finding
    if finding.verdict != "refuted" or finding.reason not in _TAKEN:
        return finding
    said = _said_before(claim, main.deciding.figure, claims, findings)
    if not said or (claim.quantity is not None and claim.quantity.role in _ROLES):
        return finding
    slipped = next((reading for reading in finding.readings if _slipped(reading, main, claim)), None)
    if slipped is not None:
        return Finding("refuted", slipped.reason, slipped.step, slipped, finding.readings)
    if finding.reason != "entity_error" and _alike(claim, main):
        return finding
    taken = main.slip.figure if main.slip is not None else None
    if (
        taken is not None
        and finding.reason == "entity_error"
        and not in_line(taken.entity, main.link.entity, page.view)
    ):
        for reading in finding.readings:
            if reading.link.entity == taken.entity and reading.to_the_digit and reading.link.score >= _PLAUSIBLE:
                return Finding("supported", reading.reason, "value_confirms_reading", reading, finding.readings)
    return Finding("not_enough_info", "ambiguous", "stated_already", replace(main, slip=None), finding.readings)


def _alike(claim: Claim, main: Assessment) -> bool:
    """True where a number has the digits of the figure but for one or two: it is meant for it, though said already."""
    told = claim.quantity is not None and main.deciding is not None and miswritten(claim.quantity, main.deciding)
    return told or bool(claim.time)


def _of_other_scope(
    claim: Claim, finding: Finding | None, claims: Sequence[Claim], findings: Sequence[Finding | None]
) -> Finding | None:
    """开通初期 46 对，春运仍是 46 对: said again in its sentence, of a scope whose own figure differs."""
    main = finding.reading if finding is not None else None
    if finding is None or main is None or main.deciding is None or finding.verdict != "supported":
        return finding
    figure = main.deciding.figure
    meant = [item for item in main.candidates if item.chosen]
    own = next((item for item in main.candidates if item.comparison.figure.id == figure.id), None)
    if not main.exact or own is None or own.chosen or any(item.comparison.outcome != "differ" for item in meant):
        return finding
    if (
        not meant
        or min(item.scope for item in meant) - own.scope < LEAD
        or not _said_before(claim, figure, claims, findings)
    ):
        return finding
    deciding = meant[0].comparison
    slip = Slip("scope_error", figure=figure)
    reading = replace(main, verdict="refuted", reason="scope_error", deciding=deciding, slip=slip, step="other_figure")
    return Finding("refuted", "scope_error", "other_scope", reading, finding.readings)


def _said_before(claim: Claim, figure: Figure, claims: Sequence[Claim], findings: Sequence[Finding | None]) -> bool:
    """True where an earlier number of the sentence is supported by the figure."""
    return any(
        other is not None
        and other.verdict == "supported"
        and beside.sentence == claim.sentence
        and beside.end <= claim.start
        and _figure(other) == figure
        for beside, other in zip(claims, findings, strict=True)
    )


def _slipped(reading: Assessment, main: Assessment, claim: Claim) -> bool:
    """True for another metric of the entity whose figure the claim has in another unit (容量 800 兆瓦)."""
    if reading.link.entity != main.link.entity or reading.link.metric == main.link.metric or claim.quantity is None:
        return False
    written = claim.quantity.value is not None and abs(claim.quantity.value) >= _WRITTEN
    unit = reading.verdict == "refuted" and reading.slip is not None and reading.slip.reason == "unit_error"
    return written and unit and reading.link.score >= _LIKELY


def _figure(finding: Finding) -> Figure | None:
    return finding.reading.deciding.figure if finding.reading and finding.reading.deciding else None


def _outdated(
    claim: Claim, finding: Finding | None, claims: Sequence[Claim], findings: Sequence[Finding | None], page: Page
) -> Finding | None:
    """The figure of an earlier time, in a paragraph or table whose numbers are all of the newest: no support."""
    if finding is None or finding.verdict != "supported" or finding.reading is None or claim.quantity is None:
        return finding
    newer = _newer(finding.reading)
    if newer is None or not finding.reading.to_the_digit or digits_of(claim.quantity.value) < 2:
        return finding
    if claim.time or claim.quantity.role in _ROLES:
        return finding
    if any(_past(words, newer.figure) for words in (_said_of(claim), cell_labels(page.text, claim.start))):
        return finding
    low, high = _block(page.text, claim.start)
    times = [
        figure.as_of
        for beside, other in zip(claims, findings, strict=True)
        if other is not None and other.verdict == "supported" and beside is not claim and low <= beside.start < high
        if (figure := _figure(other)) is not None and figure.as_of and not beside.time
    ]
    newest = newer.figure.as_of
    if times.count(newest) < _KEPT or any(time < newest[: len(time)] for time in times):
        return finding
    assert finding.reading.deciding is not None
    slip = Slip("date_mismatch", figure=finding.reading.deciding.figure)
    reading = replace(
        finding.reading, verdict="refuted", reason="date_mismatch", deciding=newer, slip=slip, step="other_figure"
    )
    return Finding("refuted", "date_mismatch", "older_figure", reading, finding.readings)


def _said_of(claim: Claim) -> str:
    """The sentence up to the end of the number's clause, and the next one where it goes on about the number."""
    at = claim.sentence.find(claim.quote)
    if at < 0:
        return claim.sentence
    end = at + len(claim.quote)
    behind = _CLAUSE_END.split(claim.sentence[end:], maxsplit=2)
    more = behind[1] if len(behind) > 1 and _GOES_ON.match(behind[1]) else ""
    return f"{claim.sentence[:end]}{behind[0]}，{more}"


def _past(words: str, newer: Figure) -> bool:
    """True where the words may speak of an earlier time; 半年 does not where the newer figure is of 上半年."""
    scope = newer.scope.replace(" ", "")
    return any(match[0].replace(" ", "") not in scope for match in _PAST.finditer(words))


def _newer(reading: Assessment) -> Comparison | None:
    """The newest figure of the same thing, where it differs from the older one that agrees."""
    old = reading.deciding.figure if reading.deciding is not None else None
    if old is None or not old.as_of or old.formula:
        return None
    alike = [
        item.comparison
        for item in reading.candidates
        if timeless(item.comparison.figure.scope) == timeless(old.scope)
        and item.comparison.figure.as_of > old.as_of
        and item.comparison.outcome != "apart"
    ]
    newest = max(alike, key=lambda item: (item.figure.as_of, item.figure.id), default=None)
    return newest if newest is not None and newest.outcome == "differ" else None


def _block(text: str, at: int) -> tuple[int, int]:
    """The paragraph around an offset; of a table row, the whole table."""
    low, high = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    high = len(text) if high < 0 else high
    if "\t" not in text[low:high]:
        return low, high
    while low > 1 and "\t" in text[text.rfind("\n", 0, low - 1) + 1 : low - 1]:
        low = text.rfind("\n", 0, low - 1) + 1
    while high < len(text):
        end = text.find("\n", high + 1)
        end = len(text) if end < 0 else end
        if "\t" not in text[high + 1 : end]:
            break
        high = end
    return low, high
