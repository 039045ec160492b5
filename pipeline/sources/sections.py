"""Which lines of a PDF are headings, and in which section the text below them stands.

A number or letter at the beginning of a line makes no heading by itself: options of a question (``A. Budapest``),
authors (``A. Author``) and sentences that begin with a number look the same. What counts is the sequence: a heading
goes on where the one before it stopped, and stands in larger letters where the document's headings do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.sources.lines import Line

_NUMBERED = re.compile(
    r"(?P<number>\d+(?:\.\d+)*|[A-Z](?:\.\d+)*|[一二三四五六七八九十]+(?=、)|Appendix [A-Z])"
    r"(?:(?P<mark>[.、])\s*|\s+)(?=[A-Z一-鿿])"
)
_NAMED = re.compile(
    r"(?:Abstract|References|Bibliography|Acknowledg\w+|Introduction|Conclusions?|Appendix|摘\s?要|参考文献|附录)\s*$",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"(?:\d+\.?\s+)?(?:References|Bibliography|参考文献)\s*$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:\s?\.){4,}|\s\d{1,3}$")
_MAX_WORDS = 14


@dataclass(slots=True)
class Sections:
    """The section that the reader is in. ``large``: top headings have letters of at least this size (0: any)."""

    large: float = 0.0
    current: str = ""
    references: bool = False
    _number: int = 0
    _letter: str = ""
    _size: float = 0.0

    def enter(self, line: Line) -> bool:
        """True where the line is a heading; the section changes, but not for a line of the table of contents."""
        if len(line.words) > _MAX_WORDS or line.text.endswith((".", ",", "，", "。", ";", "；", ":", "：")):
            return False
        if _NAMED.match(line.text):
            self._go(line.text.strip(), line)
            return True
        found = _NUMBERED.match(line.text)
        if found is None or (found["number"].isalpha() and not found["mark"] and len(found["number"]) == 1):
            return False
        if _CONTENTS.search(line.text):
            return True
        number = found["number"]
        if not self._follows(number, line):
            return False
        self._go(number, line)
        return True

    def _go(self, section: str, line: Line) -> None:
        if self.references and line.size < 0.95 * self._size:
            return
        self.current = section
        self.references = _REFERENCES.match(line.text) is not None
        self._size = line.size
        head = section.removeprefix("Appendix ").split(".")[0]
        if head.isdigit():
            self._number = int(head)
        elif len(head) == 1 and head.isascii():
            self._letter = head

    def _follows(self, number: str, line: Line) -> bool:
        """The next number or letter of the sequence, or a part of the present one."""
        head, _, rest = number.removeprefix("Appendix ").partition(".")
        if not rest and line.size < self.large:
            return False
        if self.references and line.size < 0.95 * self._size:
            return False
        if head.isdigit():
            return int(head) == 1 or self._number <= int(head) <= self._number + 2
        if head.isascii():
            return head == "A" if not self._letter else 0 <= ord(head) - ord(self._letter) <= (1 if rest else 2)
        return True


def sections_of(lines: Iterable[Line]) -> Sections:
    """A tracker for a document; it learns from all lines whether headings are larger than running text."""
    lines = list(lines)
    if not lines:
        return Sections()
    body = sorted(line.size for line in lines)[len(lines) // 2]
    larger = [
        line.size
        for line in lines
        if line.size > 1.08 * body and len(line.words) <= _MAX_WORDS and _NUMBERED.match(line.text)
    ]
    return Sections(1.08 * body if len(larger) > 1 else 0.0)
