"""What stands on a page twice: paragraphs, and teasers that repeat the beginning of one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.clean.foreign import features, log_odds
from pipeline.clean.view import PageLine, View

_TEASER_HEAD = re.compile(
    r"^[\s【\[]*(?:摘要|导读|导语|核心提示|内容提要|内容摘要|简介|提要|核心提要)[\s】\]]*[:：]?\s*"
)
_TEASER_TAIL = re.compile(r"[\s。]*[\[【(（<]?(?:详情|全文|查看全文|阅读全文|更多|查看详情|详细)?[\]】)）>]*\s*$")


_FOREIGN = frozenset({"unrelated_paragraph", "hot_list", "related_list", "corpus_boilerplate"})


def repeats(
    view: View, lines: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]
) -> None:
    """A paragraph that stands twice or more: all copies go where it is foreign, else the first one stays."""
    _gone_elsewhere(view, lines)
    seen: dict[str, list[PageLine]] = {}
    for line in lines:
        if not line.code:
            seen.setdefault(re.sub(r"\s+", "", line.text), []).append(line)
    copied = {text: copies for text, copies in seen.items() if len(copies) > 1 and len(text) >= 10 and "\t" not in text}
    if not copied:
        return
    single = [copies[0] for copies in seen.values()]
    table = features([line.text for line in single], [words[line.start] for line in single], title)
    judged = {line.start: (log_odds(row), row[5]) for line, row in zip(single, table, strict=True)}
    for text, copies in copied.items():
        odds, share = judged[copies[0].start]
        if odds > -0.5 or (len(copies) > 2 and (odds > -3.0 or share < 0.15)):
            view.foreign += 1
            view.evidence += 1
            for line in copies:
                line.drop("unrelated_paragraph", f"the same foreign paragraph stands {len(copies)} times")
        elif len(text) >= 30:
            for line in copies[1:]:
                line.drop("repeated_paragraph", "the paragraph stands on the page already")


def _gone_elsewhere(view: View, lines: list[PageLine]) -> None:
    """Copies of lines that another finder took for foreign."""
    gone = {re.sub(r"\s+", "", line.text) for line in view.lines if line.code in _FOREIGN}
    for line in lines:
        if not line.code and len(line.text) >= 12 and re.sub(r"\s+", "", line.text) in gone:
            line.drop("unrelated_paragraph", "a copy of a foreign paragraph")


def repeated_leads(lines: list[PageLine]) -> None:
    """A teaser: a line that is the beginning of a later one and ends with an ellipsis."""
    for i, line in enumerate(lines[:6]):
        if line.code or ("…" not in line.text and ".." not in line.text):
            continue
        text = _TEASER_TAIL.sub("", _TEASER_HEAD.sub("", line.text.rstrip()))
        stem = text.rstrip(".…。 ")
        if stem == text or len(stem) < 12:
            continue
        if any(_begins(other, stem) for other in lines[i + 1 :]):
            line.drop("repeated_lead", "a teaser that repeats the beginning of a paragraph")


def _begins(line: PageLine, stem: str) -> bool:
    return not line.code and line.text.lstrip().startswith(stem) and len(line.text.strip()) > len(stem) + 1
