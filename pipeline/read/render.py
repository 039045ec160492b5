"""HTML to the visible text: one walk over the parsed page gives lines and the boxes that hold them.

The parser's tree is written out again and cut into tags and text: the markup is well formed by then, so a counter of
depth does for a stack, several times faster than a walk over node objects, and depth is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.read.rendering import Rendering
from pipeline.read.tags import RAW
from pipeline.read.visibility import hide_by_rules
from pipeline.read.walk import EDGE, GRID, walk

MIN_SOFT = 40
_SENTENCE = re.compile("[，。！？；]")
_SPACE = re.compile(r"[ \t\n\r\f]+")


def render(tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> Rendering:
    """Render a parsed page. The tree is changed: scripts, styles and other invisible elements are taken out.

    ``styles``: its ``style`` elements. Time is linear in the size of the page. Where next to nothing is in sight and
    softly hidden text is, a script would have shown it (pages that fade in): it counts as visible then. So does text
    hidden from screen readers alone.
    """
    title = tree.css_first("title")
    heading = _SPACE.sub(" ", title.text() or "").strip(EDGE) if title else ""
    hide_by_rules(tree, styles)
    tree.strip_tags(list(RAW))
    for table in tree.css("table"):
        if _is_data_table(table):
            table.attrs[GRID] = ""
    root = tree.body or tree.root
    markup = (root.html or "") if root is not None else ""
    page = walk(markup, soft=True)
    seen = _running(page)
    if seen < MIN_SOFT and (page.soft >= MIN_SOFT or 'aria-hidden="true"' in markup):
        lit = walk(markup, soft=False)
        if _running(lit) >= max(MIN_SOFT, 3 * seen):
            page = lit
    page.title = heading
    return page


def _running(page: Rendering) -> int:
    """Characters of the lines that read like sentences."""
    return sum(len(line.text) - line.link_chars for line in page.lines if _SENTENCE.search(line.text))


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
