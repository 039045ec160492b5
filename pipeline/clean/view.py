"""What the finders look at: the page's text cut into lines, each still in or already out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.model import Edit, Page

LATIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.+\-]*[A-Za-z0-9])?")
SILENCE = re.compile(r"[“‘「『\"]?(?:…{1,4}|[—─]{2}|！{1,3}|？)+[”’」』\"]?")  # a line of prose without a word
HAN = re.compile(r"[\u3400-\u9fff]")
HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(slots=True)
class PageLine:
    """``page.text[start:end]``; ``code`` is set once a finder takes the whole line out."""

    start: int
    end: int
    text: str
    kind: str = "paragraph"
    hints: tuple[str, ...] = ()
    recurs: bool = False  # stands on a page of another article too
    code: str = ""
    reason: str = ""
    confidence: float = 1.0

    def drop(self, code: str, reason: str, confidence: float = 1.0) -> None:
        """Take the line out, unless a finder before did."""
        if not self.code:
            self.code, self.reason, self.confidence = code, reason, confidence

    def without(self, edits: Iterable[Edit]) -> str:
        """The text without what the edits take out, and with what they put in."""
        pieces, at = [], self.start
        for edit in sorted((e for e in edits if e.start < self.end and self.start < e.end), key=lambda e: e.start):
            pieces += [self.text[at - self.start : max(at, edit.start) - self.start], edit.replacement]
            at = max(at, edit.end)
        pieces.append(self.text[max(0, at - self.start) :])
        return "".join(pieces)


@dataclass
class View:
    """The lines of a page and what is known of it as a whole."""

    page: Page
    lines: list[PageLine]
    evidence: int = (
        0  # signs of pollution that need no dictionary: hash strings, hot lists, repeated foreign paragraphs
    )
    foreign: int = 0  # of these, signs that whole paragraphs or lines are not the author's
    sold: bool = False  # keywords with spam terms are spliced in: such pages carry foreign paragraphs too
    notes: dict[str, str] = field(default_factory=dict)
    title: PageLine | None = None
    doubt: bool = False  # aggressive: what is probably foreign goes too

    @property
    def kept(self) -> list[PageLine]:
        """The lines that are still in."""
        return [line for line in self._candidates if not line.code]

    @cached_property
    def _candidates(self) -> list[PageLine]:
        """All lines but the boilerplate, which does not come back."""
        return [line for line in self.lines if line.code != "boilerplate"]

    @cached_property
    def latin_words(self) -> Counter[str]:
        """Latin words and numbers of all lines, in lower case, with their number."""
        return Counter(word.lower() for word in LATIN.findall(self.page.text))


def view_of(page: Page) -> View:
    """Lines of a page: the blocks of ``page.main`` are in, the others of an HTML page are out as boilerplate."""
    main = None if page.main is None else frozenset(page.main)
    lines = []
    for index, block in enumerate(page.blocks):
        line = PageLine(block.start, block.end, page.text[block.start : block.end], block.kind, block.hints)
        if main is not None and index not in main:
            line.drop("boilerplate", "outside the main content of the page")
        lines.append(line)
    return View(page, lines)
