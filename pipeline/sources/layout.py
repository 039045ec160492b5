"""From the lines of a PDF to its parts: headings, paragraphs, captions and the cells of its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.sources.lines import Line, Word
from pipeline.sources.parts import Part
from pipeline.sources.sections import Sections, sections_of
from pipeline.sources.tablefinder import loose_tables, table_body
from pipeline.sources.tables import table_cells

CAPTION = re.compile(
    r"(?P<label>(?:Table|Figure|Fig\.|Tab\.|表|图|圖)\s?[A-Z]?\d+(?:[.\-–]\d+)*)\s?(?:[|:：.．、]|\s(?=[A-Z一-鿿])|$)"
)
_BULLET = re.compile(r"[•●◦▪–·]\s|\(?\d{1,2}[.)]\s|[-*]\s")
_FOOTNOTE = re.compile(r"\d{1,2}(?=[A-Zh])")


def document_parts(pages: Sequence[Sequence[Line]]) -> Iterator[Part]:
    """Parts of a document in reading order; running heads, page numbers and lists of references are left out."""
    repeated = _running(pages)
    sections = sections_of(line for lines in pages for line in lines)
    title = _title(pages[0]) if pages else ""
    if title:
        yield Part("title", title, 1)
    for number, lines in enumerate(pages, 1):
        kept = [line for line in _rows(lines) if not _is_running(line, lines, repeated)]
        yield from _page_parts(kept, number, sections)


def _title(lines: Sequence[Line]) -> str:
    """The topmost lines of the first page that stand in much larger letters than its text; else empty."""
    body = _median([line.size for line in lines])
    large = [
        line
        for line in sorted(lines, key=lambda line: -line.top)
        if line.size > 1.3 * body and line.right - line.left > 3 * (line.top - line.bottom) and len(line.words) > 1
    ]
    return join_words([line for line in large if abs(line.size - large[0].size) < 0.5])


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """First and last lines that stand on several pages."""
    seen = Counter(line.text for lines in pages for line in {*lines[:2], *lines[-2:]})
    return frozenset(text for text, count in seen.items() if count >= max(3, len(pages) // 4))


def _is_running(line: Line, lines: Sequence[Line], repeated: frozenset[str]) -> bool:
    edge = line in lines[:2] or line in lines[-2:]
    return edge and (
        line.text in repeated
        or re.fullmatch(r"[-–]?\s?\d{1,4}\s?[-–]?|Page \d+.*|第\s?\d+\s?页.*", line.text) is not None
    )


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Neighbouring pieces at one height become one line, as the cells of a table row that are drawn one by one."""
    rows: list[Line] = []
    for line in lines:
        last = rows[-1] if rows else None
        if last is not None and _same_height(last, line) and line.left >= last.right - 1:
            rows[-1] = Line(
                (*last.words, *line.words), max(last.top, line.top), min(last.bottom, line.bottom), last.size
            )
        else:
            rows.append(line)
    return rows


def _same_height(a: Line, b: Line) -> bool:
    middle = (b.top + b.bottom) / 2
    return a.bottom < middle < a.top and abs(a.size - b.size) < 0.3 * a.size


def _page_parts(content: list[Line], page: int, sections: Sections) -> Iterator[Part]:
    """Tables are looked for from top to bottom, running text is read in the order of the page's content."""
    lines = content if _two_columns(content) else _rows(sorted(content, key=lambda line: (-line.top, line.left)))
    taken: set[int] = set()
    tables: dict[int, list[Part]] = {}
    width = max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)
    if lines is content:
        width /= 2
    for at, line in enumerate(lines):
        found = CAPTION.match(line.text)
        if found is None or at in taken:
            continue
        end = _caption_end(lines, at)
        caption = join_words(lines[at:end])
        label = found["label"].replace("\u2002", " ")
        taken.update(range(at, end))
        tables[at] = [Part("caption", caption, page, "", label)]
        if not label.startswith(("F", "图", "圖")):
            body = table_body(lines, at, end, taken, width)
            taken.update(body)
            tables[at] += _cells(
                [lines[index] for index in sorted(body)], Part("cell", "", page, "", label, "", "", caption)
            )
    for loose in loose_tables(lines, taken, width):
        taken.update(loose)
        tables[loose.start] = _cells([lines[index] for index in loose], Part("cell", "", page))
    used = {word for index in taken for word in lines[index].words}
    starts = {lines[at].words[0]: cells for at, cells in tables.items()}
    yield from _running_text(content, used, starts, page, sections)


def _cells(lines: list[Line], model: Part) -> list[Part]:
    return [replace(model, text=cell.text, row=cell.row, column=cell.column) for cell in table_cells(lines)]


def _two_columns(lines: Sequence[Line]) -> bool:
    """Many lines begin right of the middle and hold words of running text."""
    if not lines:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    middle = (left + right) / 2
    beyond = sum(line.left > middle - 5 and len(line.words) > 4 for line in lines)
    return beyond > 0.25 * len(lines)


def _caption_end(lines: list[Line], at: int) -> int:
    """A caption goes on over lines of the same letters close below, to its full stop at a short line."""
    end = at + 1
    while end < len(lines) and end < at + 8:
        above, below = lines[end - 1], lines[end]
        close = 0 <= above.bottom - below.top < 0.9 * above.size and abs(above.size - below.size) < 0.6
        if (
            not close
            or len(below.cells(2.0)) > 2
            or (above.text.endswith((".", "。")) and above.right < lines[at].right - 3 * above.size)
        ):
            break
        end += 1
    return end


def _running_text(
    lines: list[Line], used: set[Word], tables: dict[Word, list[Part]], page: int, sections: Sections
) -> Iterator[Part]:
    waiting: list[Line] = []
    size = _median([line.size for line in lines])

    def flush() -> Iterator[Part]:
        if waiting and not skipped:
            kind = "footnote" if waiting[0].size < 0.9 * size and _FOOTNOTE.match(waiting[0].text) else "paragraph"
            yield Part(kind, join_words(waiting), page, section)  # type: ignore[arg-type]
        waiting.clear()

    solid: Line | None = None
    section, skipped = sections.current, sections.references
    for line in lines:
        if line.words[0] in tables:
            yield from flush()
            yield from (replace(part, section=section) for part in tables[line.words[0]] if not skipped)
        if line.words[0] in used:
            continue
        begins = solid is None or (not _is_formula(line) and _begins(solid, line))
        if begins and sections.enter(line):
            yield from flush()
            section, skipped, solid = sections.current, sections.references, None
            yield Part("heading", line.text, page, section)
            continue
        if begins and solid is not None:
            yield from flush()
        waiting.append(line)
        if not _is_formula(line):
            solid = line
    yield from flush()


def _is_formula(line: Line) -> bool:
    """Symbols and indices that stand a little above or below their line."""
    return len(line.words) <= 3 and sum(char.isalpha() and char.isascii() for char in line.text) <= 2 * len(line.words)


def _begins(above: Line, line: Line) -> bool:
    """A new paragraph: a gap, an indent, a bullet, or a jump to another column or size."""
    gap = above.bottom - line.top
    return (
        gap > 0.9 * above.size
        or gap < -2 * above.size
        or line.left > above.left + 1.2 * line.size
        or abs(above.size - line.size) > 0.15 * above.size
        or _BULLET.match(line.text) is not None
    )


def join_words(lines: Sequence[Line]) -> str:
    """Lines as one string; a word divided at the end of a line is put together, Chinese lines join without a space."""
    text = ""
    for line in lines:
        piece = line.text.replace("\xad", "")
        if text.endswith("-") and piece[:1].islower():
            text += piece
        elif text and not (_is_wide(text[-1]) and _is_wide(piece[:1])):
            text += " " + piece
        else:
            text += piece
    return text


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


__all__ = ["CAPTION", "Word", "document_parts", "join_words"]
