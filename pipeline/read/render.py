"""HTML to the visible text: one walk over the parsed page gives lines and the boxes that hold them.

The parser's tree is written out again and cut into tags and text: the markup is well formed by then, so a counter of
depth does for a stack, several times faster than a walk over node objects, and depth is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.read.tags import BLOCK, HEADINGS, RAW, SKIPPED, VOID
from pipeline.read.visibility import Hiding, attribute_hiding, hide_by_rules

_GRID = "data-heshu-grid"
MIN_SOFT = 40
MOST_UNSEEN = 4000  # characters
_SENTENCE = re.compile("[，。！？；]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGE = " \t\n\r\f\u3000\xa0\u2003\ufeff"
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(/?[a-z][^>]*)>")
_ATTRIBUTE = re.compile(r'(?:^|\s)([^\s=]+)(?:="([^"]*)")?')
_NAMES = re.compile(r'(?:^|\s)(?:class|id|itemprop|role)="([^"]*)"')


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
    unseen: list[str] = field(default_factory=list)  # texts of hidden elements, MOST_UNSEEN characters at most


def render(tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> Rendering:
    """Render a parsed page. The tree is changed: scripts, styles and other invisible elements are taken out.

    ``styles``: its ``style`` elements. Time is linear in the size of the page. Where next to nothing is in sight and
    softly hidden text is, a script would have shown it (pages that fade in): it counts as visible then. So does text
    hidden from screen readers alone.
    """
    title = tree.css_first("title")
    heading = _SPACE.sub(" ", title.text() or "").strip(_EDGE) if title else ""
    hide_by_rules(tree, styles)
    tree.strip_tags(list(RAW))
    for table in tree.css("table"):
        if _is_data_table(table):
            table.attrs[_GRID] = ""
    root = tree.body or tree.root
    markup = (root.html or "") if root is not None else ""
    page = _walk(markup, soft=True)
    seen = _running(page)
    if seen < MIN_SOFT and (page.soft >= MIN_SOFT or 'aria-hidden="true"' in markup):
        lit = _walk(markup, soft=False)
        if _running(lit) >= max(MIN_SOFT, 3 * seen):
            page = lit
    page.title = heading
    return page


class OddMarkupError(ValueError):
    """An instruction, or a name with ``<``: ``<`` and ``>`` do not just bound tags."""


def _walk(markup: str, *, soft: bool) -> Rendering:
    """Lines and boxes of serialised markup. ``soft``: text that is softly hidden is left out."""
    if "<!--" in markup:
        markup = _COMMENT.sub("<!>", markup)
    try:
        return _Writer(soft=soft).walk(markup.split("<"))
    except OddMarkupError:
        markup = markup.replace("<?", "&lt;?")
        markup = _TAG.sub(lambda tag: "<" + tag[1].replace("<", "_") + ">", markup)
        return _Writer(soft=soft).walk(markup.split("<"))


def _running(page: Rendering) -> int:
    """Characters of the lines that read like sentences."""
    return sum(len(line.text) - line.link_chars for line in page.lines if _SENTENCE.search(line.text))


class _Writer:
    """The state of the walk."""

    def __init__(self, *, soft: bool) -> None:
        self.honour_soft = soft
        self.page = Rendering()
        self.parts: list[str] = []
        self.links = self.link_chars = self.bold = self.bold_chars = 0
        self.box = -1
        self.heading = ""
        self.grid = 0  # nested tables inside a table of figures: its cells join one line
        self.pre = 0
        self.dim: list[tuple[int, bool]] = []  # (depth, hides) of the open elements that change soft hiding
        self.image_seen = False

    def walk(self, pieces: list[str]) -> Rendering:
        """``pieces``: the markup cut at ``<``: a tag, ``>`` and the text behind it each.

        ``skip`` is the depth of the hidden element that the walk is in (0: in none).
        """
        steps = _Steps(soft=self.honour_soft)
        parts, dim, write = self.parts, self.dim, self.text
        depth = skip = 0
        room = MOST_UNSEEN
        for piece in pieces:
            tag, end, text = piece.partition(">")
            if piece and not end:
                raise OddMarkupError(piece)
            change, action, argument = steps[tag]
            depth += change
            if skip:
                if depth >= skip:
                    if room > 0:
                        room -= self.keep_unseen(text)
                    continue
                skip = 0
            elif action is not None:
                action(self, argument)
            elif argument is not None and not self.hide(argument, depth):
                skip = depth
                room -= self.keep_unseen(text)
                continue
            if dim and depth < dim[-1][0]:
                dim.pop()
            if text and (parts or not text.isspace()):
                write(text)
        self.flush()
        return self.page

    def keep_unseen(self, text: str) -> int:
        """Keep a hidden text; returns its length."""
        text = _tidy(_plain(text))
        if text:
            self.page.unseen.append(text[:MOST_UNSEEN])
        return len(text)

    def hide(self, argument: tuple[Hiding, _Step | None], depth: int) -> bool:
        """Handle a start tag that hides or shows its element; False where it is out of sight with all inside."""
        hiding, step = argument
        if hiding == "hard" or step is None:
            return False
        _, action, inner = step
        if hiding == "soft" or self.dim:
            self.dim.append((depth, hiding == "soft"))
        if action is not None:
            action(self, inner)
        return True

    def line_break(self, _: None) -> None:
        if self.grid:
            self.parts.append(" ")
        else:
            self.flush()

    def image(self, _: None) -> None:
        self.image_seen = True

    def rule(self, _: None) -> None:
        self.flush()

    def link(self, change: int) -> None:
        self.links += change

    def embolden(self, change: int) -> None:
        self.bold += change

    def start(self, argument: tuple[str, str, bool]) -> None:
        name, key, grid = argument
        if self.grid:
            if name in {"td", "th"}:
                self.parts.append("\t")
                return
            if name == "table":
                self.grid += 1
            if name not in {"tr", "caption"} or self.grid > 1:
                self.parts.append(" ")
                return
        if self.parts:
            self.flush()
        if grid:
            self.grid = 1
        elif name in HEADINGS:
            self.heading = name
        elif name == "pre":
            self.pre += 1
        boxes = self.page.boxes
        boxes.append(Box(name, key, self.box, len(self.page.lines)))
        self.box = len(boxes) - 1

    def end(self, name: str) -> None:
        if self.grid:
            if name == "table":
                self.grid -= 1
            if (name not in {"tr", "caption"} or self.grid > 1) and (name != "table" or self.grid):
                if name not in {"td", "th"}:
                    self.parts.append(" ")
                return
            if name == "table":
                self.grid = 1
                self.flush()
                self.grid = 0
        if self.parts:
            self.flush()
        if name in HEADINGS:
            self.heading = ""
        elif name == "pre":
            self.pre -= 1
        box = self.page.boxes[self.box]
        box.last = len(self.page.lines)
        self.box = box.parent

    def text(self, text: str) -> None:
        if "&" in text:
            text = _plain(text)
        if self.pre and "\n" in text:
            for number, piece in enumerate(text.split("\n")):
                if number:
                    self.flush()
                if piece:
                    self.add(piece)
        else:
            self.add(text)

    def add(self, text: str) -> None:
        if self.dim and self.dim[-1][1]:
            self.page.soft += len(text.strip())
            return
        self.parts.append(text)
        if self.links:
            self.link_chars += len(text.strip())
        if self.bold:
            self.bold_chars += len(text.strip())

    def flush(self) -> None:
        parts = self.parts
        if not parts:
            return
        raw = "".join(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        row = self.grid > 0 and "\t" in raw
        text = "\t".join([_tidy(cell) for cell in raw.split("\t")[1:]]).rstrip("\t") if row else _tidy(raw)
        if text and text.strip("\t \u200b"):
            heading, box = self.heading, self.box
            self.page.lines.append(Line(text, box, self.link_chars, self.bold_chars, heading, row, self.image_seen))
            self.image_seen = False
        self.link_chars = self.bold_chars = 0


_Action = Callable[[_Writer, Any], None]
_Step = tuple[int, _Action | None, Any]  # change of depth, what to do, with which argument


def _steps() -> dict[str, _Step]:
    """What tags without attributes do."""
    steps: dict[str, _Step] = dict.fromkeys(("", "!", *VOID), (0, None, None))
    steps |= {"br": (0, _Writer.line_break, None), "hr": (0, _Writer.rule, None), "img": (0, _Writer.image, None)}
    for name in SKIPPED:
        steps |= {name: (1, None, ("hard", None)), f"/{name}": (-1, None, None)}
    for name in BLOCK:
        steps |= {name: (1, _Writer.start, (name, "", False)), f"/{name}": (-1, _Writer.end, name)}
    for name, action in (("a", _Writer.link), ("b", _Writer.embolden), ("strong", _Writer.embolden)):
        steps |= {name: (1, action, 1), f"/{name}": (-1, action, -1)}
    steps["dialog"] = 1, None, ("hard", None)
    return steps


_STEPS = _steps()
_OTHER: _Step = (1, None, None)
_OTHER_END: _Step = (-1, None, None)


class _Steps(dict[str, _Step]):
    """What the tags of a page do; pages repeat their tags, so each spelling is looked into once."""

    def __init__(self, *, soft: bool) -> None:
        super().__init__(_STEPS)
        self.soft = soft

    def __missing__(self, tag: str) -> _Step:
        if tag[0] == "?":
            raise OddMarkupError(tag)
        name, _, attributes = tag.partition(" ")
        step = _STEPS.get(name) or (_OTHER_END if tag[0] == "/" else _OTHER)
        if attributes and step[0] > 0:
            step = self.learn(name, attributes, step)
        self[tag] = step
        return step

    def learn(self, name: str, attributes: str, step: _Step) -> _Step:
        """What a start tag with attributes does; ``step``: what it does without."""
        if name in BLOCK:
            step = 1, _Writer.start, (name, _key(attributes), name == "table" and _GRID in attributes)
        if (_may_hide(attributes) or name == "dialog") and name not in SKIPPED:
            found = {key: _plain(value) for key, value in _ATTRIBUTE.findall(attributes)}
            hiding = attribute_hiding(name, found, aria=self.soft)
            hard = hiding == "hard" and name not in {"body", "html"}
            if hard or (self.soft and hiding in {"soft", "shown"}):
                return 1, None, (hiding, step)
        return step


@lru_cache(maxsize=4096)
def _key(attributes: str) -> str:
    """The lower-case names that attributes give an element."""
    key = ""
    if "class=" in attributes or "id=" in attributes or "itemprop=" in attributes or "role=" in attributes:
        key = " ".join(_NAMES.findall(attributes)).lower()
    if "center" in attributes and ("align" in attributes or "style" in attributes):
        key += " ~center"
    return key


def _tidy(text: str) -> str:
    """One line of text: runs of white space as one space, none at the ends."""
    text = text.strip(_EDGE)
    if "  " in text or "\n" in text or "\t" in text or "\f" in text or "\r" in text:
        return _SPACE.sub(" ", text)
    return text


def _may_hide(attributes: str) -> bool:
    return (
        "style=" in attributes
        or "hid" in attributes
        or "none" in attributes
        or "sr-only" in attributes
        or "screen-r" in attributes
    )


def _plain(text: str) -> str:
    """Undo the four escapes that serialisation makes."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")


def _is_data_table(table: LexborNode) -> bool:
    """A table of figures rather than of layout: several short cells in several rows, no table inside."""
    if len(table.css("table")) > 1 or table.css_first("h1") is not None:
        return False
    cells = table.css("td, th")
    rows = table.css("tr")
    if len(rows) < 2 or len(cells) < 4:
        return False
    length = len(_SPACE.sub("", table.text() or ""))
    return length / len(cells) < 80 and len(cells) / len(rows) > 1.3
