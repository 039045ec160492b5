"""Names with a number in them: where a text has them, in any spacing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Term

_NUMERAL = re.compile(r"[\d零一二三四五六七八九十百]")


def numbered_names(terms: Iterable[Term]) -> tuple[str, ...]:
    """Names of things with a number in them that no number begins, in small letters and without spaces."""
    names = {
        name.lower().replace(" ", "")
        for term in terms
        if term.kind != "metric"
        for name in (term.name, *term.aliases)
        if _NUMERAL.search(name[1:]) and not _NUMERAL.match(name)
    }
    return tuple(sorted(names))


def name_spans(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Where the text has one of such names, with or without spaces in it."""
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    flat = low.replace(" ", "")
    found = [(at, at + len(name)) for name in names for at in _places(flat, name)]
    kept = [at for at, letter in enumerate(low) if letter != " "] if found else []
    return [(kept[start], kept[end - 1] + 1) for start, end in found]


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)
