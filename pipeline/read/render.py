"""HTML to the visible text: one walk over the parsed page gives lines and the boxes that hold them.

The parser's tree is written out again and read as tokens: the markup is well formed by then, so a regular expression
and a stack do, several times faster than a walk over node objects, and depth is no limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.read.visibility import attribute_hiding, hide_by_rules

_RAW = ["script", "style", "noscript", "iframe", "noembed", "noframes", "svg", "math", "template"]
_SKIPPED = frozenset(
    {
        *(
            "title",
            "select",
            "textarea",
            "object",
            "canvas",
            "audio",
            "video",
            "button",
            "datalist",
            "map",
            "rp",
            "head",
        ),
        *("applet", "optgroup", "option", "progress", "meter"),
    }
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_BLOCK = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
        ),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
        ),
        *("hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_HANDLED = _BLOCK | {"a", "b", "strong"}
_ENTERED = _HANDLED | _SKIPPED
_GRID = "data-heshu-grid"
MIN_SOFT = 40
_SENTENCE = re.compile("[，。！？；]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGE = " \u3000\xa0\u2003\ufeff"
_TOKEN = re.compile(r"<!--.*?-->|<(/?)([a-z][^\s>]*)([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\s([^\s=]+)(?:="([^"]*)")?')
_NAMES = re.compile(r'\s(?:class|id|itemprop|role)="([^"]*)"')


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


def render(tree: LexborHTMLParser) -> Rendering:
    """Render a parsed page. The tree is changed: scripts, styles and other invisible elements are taken out.

    Time is linear in the size of the page. Where next to nothing is in sight and softly hidden text is, a script
    would have shown it (pages that fade in): it counts as visible then. So does text hidden from screen readers alone.
    """
    title = tree.css_first("title")
    heading = _SPACE.sub(" ", title.text() or "").strip(_EDGE) if title else ""
    hide_by_rules(tree)
    tree.strip_tags(_RAW)
    for table in tree.css("table"):
        if _is_data_table(table):
            table.attrs[_GRID] = ""
    root = tree.body or tree.root
    markup = (root.html or "") if root is not None else ""
    tokens = _TOKEN.split(markup)
    page = _Writer(soft=True).walk(tokens)
    seen = _running(page)
    if seen < MIN_SOFT and (page.soft >= MIN_SOFT or 'aria-hidden="true"' in markup):
        lit = _Writer(soft=False).walk(tokens)
        if _running(lit) >= max(MIN_SOFT, 3 * seen):
            page = lit
    page.title = heading
    return page


def _running(page: Rendering) -> int:
    """Characters of the lines that read like sentences."""
    return sum(len(line.text) - line.link_chars for line in page.lines if _SENTENCE.search(line.text))


class _Writer:
    """The state of the walk. ``skip`` is the stack depth at which the hidden element closes (0: nothing hidden)."""

    def __init__(self, *, soft: bool) -> None:
        self.honour_soft = soft
        self.page = Rendering()
        self.parts: list[str] = []
        self.links = self.link_chars = self.bold = self.bold_chars = 0
        self.box = -1
        self.heading = ""
        self.grid = 0  # nested tables inside a table of figures: its cells join one line
        self.pre = 0
        self.dim: list[bool] = []  # soft hiding, one entry for each element that changes it
        self.image_seen = False

    def walk(self, tokens: list[str]) -> Rendering:
        """``tokens``: text, then slash, name and attributes of the tag behind it, text, and so on."""
        stack: list[tuple[str, bool]] = []
        depth = skip = 0
        parts = self.parts
        self.text(tokens[0])
        rest = iter(tokens[1:])
        for slash, name, attributes, text in zip(rest, rest, rest, rest, strict=True):
            if slash:
                depth -= 1
                if not skip:
                    self.close(stack)
                elif depth < skip:
                    skip = 0
            elif name and name not in _VOID:
                depth += 1
                if not skip and not self.open(name, attributes, stack):
                    skip = depth
            elif name and not skip:
                self.void(name)
            if text and not skip and (parts or not text.isspace()):
                self.text(text)
        self.flush()
        return self.page

    def open(self, name: str, attributes: str, stack: list[tuple[str, bool]]) -> bool:
        """Handle a start tag; False where the element is hidden."""
        change = self.enter(name, attributes) if attributes or name in _ENTERED else False
        if change is None:
            return False
        stack.append((name, change))
        return True

    def close(self, stack: list[tuple[str, bool]]) -> None:
        if stack:
            name, change = stack.pop()
            if change or name in _HANDLED:
                self.leave(name, change)

    def void(self, name: str) -> None:
        if name == "br":
            if self.grid:
                self.parts.append(" ")
            else:
                self.flush()
        elif name == "img":
            self.image_seen = True
        elif name == "hr":
            self.flush()

    def enter(self, name: str, attributes: str) -> bool | None:
        """Handle a start tag. None: hidden with all inside; else whether the element changes soft hiding."""
        if name in _SKIPPED:
            return None
        change = False
        if (attributes and _may_hide(attributes)) or name == "dialog":
            found = {key: _plain(value) for key, value in _ATTRIBUTE.findall(attributes)}
            hiding = attribute_hiding(name, found, aria=self.honour_soft)
            if hiding == "hard" and name not in {"body", "html"}:
                return None
            if self.honour_soft and (hiding == "soft" or (hiding == "shown" and self.dim)):
                self.dim.append(hiding == "soft")
                change = True
        if name in _BLOCK:
            self.start(name, attributes)
        elif name == "a":
            self.links += 1
        elif name in {"b", "strong"}:
            self.bold += 1
        return change

    def start(self, name: str, attributes: str) -> None:
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
        if name == "table" and _GRID in attributes:
            self.grid = 1
        elif name in _HEADINGS:
            self.heading = name
        elif name == "pre":
            self.pre += 1
        key = " ".join(_NAMES.findall(attributes)).lower() if attributes else ""
        if "center" in attributes and ("align" in attributes or "style" in attributes):
            key += " ~center"
        boxes = self.page.boxes
        boxes.append(Box(name, key, self.box, len(self.page.lines)))
        self.box = len(boxes) - 1

    def leave(self, name: str, change: bool) -> None:
        if change:
            self.dim.pop()
        if name in _BLOCK:
            self.end(name)
        elif name == "a":
            self.links -= 1
        elif name in {"b", "strong"}:
            self.bold -= 1

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
        if name in _HEADINGS:
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
            return
        self.add(text)

    def add(self, text: str) -> None:
        if self.dim and self.dim[-1] and self.soften(text):
            return
        self.parts.append(text)
        if self.links:
            self.link_chars += len(text.strip())
        if self.bold:
            self.bold_chars += len(text.strip())

    def soften(self, text: str) -> bool:
        self.page.soft += len(text.strip())
        return True

    def flush(self) -> None:
        parts = self.parts
        if not parts:
            return
        raw = "".join(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        if raw.isspace():
            self.link_chars = self.bold_chars = 0
            return
        row = self.grid > 0 and "\t" in raw
        if row:
            text = "\t".join([_SPACE.sub(" ", cell).strip(_EDGE) for cell in raw.split("\t")[1:]]).rstrip("\t")
        else:
            text = _SPACE.sub(" ", raw).strip(_EDGE)
        if text and text.strip("\t \u200b"):
            heading, box = self.heading, self.box
            self.page.lines.append(Line(text, box, self.link_chars, self.bold_chars, heading, row, self.image_seen))
            self.image_seen = False
        self.link_chars = self.bold_chars = 0


def _may_hide(attributes: str) -> bool:
    return any(word in attributes for word in ("hid", "style=", "none", "sr-only", "screen-r"))


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
