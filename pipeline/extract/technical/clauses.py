"""Clauses of a text with the units that may speak to a fact."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.index import FactIndex
from pipeline.extract.technical.reading import Pair, Reading, Token
from pipeline.extract.technical.words import Word

_BREAK = re.compile(r"[，。；！？!?;\n：:]|,(?!\d{3})")
_ENDS = "。！？!?\n"
_PARTS = ("；", ";")
_LIST = re.compile(r"、(?=[^、]{8})")
_WHETHER = re.compile(r"((?!在)[\u4e00-\u9fff])不\1")  # 值不值, 够不够
_SHORTEST = 2
_LONG = 40  # a clause with 、 that is longer is a list of clauses
_EDGE = " 　“”\"'‘’（）()《》【】"
_ENDING = _EDGE + "、"


@dataclass(slots=True, init=False)
class Clause:
    """``text[start:end]`` with its place in the text and what it holds.

    ``part`` numbers the stretches between semicolons; ``closing`` is the last of the clauses that 、 parted, where it
    is one of them. ``question`` where its sentence asks, ``counted`` where it has a number that is a claim, ``topic``:
    the thing named last before it, ``kinds``: of its listed words, ``bent`` where they deny or stand for one of two
    opposites, ``limited`` where one says that it is so in part, or was so.
    """

    start: int
    end: int
    sentence: int
    paragraph: int
    part: int
    closing: Clause | None
    question: bool
    counted: bool
    topic: str
    tokens: list[Token]
    pairs: list[Pair]
    words: list[Word]
    names: list[Token]
    kinds: set[str]
    bent: bool
    limited: bool

    def __init__(self, start: int, end: int, sentence: int, paragraph: int, question: bool = False) -> None:
        """Written out: a page has hundreds, and default factories take twice as long."""
        self.start, self.end, self.sentence, self.paragraph, self.question = start, end, sentence, paragraph, question
        self.part, self.closing = 0, None
        self.counted = self.bent = self.limited = False
        self.topic, self.kinds = "", set()
        self.tokens, self.pairs, self.words, self.names = [], [], [], []


def clauses_of(
    text: str, reading: Reading, index: FactIndex, spans: Sequence[tuple[int, int]] = ()
) -> list[Clause]:  # fmt: skip
    """Clauses in order, each with its tokens, pairs and listed words."""
    clauses = _split(text)
    starts = [clause.start for clause in clauses]
    nowhere = Clause(0, 0, -1, -1)

    def home(start: int, end: int) -> Clause:
        at = bisect_right(starts, start) - 1
        return clauses[at] if at >= 0 and end <= clauses[at].end else nowhere

    for token in reading.tokens:
        clause = home(token[1], token[2])
        clause.tokens.append(token)
        if token[0][0] == "@":
            clause.names.append(token)
    for word in reading.words:
        clause = home(word[0], word[1])
        clause.words.append(word)
        entry = word[2]
        clause.kinds.update(entry.values)
        clause.bent = clause.bent or entry.turning or "axis" in entry.values
        clause.limited = clause.limited or entry.limits
    for pair in reading.pairs:
        home(pair[1], pair[2] + 1).pairs.append(pair)
    for start, _ in spans:
        home(start, start + 1).counted = True
    _name_topics(clauses, index)
    return clauses


def _name_topics(clauses: Sequence[Clause], index: FactIndex) -> None:
    topic, sentence = "", -1
    for clause in clauses:
        clause.topic = topic if clause.sentence - sentence <= 1 else ""
        named = [name.token[1:] for name in clause.names if index.kinds.get(name.token[1:]) == "entity"]
        if named:
            topic, sentence = named[0], clause.sentence


def _split(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    sentence = paragraph = part = start = 0
    for found in [*_BREAK.finditer(text), None]:
        end = found.start() if found is not None else len(text)
        mark = found.group() if found is not None else ""
        pieces = _pieces(text, start, end)
        for low, high in pieces:
            asked = (mark in "？?" and mark != "") or _WHETHER.search(text, low, high) is not None
            clauses.append(Clause(low, high, sentence, paragraph, asked))
            clauses[-1].part = part
        for clause in clauses[-len(pieces) : -1] if len(pieces) > 1 else ():
            clause.closing = clauses[-1]
        start = end + 1
        part += mark in _PARTS
        if mark and mark in _ENDS:
            if mark in "？?":
                _mark_question(clauses, sentence)
            sentence += 1
            paragraph += mark == "\n"
    tables = {clause.paragraph for clause in clauses if "\t" in text[clause.start : clause.end]}
    return [clause for clause in clauses if clause.paragraph not in tables]


def _mark_question(clauses: Sequence[Clause], sentence: int) -> None:
    for clause in reversed(clauses):
        if clause.sentence != sentence:
            break
        clause.question = True


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if _SHORTEST <= end - start <= _LONG and text[start] not in _EDGE and text[end - 1] not in _ENDING:
        return [(start, end)]
    cuts = [start]
    if end - start > _LONG:
        cuts += [start + found.end() for found in _LIST.finditer(text[start:end]) if found.start() >= _LONG // 5]
    found = []
    for low, high in zip(cuts, [*cuts[1:], end], strict=True):
        piece = text[low:high]
        first = low + len(piece) - len(piece.lstrip(_EDGE))
        last = low + len(piece.rstrip(_ENDING))
        if last - first >= _SHORTEST:
            found.append((first, last))
    return found
