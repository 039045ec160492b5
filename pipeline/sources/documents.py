"""Source documents of every kind to parts: PDF, HTML, DOCX, Markdown, text, CSV and XLSX."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.sources.grids import grid_parts
from pipeline.sources.layout import CAPTION, document_parts
from pipeline.sources.lines import page_lines
from pipeline.sources.parts import Part

if TYPE_CHECKING:
    from bs4 import Tag

MAX_BYTES = 200 * 1024 * 1024
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*$")
_MARKDOWN_ROW = re.compile(r"\s*\|(.+)\|\s*$")
_MARKDOWN_RULE = re.compile(r"[\s|:-]+$")
_TEXTS = frozenset({".txt", ".md", ".csv"})
_MARKS = re.compile(r"\*\*|__|`|!?\[([^\]]*)\]\([^)]*\)")


def read_document(path: Path) -> list[Part]:
    """The parts of one document in reading order. Raises InputError with what to do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{path}: cannot read {path.suffix or 'this'} documents; give one of {', '.join(sorted(READERS))}"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    if path.suffix.lower() in _TEXTS and b"\0" in data:
        raise InputError(f"{path}: not a text file; save it as UTF-8 text")
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: more than {MAX_BYTES} bytes; split the document")
    try:
        parts = list(reader(data))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except ImportError as error:
        raise InputError(f"{path}: {error.name} is missing; install heshu with its dependencies") from error
    except Exception as error:  # the libraries raise what they like on a broken file
        raise InputError(
            f"{path}: broken document ({type(error).__name__}: {error}); open and save it again"
        ) from error
    if not any(part.text.strip() for part in parts):
        scanned = path.suffix.lower() == ".pdf"
        raise InputError(f"{path}: no text layer: run it through OCR first" if scanned else f"{path}: no text in it")
    return parts


def document_title(parts: list[Part], path: Path) -> str:
    """The first title or heading, else the first line, else the file's name."""
    for part in parts:
        if part.kind == "title":
            return part.text
    first = next((part.text for part in parts if part.kind in ("heading", "paragraph") and len(part.text) > 3), "")
    return first.split("\n")[0][:160] or path.stem


def _pdf(data: bytes) -> Iterator[Part]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("the PDF is protected by a password; save it without one") from error
        raise
    pages = []
    for page in document:
        textpage = page.get_textpage()
        pages.append(page_lines(textpage))
        textpage.close()
        page.close()
    document.close()
    yield from document_parts(pages)


def _html(data: bytes) -> Iterator[Part]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(data, "lxml")
    for tag in soup(["script", "style", "noscript", "template", "nav", "footer", "svg"]):
        tag.decompose()
    if soup.title and soup.title.get_text(strip=True):
        yield Part("title", soup.title.get_text(" ", strip=True))
    section, tables = "", 0
    for tag in soup.find_all(
        ["h1", "h2", "h3", "h4", "p", "li", "dd", "dt", "figcaption", "table", "blockquote", "pre"]
    ):
        if tag.name == "table":
            if tag.find_parent("table") is None:
                tables += 1
                yield from _html_table(tag, section, tables)
            continue
        if tag.find_parent("table") is not None or (
            tag.name in ("li", "dd", "blockquote") and tag.find(["p", "li", "table"])
        ):
            continue
        text = re.sub(r"\s+", " ", tag.get_text(" ", strip=True))
        if not text:
            continue
        if tag.name.startswith("h") and len(tag.name) == 2:
            section = text[:80]
            yield Part("heading", text, section=section)
        else:
            yield Part("caption" if tag.name == "figcaption" else "paragraph", text, section=section)


def _html_table(tag: Tag, section: str, number: int) -> Iterator[Part]:
    import pandas as pd

    caption_tag = tag.find("caption")
    caption = caption_tag.get_text(" ", strip=True) if caption_tag else ""
    found = CAPTION.match(caption)
    label = found["label"] if found else f"Table {number}"
    width = min((len(row.find_all(["td", "th"])) for row in tag.find_all("tr") if row.find(["td", "th"])), default=0)
    try:  # texts as written: 1.50 stays 1.50
        frames = pd.read_html(io.StringIO(str(tag)), keep_default_na=False, converters=dict.fromkeys(range(width), str))
    except (ValueError, IndexError):
        return
    for frame in frames:
        columns: list[object] = list(frame.columns)
        head = [list(map(_header, column)) if isinstance(column, tuple) else [_header(column)] for column in columns]
        rows: list[list[str]] = [
            [names[at] if at < len(names) else "" for names in head] for at in range(max(map(len, head)))
        ]
        rows += [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
        yield from grid_parts(rows, section=section, table=label, caption=caption)


def _header(name: object) -> str:
    text = str(name)
    return "" if isinstance(name, int) or text.startswith("Unnamed:") else text


def _docx(data: bytes) -> Iterator[Part]:
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    section, tables, caption = "", 0, ""
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            found = CAPTION.match(caption)
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            yield from grid_parts(
                rows, section=section, table=found["label"] if found else f"Table {tables}", caption=caption
            )
        elif isinstance(block, Paragraph) and block.text.strip():
            text, style = block.text.strip(), (block.style.name or "") if block.style else ""
            caption = text if CAPTION.match(text) else ""
            if style.startswith(("Heading", "Title", "标题")):
                section = text[:80]
                yield Part("title" if style == "Title" else "heading", text, section=section)
            else:
                yield Part("caption" if caption else "paragraph", text, section=section)


def _markdown(data: bytes) -> Iterator[Part]:
    section, rows, tables, paragraph = "", [], 0, []  # type: str, list[list[str]], int, list[str]
    for line in [*data.decode("utf-8-sig", "replace").splitlines(), ""]:
        row = _MARKDOWN_ROW.match(line)
        if row:
            if not _MARKDOWN_RULE.fullmatch(line):
                rows.append([_plain(cell) for cell in row[1].split("|")])
            continue
        if rows:
            tables += 1
            yield from grid_parts(rows, section=section, table=f"Table {tables}")
            rows = []
        heading = _MARKDOWN_HEADING.match(line)
        ends = heading or not line.strip() or line.lstrip().startswith(("- ", "* ", "+ "))
        if ends and paragraph:
            yield Part("paragraph", " ".join(paragraph), section=section)
            paragraph = []
        if heading:
            section = _plain(heading[1])[:80]
            yield Part("heading", section, section=section)
        elif line.strip():
            paragraph.append(_plain(line.strip()))


def _plain(text: str) -> str:
    return _MARKS.sub(lambda found: found[1] or "", text).strip()


def _csv(data: bytes) -> Iterator[Part]:
    import csv

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    yield from grid_parts(list(csv.reader(io.StringIO(text, newline=""))), table="Table 1")


def _xlsx(data: bytes) -> Iterator[Part]:
    import openpyxl

    book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        yield from grid_parts(rows, table=sheet.title)


READERS: dict[str, Callable[[bytes], Iterator[Part]]] = {
    ".pdf": _pdf, ".html": _html, ".htm": _html, ".docx": _docx, ".md": _markdown, ".txt": _markdown, ".csv": _csv,
    ".xlsx": _xlsx,
}  # fmt: skip
