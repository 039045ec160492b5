"""From the lines of a PDF to its parts: headings, paragraphs, captions and the cells of its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.sources.lines import Line, Word
from pipeline.sources.parts import Part
from pipeline.sources.tables import table_cells

CAPTION = re.compile(
    r"(?P<label>(?:Table|Figure|Fig\.|Tab\.|表|图|圖)\s?[A-Z]?\d+(?:[.\-–]\d+)*)\s?(?:[|:：.．、]|\s(?=[A-Z一-鿿])|$)"
)
_HEADING = re.compile(
    r"(?P<number>(?:[A-Z]\.)?\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[一二三四五六七八九十]+、|Appendix [A-Z]|[A-Z]\.)\.?\s+(?=[A-Z一-鿿])"
)
_NAMED_HEADING = re.compile(
    r"(?:Abstract|References|Acknowledg\w+|Introduction|Conclusions?|Appendix|摘要|参考文献|附录)\s*$", re.IGNORECASE
)
_BULLET = re.compile(r"[•●◦▪–·]\s|\(?\d{1,2}[.)]\s|[-*]\s")
_FOOTNOTE = re.compile(r"\d{1,2}(?=[A-Zh])")
_REFERENCES = re.compile(r"(?:\d+\.?\s+)?(?:References|Bibliography|参考文献)\s*$", re.IGNORECASE)


def document_parts(pages: Sequence[Sequence[Line]]) -> Iterator[Part]:
    """Parts of a document in reading order; running heads, page numbers and lists of references are left out."""
    repeated = _running(pages)
    section = ""
    skipping = False
    for number, lines in enumerate(pages, 1):
        kept = [line for line in _rows(lines) if not _is_running(line, lines, repeated)]
        for part in _page_parts(kept, number, section):
            if part.kind == "heading":
                section = part.section
                skipping = _REFERENCES.match(part.text) is not None
            if not skipping:
                yield part


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


def _page_parts(content: list[Line], page: int, section: str) -> Iterator[Part]:
    """Tables are looked for from top to bottom, running text is read in the order of the page's content."""
    lines = content if _two_columns(content) else _rows(sorted(content, key=lambda line: (-line.top, line.left)))
    taken: set[int] = set()
    tables: dict[int, list[Part]] = {}
    width = max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)
    for at, line in enumerate(lines):
        found = CAPTION.match(line.text)
        if found is None or at in taken:
            continue
        end = _caption_end(lines, at)
        caption = join_words(lines[at:end])
        label = found["label"].replace("\u2002", " ")
        cells: list[Part] = [Part("caption", caption, page, section, label)]
        taken.update(range(at, end))
        if not label.startswith(("F", "图", "圖")):
            body = _table_body(lines, at, end, taken, width)
            taken.update(body)
            cells += [
                Part("cell", cell.text, page, section, label, cell.row, cell.column, caption)
                for cell in table_cells([lines[index] for index in sorted(body)])
            ]
        tables[at] = cells
    used = {word for index in taken for word in lines[index].words}
    starts = {lines[at].words[0]: cells for at, cells in tables.items()}
    yield from _running_text(content, used, starts, page, section)


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


def _table_body(lines: list[Line], at: int, end: int, taken: set[int], width: float) -> set[int]:
    above = _walk(lines, range(at - 1, -1, -1), taken, width, lines[at])
    below = _walk(lines, range(end, len(lines)), taken, width, lines[end - 1])
    return max((above, below), key=lambda rows: sum(len(lines[index].cells()) > 1 for index in rows))


def _walk(lines: list[Line], order: range, taken: set[int], width: float, caption: Line) -> set[int]:
    """Rows next to a caption until running text begins."""
    rows: list[int] = []
    previous = caption
    for index in order:
        line = lines[index]
        gap = min(abs(previous.bottom - line.top), abs(line.bottom - previous.top))
        if index in taken or _is_prose(line, width) or gap > 6 * line.size:
            break
        rows.append(index)
        previous = line
    while rows and len(lines[rows[-1]].cells()) < 2 and lines[rows[-1]].text.endswith((".", "。", ":")):
        rows.pop()
    return set(rows)


def _is_prose(line: Line, width: float) -> bool:
    cells = line.cells(1.2)
    if _HEADING.match(line.text) and len(cells) == 1 and len(line.words) < 14:
        return True
    return len(cells) == 1 and (line.right - line.left > 0.7 * width or len(line.words) > 11)


def _running_text(
    lines: list[Line], used: set[Word], tables: dict[Word, list[Part]], page: int, section: str
) -> Iterator[Part]:
    waiting: list[Line] = []
    size = _median([line.size for line in lines])

    def flush() -> Iterator[Part]:
        if waiting:
            kind = "footnote" if waiting[0].size < 0.9 * size and _FOOTNOTE.match(waiting[0].text) else "paragraph"
            yield Part(kind, join_words(waiting), page, section)  # type: ignore[arg-type]
            waiting.clear()

    solid: Line | None = None
    for line in lines:
        if line.words[0] in tables:
            yield from flush()
            yield from tables[line.words[0]]
        if line.words[0] in used:
            continue
        heading = _heading(line)
        if heading:
            yield from flush()
            section, solid = heading, None
            yield Part("heading", line.text, page, section)
            continue
        if waiting and solid is not None and not _is_formula(line) and _begins(solid, line):
            yield from flush()
        waiting.append(line)
        if not _is_formula(line):
            solid = line
    yield from flush()


def _is_formula(line: Line) -> bool:
    """Symbols and indices that stand a little above or below their line."""
    return len(line.words) <= 3 and sum(char.isalpha() and char.isascii() for char in line.text) <= 2 * len(line.words)


def _heading(line: Line) -> str:
    if len(line.words) > 14 or line.text.endswith((".", ",", "，", "。")):
        return ""
    named = _NAMED_HEADING.match(line.text)
    if named:
        return line.text.strip()
    found = _HEADING.match(line.text)
    if found is None or (found["number"][0].isalpha() and re.search(r"[,\d]", line.text[found.end() :])):
        return ""  # "A. Dubey, 2024" is an author
    return found["number"].rstrip(".、")


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
