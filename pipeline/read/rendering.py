"""What a page shows: its lines, and the boxes that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Box:
    """A block element: its tag, lower-case ``class id`` words, parent (index, -1 for the root) and line range."""

    tag: str
    key: str
    parent: int
    first: int
    last: int = 0


@dataclass(slots=True)
class Line:
    """A visible line: text, the box that directly holds it, characters in links and in bold, tag hints."""

    text: str
    box: int
    link_chars: int = 0
    bold_chars: int = 0
    heading: str = ""
    row: bool = False
    after_image: bool = False


@dataclass(slots=True)
class Rendering:
    """What a reader sees: lines in document order, boxes, and the text of ``<title>``.

    ``soft`` counts characters that a property hides which a script may set back.
    """

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    title: str = ""
    soft: int = 0
    unseen: list[str] = field(default_factory=list)  # texts of hidden elements, the first few thousand characters
