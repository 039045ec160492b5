"""What a browser would not show: inline styles, attributes and the page's own ``<style>`` rules that hide an element.

Two strengths. *Hard*: the element and all inside it is out of sight (``display:none``, zero height, off the screen …).
*Soft*: a property that an element inside can set back, or a script when the page has loaded (``visibility``,
``font-size:0``, ``opacity:0``, transparent colour). Property meanings follow CSS 2.2, CSS Display and CSS Masking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

Hiding = Literal["", "hard", "soft", "shown"]
Rank = tuple[int, int, int]
MAX_CSS = 200_000
_SOFT = "heshu-soft"
MAX_SELECTORS = 200
_SHEETS = 64  # style elements remembered: the pages of a site share theirs
_FAR = 500.0
_WORTH = re.compile(
    r"none|hid|collap|opacity|font|indent|-\s*\d{3}|[:\s(]\.?0|clip|transp|scale|color|visib", re.IGNORECASE
)
_NUMBER = re.compile(r"^(-?\d*\.?\d+)(px|pt|em|rem|%|vw|vh|ch|cm|mm|in)?$")
_PIXELS = {"em": 16.0, "rem": 16.0, "vw": 10.0, "vh": 10.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "ch": 8.0, "%": 10.0}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE_WORTH = (
    *(
        "display:none",
        "display: none",
        "display :",
        "DISPLAY",
        "visibility:h",
        "visibility: h",
        "visibility :",
        "scale(0",
    ),
    *("opacity:0", "opacity: 0", "opacity:.0", "indent:-", "indent: -", "-999", "clip:", "clip: ", "clip-path"),
    *("height:0", "height: 0", "height:1px", "width:0", "width: 0", "width:1px", "visibility:collapse"),
)
_SHOWING = frozenset({"display", "visibility", "opacity"})
_DISPLAYS = re.compile("display|visibility|opacity", re.IGNORECASE)
_TYPE = re.compile(r"(?:^|[\s>+~])[a-z]")
_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
_HIDDEN_CLASSES = frozenset(
    {"hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "display-none"}
)
_PLACES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "margin")


def _pixels(value: str) -> float | None:
    match = _NUMBER.match(value)
    return float(match[1]) * _PIXELS.get(match[2] or "", 1.0) if match else None


def _declarations(style: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in style.lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


@lru_cache(maxsize=4096)
def style_hiding(style: str) -> Hiding:
    """What a ``style`` attribute does to its element; ``shown`` where it sets a soft property to a visible value.

    >>> style_hiding("DISPLAY : none !important"), style_hiding("text-indent:-9999px"), style_hiding("opacity: .0")
    ('hard', 'hard', 'soft')
    >>> style_hiding("height:0;overflow:hidden"), style_hiding("height:0"), style_hiding("font-size:14px")
    ('hard', '', 'shown')
    """
    if not _WORTH.search(style):
        return ""
    found = _declarations(_COMMENT.sub("", style))
    if _hard(found):
        return "hard"
    return _soft(found)


def _hard(found: dict[str, str]) -> bool:
    if found.get("display") == "none" or found.get("content-visibility") == "hidden":
        return True
    indent = _pixels(found.get("text-indent", ""))
    if indent is not None and indent <= -_FAR:
        return True
    return _off_screen(found) or _no_area(found)


def _off_screen(found: dict[str, str]) -> bool:
    moved = found.get("position") in {"absolute", "fixed", "relative"}
    for name in _PLACES:
        far = min((p for p in map(_pixels, found.get(name, "").split()) if p is not None), default=0.0)
        if far <= -_FAR and (moved or far <= -4 * _FAR):
            return True
    transform = found.get("transform", "")
    match = re.search(r"translate[xy]?\(\s*(-\d+)px", transform)
    return bool(re.search(r"scale[xy]?\(\s*0\s*[,)]", transform)) or (match is not None and int(match[1]) <= -_FAR)


def _no_area(found: dict[str, str]) -> bool:
    clip = found.get("clip", "").replace(" ", "")
    if re.match(r"rect\((?:[01](?:px|em)?,?){4}\)", clip):
        return True
    path = found.get("clip-path", "").replace(" ", "")
    if re.match(r"inset\((?:50|100)%|circle\(0|polygon\(0(?:px)?0(?:px)?,0", path):
        return True
    overflow = [found.get(name, "") for name in ("overflow", "overflow-x", "overflow-y")]
    if not {"hidden", "clip"}.intersection(" ".join(overflow).split()):
        return False
    sizes = (_pixels(found.get(name, "")) for name in ("height", "max-height", "width", "max-width", "line-height"))
    return any(size is not None and size <= 1 for size in sizes)


def _same_colour(one: str, other: str) -> bool:
    """Whether two colours of CSS are the same in other words: ``#fff``, ``#ffffff``, ``white``, ``rgb(255,255,255)``.

    >>> _same_colour("#fff", "white"), _same_colour("rgb(0,0,0)", "#000"), _same_colour("#fff", "#eee")
    (True, True, False)
    """
    return _channels(one) == _channels(other)


def _channels(colour: str) -> str:
    colour = {"white": "#ffffff", "black": "#000000"}.get(colour, colour)
    if match := re.fullmatch(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,1(?:\.0*)?)?\)", colour):
        return "".join(f"{int(value):02x}" for value in match.groups())
    if re.fullmatch(r"#[0-9a-f]{3}", colour):
        return "".join(char * 2 for char in colour[1:])
    return colour.removeprefix("#")


def _soft(found: dict[str, str]) -> Hiding:
    size = _pixels(found.get("font-size", ""))
    if size is None:
        font = re.match(r"(?:[a-z]+ )*?0(?:px|pt|em)?(?:/| )", found.get("font", ""))
        size = 0.0 if font else None
    color = found.get("color", "").replace(" ", "")
    ground = (found.get("background-color") or found.get("background", "")).replace(" ", "")
    opacity = _pixels(found.get("opacity", ""))
    if (
        found.get("visibility") in {"hidden", "collapse"}
        or (size is not None and size <= 1)
        or (opacity is not None and opacity < 0.02)
        or "opacity(0)" in found.get("filter", "").replace(" ", "")
        or color == "transparent"
        or re.match(r"rgba\(.*,0?\.?0+\)$", color)
        or (color and ground and _same_colour(color, ground))
    ):
        return "soft"
    return "shown" if size is not None or color or found.get("visibility") == "visible" else ""


def attribute_hiding(tag: str, attributes: dict[str, str], *, aria: bool = True) -> Hiding:
    """What the attributes of an element do to it (styles included). ``aria``: ``aria-hidden`` counts."""
    hidden = attributes.get("hidden")
    if hidden is not None and hidden != "until-found":
        return "soft" if hidden == _SOFT else "hard"
    if tag == "dialog" and "open" not in attributes:
        return "hard"
    if aria and attributes.get("aria-hidden", "").strip().lower() == "true" and tag not in {"body", "main", "article"}:
        return "hard"
    if "class" in attributes and not _HIDDEN_CLASSES.isdisjoint(attributes["class"].split()):
        return "hard"
    style = attributes.get("style")
    return style_hiding(style) if style else ""


def hide_by_rules(tree: LexborHTMLParser, styles: Sequence[LexborNode]) -> None:
    """Mark the elements that a ``<style>`` of the page hides: they get the attribute ``hidden``.

    A rule that shows the element again and is at least as specific wins, as in the cascade. Rules with pseudo-classes
    and those inside ``@media`` and the like are left out: they need not apply.
    """
    sheets = [css for style in styles if (css := _sheet(style))]
    hiding = [rule for css in sheets for rule in _hiding_rules(css)][:MAX_SELECTORS]
    found: dict[str, set[int]] = {}
    for rank, selector, soft in hiding:
        matches = _matches(tree, selector)
        if not matches:
            continue
        shown = _shown_again(tree, sheets, (rank, selector), found)
        for node in matches:
            inline = re.search(r"display\s*:\s*(?!none)\w", node.attributes.get("style") or "")
            if node.mem_id not in shown and node.tag not in {"html", "body"} and not inline:
                node.attrs["hidden"] = _SOFT if soft and "hidden" not in node.attributes else ""


def _sheet(style: LexborNode) -> str:
    css = _applying((style.text() or "")[:MAX_CSS])
    return css if css and (style.attributes.get("media") or "all").strip().lower() in {"", "all", "screen"} else ""


@lru_cache(maxsize=_SHEETS)
def _applying(css: str) -> str:
    """Style text without comments and at-rules; empty where it can hide nothing."""
    if not any(word in css for word in _RULE_WORTH):
        return ""
    if "/*" in css:
        css = _COMMENT.sub("", css)
    return _without_at_rules(css) if "@" in css else css


@lru_cache(maxsize=_SHEETS)
def _hiding_rules(css: str) -> list[tuple[Rank, str, bool]]:
    """(rank, selector, soft) of the rules that take their elements out of sight.

    Soft are those that a script sets back when the page is ready: transparent text, and attributes as ``[v-cloak]``.
    """
    starts: set[int] = set()
    for word in _RULE_WORTH:
        at = css.find(word)
        while at >= 0:
            starts.add(css.rfind("}", 0, at) + 1)
            end = css.find("}", at)
            at = css.find(word, end) if end >= 0 else -1
    found: list[tuple[Rank, str, bool]] = []
    for start in sorted(starts):
        names, _, body = css[start : css.find("}", start)].rpartition("{")
        kind = style_hiding(body)
        # children with a size of their own stay visible, and a size of 0 is how inline boxes lose their gaps
        if kind == "hard" or (kind == "soft" and "font-size" not in body):
            found += [(rank, part, kind == "soft" or "[" in part) for rank, part in _selectors(names)]
    return found


def _selectors(names: str) -> list[tuple[Rank, str]]:
    parts = (name.strip() for name in names.split(","))
    return [(_rank(part), part) for part in parts if part and ":" not in part and len(part) < 200]


def _rank(selector: str) -> Rank:
    return selector.count("#"), selector.count(".") + selector.count("["), len(_TYPE.findall(selector))


def _shown_again(
    tree: LexborHTMLParser, sheets: list[str], rule: tuple[Rank, str], found: dict[str, set[int]]
) -> set[int]:
    """Elements that another rule with one of the selector's names sets back to visible.

    ``rule``: rank and selector; ``found``: what selectors were found to match, added to.
    """
    rank, selector = rule
    shown: set[int] = set()
    for name in set(_NAME.findall(selector)):
        for css in sheets:
            for names, body in _rules_with(css, name):
                if _DISPLAYS.search(body) is None or style_hiding(body) in {"hard", "soft"}:
                    continue
                if _declarations(body).keys().isdisjoint(_SHOWING):
                    continue
                for other_rank, other in _selectors(names):
                    if other_rank >= rank and name in other:
                        if other not in found or "hidden" in other:
                            found[other] = {node.mem_id for node in _matches(tree, other)}
                        shown |= found[other]
    return shown


def _rules_with(css: str, name: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules whose selectors have the name; none where it stands there only once."""
    at = css.find(name)
    if at < 0 or css.find(name, at + 1) < 0:
        return
    while at >= 0 and (opening := css.find("{", at)) >= 0:
        closing = css.find("}", opening)
        if css.find("}", at, opening) < 0 and closing >= 0 and css.find("{", opening + 1, closing) < 0:
            yield css[css.rfind("}", 0, at) + 1 : opening], css[opening + 1 : closing]
            at = closing
        at = css.find(name, at + 1)


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(tree.css(selector))
    except Exception:  # noqa: BLE001  the parser's own error type differs between versions; a broken selector hides nothing
        return []


def _without_at_rules(css: str) -> str:
    """Style text without the blocks of ``@media`` and the like: they need not apply to this reader."""
    kept: list[str] = []
    at = 0
    while (rule := css.find("@", at)) >= 0:
        if css[max(0, rule - 80) : rule].rstrip()[-1:] not in {"", "}", ";", ">"}:  # inside a value
            kept.append(css[at : rule + 1])
            at = rule + 1
            continue
        kept.append(css[at:rule])
        brace, semicolon = css.find("{", rule), css.find(";", rule)
        if semicolon >= 0 and (brace < 0 or semicolon < brace):
            at = semicolon + 1
        elif brace < 0:
            return "".join(kept)
        else:
            at = _block_end(css, brace + 1)
    kept.append(css[at:])
    return "".join(kept)


def _block_end(css: str, at: int) -> int:
    """Behind the brace that closes the block whose inside begins at ``at``."""
    depth, opening = 1, css.find("{", at)
    while depth:
        closing = css.find("}", at)
        if closing < 0:
            return len(css)
        if 0 <= opening < closing:
            depth, at = depth + 1, opening + 1
            opening = css.find("{", at)
        else:
            depth, at = depth - 1, closing + 1
    return at
