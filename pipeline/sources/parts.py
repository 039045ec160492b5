"""What a source document is made of: paragraphs, captions and table cells, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartKind = Literal["title", "heading", "paragraph", "caption", "footnote", "cell"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text with where it stands. ``page`` counts from 1 (0: the document has no pages).

    ``section`` is the heading number or title above it, ``table`` the label of the table (``Table 1``) of a cell or
    caption, ``row`` and ``column`` the headers of a cell, ``caption`` the text of the table's caption.
    """

    kind: PartKind
    text: str
    page: int = 0
    section: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    caption: str = ""

    @property
    def locator(self) -> str:
        """Where an editor finds it: ``p. 5, 4.2, Table 1``."""
        page = f"p. {self.page}" if self.page else ""
        return ", ".join(piece for piece in (page, self.section, self.table) if piece)
