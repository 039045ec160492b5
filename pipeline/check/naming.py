"""Names as they are compared, without case, width, spaces and hyphens, and where a text mentions them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Term
from pipeline.tables import read_table
from pipeline.text import matching_key

if TYPE_CHECKING:
    from pipeline.check.packview import PackView

NOISE = re.compile(r"[\s\-‐–_·]+")
_BEFORE_CUES = ("standard_before", "owner_before", "place", "source_before")
_AFTER_CUES = ("said", "standard_after")
_DEICTIC = re.compile(r"[该此这本其]|上述|(?:第?[一二三四五六七八九十\d]+|[初前上新老旧])一?[代期款版]$")
_PAGE = 600  # characters: what is longer is kept apart, for every claim of a page asks for it
_HAN, _LATIN = re.compile(r"[㐀-鿿]"), re.compile(r"[a-z]")
_MORE_BEFORE = "与|和|同|跟|对|被|由|用|于|向|给|than|vs"


def squeezed(text: str) -> str:
    """The matching key without spaces and hyphens: DeepSeek-V3 and deepseek v3 are one."""
    return _squeezed_page(text) if len(text) > _PAGE else _squeezed(text)


@lru_cache(maxsize=2)
def _squeezed_page(text: str) -> str:
    return NOISE.sub("", matching_key(text))


@lru_cache(maxsize=256)
def _squeezed(text: str) -> str:
    return NOISE.sub("", matching_key(text))


@lru_cache(maxsize=1)
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before a name that is no subject (比, 在, 据), and after one that speaks (表示) or is compared with."""
    words: dict[str, str] = {row["cue"]: row["words"] for row in read_table("link_cues.csv")}
    before = "|".join([*(words[cue] for cue in _BEFORE_CUES), _MORE_BEFORE])
    after = "|".join(words[cue] for cue in _AFTER_CUES)
    standard = f"(?:{words['standard_before']})[^,，。；;的\\d]{{1,6}}的"  # 比隔壁的 X 低
    multiple = r"的[^的,，。；;]{0,4}[\d一二两三四五六七八九十几数百.]+多?倍"  # X 的 13 倍
    return (
        re.compile(f"(?:(?:{before})(?:了|的)?|{standard})$"),
        re.compile(f"(?:的[^的]{{0,6}})?(?:{after})|{multiple}"),
    )


def may_be_subject(text: str, start: int, end: int) -> bool:
    """True where a name at this place is no standard of a comparison, no place, no source and does not just speak."""
    before, after = _cues()
    return not before.search(text[:start]) and not after.match(text[end:])


def mentions(text: str, view: PackView) -> list[tuple[int, int, str]]:
    """Places of the entities (no technologies) that a squeezed text names, the longest name at each place.

    Of each name the last place counts.
    """
    if not view.names:
        return []
    ends = {number: last + 1 for last, number in view.places.iter(text)}
    spans: list[tuple[int, int, str]] = []
    for number in sorted(ends):
        name, entities = view.names[number]
        end = ends[number]
        spans.extend((end - len(name), end, entity) for entity in entities)
    return [
        (start, end, entity)
        for start, end, entity in spans
        if not any(low <= start and end <= high and (low, high) != (start, end) for low, high, _ in spans)
    ]


def proper_names(term: Term) -> tuple[str, ...]:
    """Names that mean a thing wherever they stand, squeezed: no 该行, 新线, 上一代, which the context gives a meaning.

    A Chinese alias is one where it is a short form of the name (工行), or holds a piece of it beside its end.

    >>> proper_names(Term("b", "entity", "金浦银行", ("金浦", "该行", "Jinpu")))
    ('金浦银行', '金浦', 'jinpu')
    """
    name = squeezed(term.name)
    aliases = (squeezed(alias) for alias in term.aliases)
    kept = [name, *(alias for alias in aliases if not _DEICTIC.match(alias) and _holds(alias, name))]
    return tuple(key for key in kept if len(key) > 1)


def _holds(alias: str, name: str) -> bool:
    if not _HAN.search(name) or _LATIN.search(alias):
        return True
    rest = iter(name)
    if all(char in rest for char in alias):
        return True
    pieces = {name[at : at + size] for size in (2, 3) for at in range(len(name) - size)}
    return any(piece in alias for piece in pieces)


def last_named(text: str, entity: str, view: PackView) -> int:
    """Where a squeezed text names an entity last as a possible subject; -1 where it does not."""
    places = [
        start for start, end, other in mentions(text, view) if other == entity and may_be_subject(text, start, end)
    ]
    return max(places, default=-1)


def cell_labels(text: str, at: int) -> str:
    """The label of the row and the head of the column of a table cell at an offset, squeezed; empty outside tables."""
    first = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    row = text[first : end if end >= 0 else len(text)]
    if "\t" not in row:
        return ""
    column, top = text.count("\t", first, at), row
    while first > 1 and "\t" in (above := text[text.rfind("\n", 0, first - 1) + 1 : first - 1]):
        first, top = first - 1 - len(above), above
    heads = top.split("\t") if top is not row else []
    head = heads[column] if column < len(heads) else ""
    return squeezed(f"{row.split(chr(9))[0] if column else ''} {head}")
