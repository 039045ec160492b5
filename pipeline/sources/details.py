"""What a file says about itself beside its text: author, date, number of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PDF_DATE = re.compile(r"D?:?((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_ISO = re.compile(r"((?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)")
_HTML_DATES = ("article:published_time", "datePublished", "date", "dc.date", "publishdate", "pubdate", "DC.date.issued")


@dataclass(frozen=True, slots=True)
class Details:
    """``date`` is that of publication where the file gives one, ``created`` the day the file was made (ISO 8601)."""

    author: str = ""
    date: str = ""
    created: str = ""
    pages: int = 0

    @property
    def note(self) -> str:
        """For the note of documents.csv."""
        pages = f"{self.pages} pages" if self.pages else ""
        created = f"file created {self.created}" if self.created else ""
        return ", ".join(filter(None, (pages, created)))


def document_details(path: Path) -> Details:
    """Details of a document that has been read before; empty where its kind has none."""
    reader = _READERS.get(path.suffix.lower())
    return reader(path) if reader else Details()


def _pdf(path: Path) -> Details:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    meta = document.get_metadata_dict()
    pages = len(document)
    document.close()
    found = _PDF_DATE.match(meta.get("CreationDate", ""))
    return Details(meta.get("Author", "").strip(), "", "-".join(found.groups()) if found else "", pages)


def _html(path: Path) -> Details:
    from bs4 import BeautifulSoup

    metas: dict[str, str] = {}
    for tag in BeautifulSoup(path.read_bytes(), "lxml").find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name:
            metas.setdefault(str(name), str(tag.get("content") or ""))
    date = next((found[1] for name in _HTML_DATES if (found := _ISO.search(metas.get(name, "")))), "")
    return Details(metas.get("author", "").strip(), date)


def _docx(path: Path) -> Details:
    import docx

    properties = docx.Document(str(path)).core_properties
    return Details(properties.author or "", "", properties.created.date().isoformat() if properties.created else "")


_READERS: dict[str, Callable[[Path], Details]] = {".pdf": _pdf, ".html": _html, ".htm": _html, ".docx": _docx}
