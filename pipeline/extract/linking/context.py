"""What a claim is said under: scope, time, speaker and modality, read from its clause and sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.page import Clause, PageScan
from pipeline.model import Modality, Quantity

_SOURCE = re.compile(
    r"(?:据|根据|按照|来自)\s?(?!了解|此|悉|介绍|称)([^，,。；;：:]{2,30}?)\s?"
    r"(?:的[^，,。；;：:]{0,4}?)?(?:推测|报道|估计|估算|分析|测算|数据|统计|介绍|透露|消息|预测|研究|调查|说法|口径|回忆|分享|转述|显示)"
)
_SAYS = re.compile(
    r"(?:^|[，,。；;“”\"])\s?(?:但|而|不过|此外|随后|对此|同时|也有)?([^，,。；;：:“”\"]{2,30}?)"
    r"(?:则|也|还|曾|都|近日|公开|进一步|在[^，,。；;：:]{1,14}?[中上里])*\s?"
    r"(?:表示|指出|透露|认为|强调|宣布|写道|回应|预计|预测|推测|估计|承认|坦言|直言|提醒|介绍|解释|回忆|承诺|判断|重申|称|说|告诉[^，,。；;：:]{1,8})"
    r"(?=\s?[，,：:“\"])"
)
_SPEAKING = frozenset({"said", "source_before"})
_WILL = re.compile(r"(?:明年|后年|来年|未来|今后|往后|日后)[^，。；,;\n]{0,16}?(?:会(?!议)|还要再)")
_ORDER: tuple[tuple[str, Modality], ...] = (
    ("hypothetical", "hypothetical"),
    ("forecast", "forecast"),
    ("opinion", "opinion"),
    ("estimated", "estimated"),
)
_BACK = re.compile(r"[当次同翌隔]")
_BASE_BEFORE = re.compile(r"[比较与和同跟由从](?:于|起)?\s?$")
_OWN = re.compile(r"\s?(?:同期|全年|底|末)?\s?的\s?约?\s?")
_START_BEFORE = re.compile(r"[从由自](?:于|约)?\s?$")
_BASE_AFTER = re.compile(r"\s?(?:的?同期(?:的|相|持平)|的?同月(?:的|相)|相比|持平)")
# 过半的说法并不准确: what the article tells in order to deny it
_DENIED = re.compile(
    r"[^，,。；;！？!?\n]{0,6}(?:[，,]\s?(?:这|此|该)(?:种|一|个|类)?)?(?:的|之)?"
    r"(?:说法|传言|传闻|消息|报道|观点|结论|谣言|印象|论断|流言)[^，,。；;！？!?\n]{0,6}?"
    r"(?:并不|不(?!仅|少|止|断|久|同)|并非|有误|错误|失实|夸大|没有根据|是假|是错|站不住)"
)
_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*(?:年度?|财年)?[AE]?\s*")
_SEMICOLON, _DAY = re.compile("[；;]"), len("--01-20")  # a day is of its own part of the sentence, a year is not
_SCOPE_FLOOR = 0.5
_REACH = 40


def sentence_bounds(scan: PageScan, at: int) -> tuple[int, int]:
    """Numbers of the first clause of the sentence and of the one after its last, at most ``_REACH`` clauses away."""
    clause = scan.clauses[at]
    first = scan.sentences[clause.sentence]
    after = scan.sentences[clause.sentence + 1] if clause.sentence + 1 < len(scan.sentences) else len(scan.clauses)
    return max(first, at - _REACH), min(after, at + _REACH)


def speaker(scan: PageScan, bounds: tuple[int, int], offset: int) -> str:
    """Who says it: 据 X 推测, X 表示; empty where the article itself speaks. ``bounds`` are those of the sentence."""
    clauses = scan.clauses[bounds[0] : bounds[1]]
    if not any(cue in _SPEAKING for c in clauses if c.cues and c.start <= offset for cue, _, _ in c.cues):
        return ""
    lead = scan.text[clauses[0].start : offset]
    found = _SOURCE.search(lead) or _SAYS.search(lead)
    return found.group(1).strip() if found else ""


def modality(scan: PageScan, first: int, at: int, after: int) -> Modality:
    """Stated unless a word of the clause, or an 如果 or 预计 earlier in the sentence, says otherwise.

    ``first`` and ``at``: numbers of the first clause of the sentence and of the one meant. What is told in order to be
    denied (the text from ``after`` on says so) is not stated either.
    """
    if _DENIED.match(scan.text, after, after + _REACH):
        return "opinion"
    clause = scan.clauses[at]
    own = {cue for cue, _, _ in clause.cues}
    earlier: set[str] = set()
    for other in scan.clauses[first:at]:
        earlier = (
            set()
            if other.strong
            else earlier | {cue for cue, _, end in other.cues if cue != "estimated" or other.end - end < 2}
        )
    kinds = [kind for cue, kind in _ORDER if cue in own or cue in earlier]
    if (not kinds or kinds == ["estimated"]) and _WILL.search(scan.text, clause.start, clause.end):
        return "forecast"
    return kinds[0] if kinds else "stated"


def time_of(scan: PageScan, first: int, clause: Clause, quantity: Quantity, dates: list[Quantity]) -> str:
    """The date or period that the sentence gives before the number, else after it in the clause.

    A date that only serves a comparison (比去年同期) is not the time of the number, unless the number is the starting
    point itself (从上年同期的 24.1%); neither is one that points back (当月, 次日).
    """
    if quantity.date:
        return ""
    if clause.cell > 0 and (labelled := _labelled_time(scan, clause, dates)):
        return labelled
    start = scan.clauses[first].start
    low, high = (bisect_left(dates, offset, key=_start) for offset in (start, clause.end))
    inside = [date for date in dates[low:high] if not _BACK.match(date.quote)]
    before = [date for date in inside if date.end <= quantity.start]
    if quantity.role == "from":  # what it was before the time that the sentence speaks of
        own = bool(before) and before[-1].start >= clause.start
        return (before[-1].date or before[-1].quote) if own and _starts(scan.text, before[-1]) else ""
    if before and _owned(scan.text, before[-1], quantity):
        return before[-1].date or before[-1].quote
    before = [date for date in before if not _is_base(scan.text, date)]
    if before and (len(before[-1].date) < _DAY or not _SEMICOLON.search(scan.text, before[-1].end, quantity.start)):
        return before[-1].date or before[-1].quote
    after = [date for date in inside if date.start >= quantity.end and not _is_base(scan.text, date)]
    return (after[0].date or after[0].quote) if after else ""


def _labelled_time(scan: PageScan, clause: Clause, dates: list[Quantity]) -> str:
    """The year or date in the cell above a cell in the first row, or in the first cell of its row."""
    head, first = scan.header(scan.clause_at(clause.start)), scan.clauses[scan.paragraphs[clause.paragraph]]
    for label in (first, head) if head is not None else (first,):
        if year := _YEAR.fullmatch(scan.text, label.start, label.end):
            return year[1]
        low, high = (bisect_left(dates, offset, key=_start) for offset in (label.start, label.end))
        if low < high:
            return dates[low].date or dates[low].quote
    return ""


def _start(date: Quantity) -> int:
    return date.start


def _starts(text: str, date: Quantity) -> bool:
    return _START_BEFORE.search(text, max(0, date.start - 4), date.start) is not None


def _owned(text: str, date: Quantity, quantity: Quantity) -> bool:
    """比去年同期的 24.1% 提高: the standard of a comparison has its own time, 上年同期的 1.4 倍 has not."""
    if quantity.unit == "times" or not _OWN.fullmatch(text, date.end, quantity.start):
        return False
    return quantity.unit != "percent" or bool(_BASE_BEFORE.search(text, max(0, date.start - 4), date.start))


def _is_base(text: str, date: Quantity) -> bool:
    """True for the date that a comparison starts from: 比去年, 上年同期, 从去年底的."""
    return bool(_BASE_BEFORE.search(text, max(0, date.start - 4), date.start) or _BASE_AFTER.match(text, date.end))


def scope_of(index: PackIndex, entity: str, metric: str, features: dict[int, float]) -> str:
    """The scope of the pack's figures of this pair whose words the clause has; empty where none or two are as near."""
    ranked: list[tuple[float, str]] = []
    for text, idents in index.scopes.get((entity, metric), ()):
        if not idents:
            continue
        full = sum(index.weights[ident] for ident in idents)
        near = sum(features.get(ident, 0.0) * index.weights[ident] for ident in idents)
        ranked.append((near / full, text))
    ranked.sort(key=lambda entry: (-entry[0], entry[1]))
    if not ranked or ranked[0][0] < _SCOPE_FLOOR:
        return ""
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05:
        return ""
    return ranked[0][1]
