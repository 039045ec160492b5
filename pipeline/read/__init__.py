"""Bytes to pages: ``read_page(path, data)`` decodes, and finds the visible text, its blocks and the main content."""

from __future__ import annotations

import re

from pipeline.model import Page
from pipeline.read.decode import decode_page

__all__ = ["read_page"]

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|article|section|p|br)\b", re.IGNORECASE)


def read_page(path: str, data: bytes) -> Page:
    """Read one page; whether it is text or HTML is seen from the content, not from the name.

    ``path`` is only a label. Raises PageError (stage ``read``) for empty and binary files.
    """
    text, encoding, utf8 = decode_page(path, data)
    if _is_html(text):
        from pipeline.read.webpage import read_html

        return read_html(path, text, encoding, utf8)
    page = Page.from_text(text, path)
    return Page(path, "text", encoding, page.text, page.blocks)


def _is_html(text: str) -> bool:
    head = text[:5000].lstrip("\ufeff \t\r\n")
    if head.startswith("<") and _HTML.match(head):
        return True
    return (head.startswith("<") and len(_HTML.findall(text[:20000])) >= 2) or len(_HTML.findall(text[:20000])) >= 5
