"""Passages of other stories inside one long line: the text of a page that was flattened has no paragraphs to judge.

The line is cut into sentences. A passage that stands in it twice goes where it is foreign, and so do runs of sentences
that share nothing with the rest: how foreign a run is, ``flattened_features`` and its trees say; of the runs that
overlap the best set is chosen (dynamic programming).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.clean.flattened_copies import copies
from pipeline.clean.flattened_features import NAMES, Sentences
from pipeline.clean.foreign import vocabulary
from pipeline.clean.trees import walk
from pipeline.clean.view import PageLine, View
from pipeline.clean.vouched import vouched
from pipeline.model import Edit

Run = tuple[int, int, float]  # first sentence, the one behind the last, log odds
CODE = "unrelated_paragraph"
TREES = "clean_flattened_trees.csv"
LONG = 400  # characters; a shorter line is a paragraph, unless the page has no more than two
MOST = 5  # sentences of a run
LONGEST = 320  # characters of a run
LEAST = 5  # sentences of a line that is judged
JUDGED = 6000  # characters of a line; in longer ones the runs would take seconds
AT_HOME = 0.22  # share of a sentence's words that the rest has, above which it is the author's
EXPLAINED = 0.4  # the same for its characters, in nats each (``Sentences.alone_far``)
_TWICE, _THRICE = -1.0, -3.0  # log odds above which a passage that stands twice, or more often, is foreign
_SURE, _ONE_SIGN, _SIGNS = 3.6, 3.2, 2.8  # without other signs of pollution, with one, with more
_ODDS_AND_ENDS = 0.4  # share of a line
_ROUNDS = 3
_WHOLE = 16  # characters; what others take out and is longer is no keyword inside a sentence
_TIED = 0.7  # log odds less for a run that begins as what goes on from something does
_TIE = re.compile(
    r"[“”\"\s]*(?:可|但|而|却|也|还|他|她|它|这|那|其|于是|所以|因此|因而|同时|随后"
    r"|之后|不过|然而|此外|另外|尤其|甚至|换句话说)"
)
_END = re.compile(r"(?:[。！？!?]+|…+|\.{3,})[”’」』）)\"']*[ \t\u3000\xa0]*")
_PAIRS = (("“", "”"), ("（", "）"), ("「", "」"), ("《", "》"), ("『", "』"))


def sentences(text: str, borders: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Where the sentences of a line begin and end; they cover it. ``borders``: where others begin.

    >>> sentences("早。他说：“好！”走了")
    [(0, 2), (2, 9), (9, 11)]
    """
    ends = {match.end() for match in _END.finditer(text)} | {at for at in borders if at > 0} | {len(text)}
    return [(a, b) for a, b in pairwise([0, *sorted(ends)]) if a < b]


def flattened(view: View, title: PageLine | None, edits: Sequence[Edit]) -> list[Edit]:
    """Edits for the foreign passages of the long lines of a page. ``edits``: what other finders take out."""
    body = [line for line in view.kept if line is not title or len(line.text) > LONG]
    heading = vocabulary(title.text) if title and title not in body else {}
    size = sum(len(line.text) for line in body)
    found: list[Edit] = []
    for line in body:
        long = len(line.text) > LONG or (len(body) < 3 and view.page.format == "text")
        if line.kind == "paragraph" and long and 2 * len(line.text) > size and len(line.text) <= JUDGED:
            found += _Long(view, line, heading, edits).edits()
    return found


class _Long:
    """A long line, and what goes of it."""

    def __init__(self, view: View, line: PageLine, title: Mapping[str, float], edits: Sequence[Edit]) -> None:
        """``title``: the words of the title, unless it is the line itself. ``edits``: of other finders."""
        self.view, self.text, self.title, self.start = view, line.text, title, line.start
        self.heading = view.title.text if view.title and title else ""
        near = [edit for edit in edits if edit.start < line.end and line.start < edit.end]
        self.gone = [(edit.start - line.start, edit.end - line.start) for edit in near]
        self.found: list[Edit] = []

    def edits(self) -> list[Edit]:
        """What stands twice first, then what is foreign to the rest."""
        groups = copies(self.text)
        borders = [at for group in groups for place in group for at in place]
        borders += [at for start, end in self.gone if end - start >= _WHOLE for at in (start, end)]
        spans = sentences(self.text, borders)
        spans = [span for span in spans if not self._is_gone(*span)]
        if len(spans) >= LEAST:
            self._copies(groups, spans)
            for _ in range(_ROUNDS):  # every time without what was found before
                left = [span for span in spans if not self._is_gone(*span)]
                if len(left) < LEAST or not self._foreign(left):
                    break
        return self.found

    def _cut(self, start: int, end: int, code: str, reason: str, confidence: float = 1.0) -> None:
        self.found.append(Edit(self.start + start, self.start + end, "", code, reason, confidence))
        self.gone.append((start, end))
        self.view.evidence += 1

    def _is_gone(self, start: int, end: int) -> bool:
        return any(a <= start and end <= b for a, b in self.gone)

    def _model(self, spans: Sequence[tuple[int, int]]) -> Sentences:
        return Sentences([self.text[start:end] for start, end in spans], self.title)

    def _copies(self, groups: Sequence[Sequence[tuple[int, int]]], spans: Sequence[tuple[int, int]]) -> None:
        """What stands twice or more goes, all copies of it, where it is foreign to the rest."""
        for places in groups:
            later = places[1:]
            single = [s for s in spans if not any(a <= s[0] and s[1] <= b for a, b in later)]
            inside = [k for k, s in enumerate(single) if places[0][0] <= s[0] and s[1] <= places[0][1]]
            if not inside or len(single) < LEAST or any(self._is_gone(*place) for place in places):
                continue
            odds = walk(TREES, NAMES, self._model(single).row(inside[0], inside[-1] + 1))
            if odds > (_TWICE if len(places) == 2 else _THRICE):
                self.view.foreign += 1
                for start, end in places:
                    reason = f"the same foreign passage stands {len(places)} times"
                    self._cut(start, end, CODE, reason)

    def _foreign(self, spans: Sequence[tuple[int, int]]) -> bool:
        """What shares nothing with the rest; True where something was found."""
        model = self._model(spans)
        for k, own in enumerate(vouched(model.texts, self.heading)):
            start, end = spans[k]
            if own or any(start < a and b < end for a, b in self.gone):
                model.fars[k] = 1.0  # who splices keywords does so in the author's sentences
        least = limit(self.view)
        runs = best_runs(candidates(model), least)
        if sum(sum(model.lengths[i:j]) for i, j, _ in runs) > _ODDS_AND_ENDS * model.size:
            return False  # no telling which of them is the article
        for i, j, odds in runs:
            confidence = min(1.0, 0.7 + (odds - least) / 5)
            reason = "sentences that share no vocabulary with the article"
            self._cut(spans[i][0], spans[j - 1][1], CODE, reason, confidence)
            self.view.foreign += 1
        return bool(runs)


def limit(view: View) -> float:
    """The log odds above which a run goes: lower, the more other signs of foreign text."""
    return (_SURE, _ONE_SIGN, _SIGNS)[min(2, view.foreign or view.evidence)] - view.doubt


def runs_of(model: Sentences) -> list[tuple[int, int]]:
    """The runs of sentences that may be foreign: none of them is at home, quotes and brackets are closed."""
    found = []
    for i in range(len(model.texts)):
        length, depth = 0, [0] * len(_PAIRS)
        for j in range(i, min(len(model.texts), i + MOST)):
            text = model.texts[j]
            length += len(text)
            if model.fars[j] > AT_HOME or model.alone_far[j] > EXPLAINED or length > LONGEST:
                break
            for k, (opening, closing) in enumerate(_PAIRS):
                depth[k] += text.count(opening) - text.count(closing)
            if not any(depth) and length >= 12:
                found.append((i, j + 1))
    return found


def candidates(model: Sentences) -> list[Run]:
    """Runs of sentences with the log odds that they are another story's; none that the sentences beside it take up."""
    return [
        (i, j, walk(TREES, NAMES, model.row(i, j)) - _TIED * bool(_TIE.match(model.texts[i])))
        for i, j in runs_of(model)
        if not model.taken_up(i, j)
    ]


def best_runs(runs: Sequence[Run], least: float) -> list[Run]:
    """Of the runs above a limit those without overlap whose log odds over it, by length, sum up to the most."""
    ending: dict[int, list[Run]] = {}
    for run in runs:
        if run[2] > least:
            ending.setdefault(run[1], []).append(run)
    best: list[float] = [0.0]
    back: list[Run | None] = [None]
    for end in range(1, max(ending, default=0) + 1):
        value: float = best[-1]
        chosen: Run | None = None
        for run in ending.get(end, ()):
            total = best[run[0]] + (run[2] - least) * math.sqrt(end - run[0])
            if total > value:
                value, chosen = total, run
        best.append(value)
        back.append(chosen)
    found: list[Run] = []
    at = len(back) - 1
    while at > 0:
        last = back[at]
        if last is None:
            at -= 1
        else:
            found.append(last)
            at = last[0]
    return found[::-1]
