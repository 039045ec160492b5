"""HTML to the visible text: one walk over the tree gives lines and the boxes that hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

DROPPED = [
    *("script", "style", "noscript", "template", "iframe", "svg", "select", "textarea", "object", "embed", "canvas"),
    *("math", "audio", "video", "button", "datalist", "map"),
]
_BLOCK = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
        *(
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
            "hgroup",
            "hr",
        ),
        *("html", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"),
        *("th", "thead", "tr", "ul", "caption", "label-block"),
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
MAX_CSS = 200_000
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDING_STYLE = re.compile(
    r"display:none|visibility:hidden|font-size:0(?:px|pt|em|rem|%)?(?:;|!|$)|opacity:0(?:\.0+)?(?:;|!|$)|text-indent:-\d{3,}"
    r"|(?:left|top|right|margin-left|margin-top):-\d{4,}|(?:max-)?height:0(?:px)?(?:;|!|$)|width:0(?:px)?(?:;|!|$)"
    r"|clip:rect\(0(?:px)?,?0|color:transparent|content-visibility:hidden"
)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_HIDING_RULE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SELECTOR = re.compile(r"(?:[a-z0-9]{1,8})?([.#][A-Za-z_][\w-]*)")


@dataclass(slots=True)
class Box:
    """A block element: its tag, lower-case ``class id`` words, parent (index, -1 for the root) and line range."""

    tag: str
    key: str
    parent: int
    first: int
    last: int = 0
    images: int = 0


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
    """What a reader sees: lines in document order, boxes, and the text of ``<title>``."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    title: str = ""
    images: int = 0


def render(tree: LexborHTMLParser) -> Rendering:
    """Render a parsed page. The tree is changed: scripts, styles and other invisible elements are taken out.

    Iterative, so that depth is no limit; time is linear in the number of nodes.
    """
    hidden = _hidden_selectors(tree)
    title = tree.css_first("title")
    out = _Writer(hidden)
    out.rendering.title = _SPACE.sub(" ", title.text() or "").strip(" \u3000\xa0") if title else ""
    tree.strip_tags(DROPPED)
    root: Any = tree.body or tree.root
    if root is not None:
        out.walk(root)
    return out.rendering


def _hidden_selectors(tree: LexborHTMLParser) -> frozenset[str]:
    """``.class`` and ``#id`` that a ``<style>`` of the page hides; only plain selectors outside of ``@media``."""
    found: set[str] = set()
    for style in tree.css("style"):
        css = style.text() or ""
        if "none" not in css and "hidden" not in css:
            continue
        depth_one = css[:MAX_CSS] if "@" not in css else _without_at_rules(css[:MAX_CSS])
        for match in _RULE.finditer(depth_one):
            if _HIDING_RULE.search(match[2]):
                for selector in match[1].split(","):
                    if plain := _SELECTOR.fullmatch(selector.strip()):
                        found.add(plain[1])
    return frozenset(found)


def _without_at_rules(css: str) -> str:
    """Style text without the blocks of ``@media`` and the like: they need not apply to this reader."""
    kept: list[str] = []
    depth = at_depth = 0
    for piece in re.split(r"([{}])", css):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
            if at_depth and depth < at_depth:
                at_depth = 0
                continue
        elif not at_depth and "@" in piece and depth == 0:
            at_depth = 1
        if not at_depth:
            kept.append(piece)
    return "".join(kept)


class _Writer:
    def __init__(self, hidden: frozenset[str]) -> None:
        self.hidden = hidden
        self.rendering = Rendering()
        self.parts: list[str] = []
        self.links = self.link_chars = self.bold = self.bold_chars = 0
        self.box = -1
        self.heading = ""
        self.table_depth = 0  # inside a data table: cells join one line
        self.pre = 0
        self.image_seen = False

    def walk(self, root: Any) -> None:
        node: Any = root
        open_nodes: list[tuple[int, str]] = []
        top = root.mem_id
        while node is not None:
            child = self.enter(node, open_nodes)
            if child is not None:
                node = child
                continue
            while node is not None:
                identity = node.mem_id  # == would compare the markup
                if open_nodes and open_nodes[-1][0] == identity:
                    self.leave(open_nodes.pop()[1])
                if identity == top:
                    self.flush()
                    return
                following = node.next
                if following is not None:
                    node = following
                    break
                node = node.parent
        self.flush()

    def enter(self, node: Any, open_nodes: list[tuple[int, str]]) -> Any:
        """Handle a node's start; its first child where the walk goes down, else None."""
        tag = node.tag
        if tag == "-text":
            self.text(node.text_content or "")
            return None
        if tag is None or tag[0] in "-!_":
            return None
        if tag == "br":
            self.flush()
            return None
        if tag in {"img", "picture", "video"}:
            self.rendering.images += 1
            self.image_seen = True
            return None
        attributes = node.attributes
        if attributes and self.is_hidden(tag, attributes):
            return None
        child = node.first_child
        if child is None and tag not in {"td", "th"}:
            if tag in _BLOCK:
                self.flush()
            return None
        open_nodes.append((node.mem_id, tag))
        self.start(node, tag, attributes)
        return child

    def is_hidden(self, tag: str, attributes: dict[str, str | None]) -> bool:
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        if tag == "input":
            return True
        style = attributes.get("style")
        if style and _HIDING_STYLE.search(style.replace(" ", "").lower()):
            compact = style.replace(" ", "").lower()
            zero_box = "height:0" in compact or "width:0" in compact
            only_size = zero_box and not re.search(r"display:none|visibility:hidden|opacity:0|font-size:0", compact)
            if not only_size or "overflow:hidden" in compact:
                return True
        if self.hidden:
            for name in (attributes.get("class") or "").split():
                if "." + name in self.hidden:
                    return True
            return "#" + (attributes.get("id") or "") in self.hidden
        return False

    def start(self, node: Any, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "a":
            self.links += 1
        elif tag in {"b", "strong"}:
            self.bold += 1
        elif tag in _BLOCK:
            if tag in {"td", "th"} and self.table_depth:
                if self.parts or tag:
                    self.parts.append("\t")
                return
            if not self.table_depth or tag in {"tr", "table"}:
                self.flush()
            if self.table_depth and tag != "tr":
                self.table_depth += tag == "table"
                return
            if tag == "table" and _is_data_table(node):
                self.table_depth = 1
            if tag in _HEADINGS:
                self.heading = tag
            if tag == "pre":
                self.pre += 1
            key = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower() if attributes else ""
            style = attributes.get("style") if attributes else None
            if (style and "center" in style) or (attributes and attributes.get("align") == "center"):
                key += " ~center"
            boxes = self.rendering.boxes
            boxes.append(Box(tag, key, self.box, len(self.rendering.lines)))
            self.box = len(boxes) - 1

    def leave(self, tag: str) -> None:
        if tag == "a":
            self.links -= 1
        elif tag in {"b", "strong"}:
            self.bold -= 1
        elif tag in _BLOCK:
            if self.table_depth and tag not in {"tr", "table"}:
                return
            self.flush()
            if tag == "table" and self.table_depth:
                self.table_depth -= 1
                if self.table_depth:
                    return
            if tag in _HEADINGS:
                self.heading = ""
            if tag == "pre":
                self.pre -= 1
            box = self.rendering.boxes[self.box]
            box.last = len(self.rendering.lines)
            self.box = box.parent

    def text(self, text: str) -> None:
        if not text:
            return
        if self.pre and "\n" in text:
            for piece in text.split("\n"):
                self.add(piece)
                self.flush()
            return
        self.add(text)

    def add(self, text: str) -> None:
        if text.isspace():
            if self.parts and self.parts[-1] != "\t":
                self.parts.append(" ")
            return
        self.parts.append(text)
        if self.links:
            self.link_chars += len(text.strip())
        if self.bold:
            self.bold_chars += len(text.strip())

    def flush(self) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)
        self.parts.clear()
        row = self.table_depth > 0 and "\t" in raw
        if row:
            cells = [_SPACE.sub(" ", cell).strip(" \u3000\xa0") for cell in raw.split("\t")[1:]]
            text = "\t".join(cells).rstrip("\t")
        else:
            text = _SPACE.sub(" ", raw).strip(" \u3000\xa0\u2003\ufeff")
        if text.strip("\t \u200b"):
            line = Line(text, self.box, self.link_chars, self.bold_chars, self.heading, row, self.image_seen)
            self.rendering.lines.append(line)
            self.image_seen = False
        self.link_chars = self.bold_chars = 0


def _is_data_table(table: Any) -> bool:
    """A table of figures rather than of layout: several short cells in several rows, no table inside."""
    if table.css_first("table table") is not None or table.css_first("h1") is not None:
        return False
    cells = table.css("td, th")
    rows = table.css("tr")
    if len(rows) < 2 or len(cells) < 4:
        return False
    length = len(table.text() or "")
    return length / len(cells) < 80 and len(cells) / len(rows) > 1.3
