"""Paragraphs that stand on a page twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.clean.foreign import features, log_odds
from pipeline.clean.view import PageLine, View

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
