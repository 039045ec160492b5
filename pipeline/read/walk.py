"""Serialised markup to lines and boxes: cut into tags and text, what is hidden taken out, the rest written down.

The markup is well formed, so a running depth does for a stack, and tags are looked up by their spelling: several times
faster than a walk over node objects, and depth is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Any

from pipeline.read.rendering import Box, Line, Rendering
from pipeline.read.tags import BLOCK, HEADINGS, SKIPPED, VOID
from pipeline.read.visibility import Hiding, attribute_hiding

GRID = "data-heshu-grid"
MOST_UNSEEN = 4000  # characters
_SPACE = re.compile(r"[ \t\n\r\f]+")
EDGE = " \t\n\r\f\u3000\xa0\u2003\ufeff"
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_TAG = re.compile("<([^>]*)>")
_ATTRIBUTE = re.compile(r'(?:^|\s)([^\s=]+)(?:="([^"]*)")?')
_NAMES = re.compile(r'(?:^|\s)(?:class|id|itemprop|role)="([^"]*)"')


def walk(markup: str, *, soft: bool) -> Rendering:
    """Lines and boxes of serialised markup. ``soft``: text that is softly hidden is left out."""
    if "<!--" in markup:
        markup = _COMMENT.sub("<!>", markup)
    if "<?" in markup:
        markup = markup.replace("<?", "&lt;?")
    tokens = _TAG.split(markup)
    texts = tokens[::2]
    steps = list(map(_Steps(soft=soft).__getitem__, tokens[1::2]))
    steps.insert(0, _NOTHING)
    writer = _Writer()
    if any(map(_hiding_of, steps)):
        steps, texts = _sift(steps, texts, writer.page)
    writer.write(steps, texts)
    return writer.page


# ------------------------------------------------------------------ hidden elements


def _sift(steps: list[_Step], texts: list[str], page: Rendering) -> tuple[list[_Step], list[str]]:
    """Steps and texts without the hidden elements, whose texts go to ``page.unseen`` until there are enough."""
    depths = list(accumulate(map(_change_of, steps)))
    seen_steps: list[_Step] = []
    seen_texts: list[str] = []
    room = MOST_UNSEEN
    at, softly = 0, False
    for i in [i for i, step in enumerate(steps) if step[3]]:
        if i < at or steps[i][3] != "hard":
            softly |= steps[i][3] == "soft"
            continue
        seen_steps += steps[at:i]
        seen_texts += texts[at:i]
        at = _end_of(depths, i)
        room -= _keep_unseen(texts[i:at], page, room)
        if at < len(steps):
            seen_steps.append(_NOTHING)
            seen_texts.append(texts[at])
            at += 1
    seen_steps += steps[at:]
    seen_texts += texts[at:]
    if softly:
        _dim(seen_steps, seen_texts, page)
    return seen_steps, seen_texts


def _end_of(depths: list[int], start: int) -> int:
    """Where the element that begins at ``start`` ends: depth changes by one, so the first smaller one is one less."""
    try:
        return depths.index(depths[start] - 1, start + 1)
    except ValueError:
        return len(depths)


def _keep_unseen(texts: Sequence[str], page: Rendering, room: int) -> int:
    """Keep the texts of a hidden element; returns their length."""
    kept = 0
    for raw in texts:
        if raw and (room > kept or raw is texts[0]) and not raw.isspace() and (text := _tidy(_plain(raw))):
            page.unseen.append(text[:MOST_UNSEEN])
            kept += len(text)
    return kept


def _dim(steps: list[_Step], texts: list[str], page: Rendering) -> None:
    """Blank the texts inside elements of which a property hides the text, until one inside sets it back."""
    depth = 0
    open_: list[tuple[int, bool]] = []  # (depth, hides)
    for i, step in enumerate(steps):
        depth += step[0]
        if step[3] and (step[3] == "soft" or open_):
            open_.append((depth, step[3] == "soft"))
        elif open_ and depth < open_[-1][0]:
            open_.pop()
        if open_ and open_[-1][1] and texts[i]:
            page.soft += len(_plain(texts[i]).strip())
            texts[i] = ""


# ------------------------------------------------------------------ lines and boxes


class _Writer:
    """The state of the walk over what is in sight."""

    def __init__(self) -> None:
        self.page = Rendering()
        self.lines, self.boxes = self.page.lines, self.page.boxes
        self.parts: list[str] = []
        self.links = self.link_chars = self.bold = self.bold_chars = self.pre = 0
        self.marked = 0  # open elements whose text is more than text: links, bold, preformatted
        self.box = -1
        self.heading = ""
        self.grid = 0  # nested tables inside a table of figures: its cells join one line
        self.image_seen = False

    def write(self, steps: Sequence[_Step], texts: Sequence[str]) -> None:
        """``texts``: what follows each step."""
        parts, special = self.parts, self.special
        append = parts.append
        for (_, action, argument, _), text in zip(steps, texts, strict=True):
            if action is not None:
                action(self, argument)
            if text and (parts or not text.isspace()):
                if self.marked:
                    special(text)
                else:
                    append(text)
        self.flush()

    def special(self, text: str) -> None:
        """Write text inside a link, in bold, or preformatted."""
        if not self.pre or "\n" not in text:
            self.add(text)
            return
        for number, piece in enumerate(text.split("\n")):
            if number:
                self.flush()
            if piece:
                self.add(piece)

    def add(self, text: str) -> None:
        self.parts.append(text)
        size = len((_plain(text) if "&" in text else text).strip())
        if self.links:
            self.link_chars += size
        if self.bold:
            self.bold_chars += size

    def line_break(self, _: None) -> None:
        if self.grid:
            self.parts.append(" ")
        elif self.parts:
            self.flush()

    def rule(self, _: None) -> None:
        self.flush()

    def image(self, _: None) -> None:
        self.image_seen = True

    def link(self, change: int) -> None:
        self.links += change
        self.marked += change

    def embolden(self, change: int) -> None:
        self.bold += change
        self.marked += change

    def start(self, argument: tuple[str, str]) -> None:
        name, key = argument
        if self.grid and self.start_in_grid(name):
            return
        if self.parts:
            self.flush()
        boxes = self.boxes
        boxes.append(Box(name, key, self.box, len(self.lines)))
        self.box = len(boxes) - 1

    def end(self, name: str) -> None:
        if self.grid and self.end_in_grid(name):
            return
        if self.parts:
            self.flush()
        box = self.boxes[self.box]
        box.last = len(self.lines)
        self.box = box.parent

    def start_heading(self, argument: tuple[str, str]) -> None:
        self.start(argument)
        if not self.grid:
            self.heading = argument[0]

    def end_heading(self, name: str) -> None:
        self.end(name)
        if not self.grid:
            self.heading = ""

    def start_pre(self, argument: tuple[str, str]) -> None:
        self.start(argument)
        if not self.grid:
            self.pre += 1
            self.marked += 1

    def end_pre(self, name: str) -> None:
        self.end(name)
        if not self.grid:
            self.pre -= 1
            self.marked -= 1

    def start_figures(self, argument: tuple[str, str]) -> None:
        """A table of figures begins."""
        inside = self.grid
        self.start(argument)
        if not inside:
            self.grid = 1

    def start_in_grid(self, name: str) -> bool:
        """What a block inside a table of figures does; False for a row or caption, which is a box."""
        if name in {"td", "th"}:
            self.parts.append("\t")
            return True
        if name == "table":
            self.grid += 1
        if name not in {"tr", "caption"} or self.grid > 1:
            self.parts.append(" ")
            return True
        return False

    def end_in_grid(self, name: str) -> bool:
        """The same at its end; False for a row, a caption, and the table itself."""
        if name == "table":
            self.grid -= 1
            if self.grid:
                self.parts.append(" ")
                return True
            self.grid = 1
            self.flush()
            self.grid = 0
        elif name not in {"tr", "caption"} or self.grid > 1:
            if name not in {"td", "th"}:
                self.parts.append(" ")
            return True
        return False

    def flush(self) -> None:
        parts = self.parts
        if not parts:
            return
        raw = "".join(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        if "&" in raw:
            raw = _plain(raw)
        row = self.grid > 0 and "\t" in raw
        text = "\t".join([_tidy(cell) for cell in raw.split("\t")[1:]]).rstrip("\t") if row else _tidy(raw)
        if text and text.strip("\t \u200b"):
            self.lines.append(
                Line(text, self.box, self.link_chars, self.bold_chars, self.heading, row, self.image_seen)
            )
            self.image_seen = False
        self.link_chars = self.bold_chars = 0


# ------------------------------------------------------------------ what tags do

_Action = Callable[[_Writer, Any], None]
_Step = tuple[int, _Action | None, Any, Hiding]  # change of depth, what to do, with which argument, what it hides
_NOTHING: _Step = (0, None, None, "")
_OTHER: _Step = (1, None, None, "")
_OTHER_END: _Step = (-1, None, None, "")
_HIDDEN: _Step = (1, None, None, "hard")
_change_of, _hiding_of = itemgetter(0), itemgetter(3)


def _steps() -> dict[str, _Step]:
    """What tags without attributes do."""
    steps: dict[str, _Step] = dict.fromkeys(("", "!", *VOID), _NOTHING)
    steps |= {"br": (0, _Writer.line_break, None, ""), "hr": (0, _Writer.rule, None, "")}
    steps["img"] = 0, _Writer.image, None, ""
    for name in SKIPPED:
        steps |= {name: _HIDDEN, f"/{name}": _OTHER_END}
    for name in BLOCK:
        start, end = _Writer.start, _Writer.end
        if name in HEADINGS:
            start, end = _Writer.start_heading, _Writer.end_heading
        elif name == "pre":
            start, end = _Writer.start_pre, _Writer.end_pre
        steps |= {name: (1, start, (name, ""), ""), f"/{name}": (-1, end, name, "")}
    for name, action in (("a", _Writer.link), ("b", _Writer.embolden), ("strong", _Writer.embolden)):
        steps |= {name: (1, action, 1, ""), f"/{name}": (-1, action, -1, "")}
    steps["dialog"] = _HIDDEN
    return steps


_STEPS = _steps()


class _Steps(dict[str, _Step]):
    """What the tags of a page do; pages repeat their tags, so each spelling is looked into once."""

    def __init__(self, *, soft: bool) -> None:
        super().__init__(_STEPS)
        self.soft = soft

    def __missing__(self, tag: str) -> _Step:
        name, _, attributes = tag.partition(" ")
        step = _STEPS.get(name) or (_OTHER_END if tag[0] == "/" else _OTHER)
        if attributes and step[0] > 0:
            step = self.learn(name, attributes, step)
        self[tag] = step
        return step

    def learn(self, name: str, attributes: str, step: _Step) -> _Step:
        """What a start tag with attributes does; ``step``: what it does without."""
        if name in BLOCK:
            figures = name == "table" and GRID in attributes
            action = _Writer.start_figures if figures else step[1] or _Writer.start  # an open dialog has none yet
            step = 1, action, (name, _key(attributes)), ""
        elif name in SKIPPED:
            return step
        if _may_hide(attributes) or name == "dialog":
            found = {key: _plain(value) for key, value in _ATTRIBUTE.findall(attributes)}
            hiding = attribute_hiding(name, found, aria=self.soft)
            if hiding == "hard" and name not in {"body", "html"}:
                return _HIDDEN
            if self.soft and hiding in {"soft", "shown"}:
                return 1, step[1], step[2], hiding
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


def _may_hide(attributes: str) -> bool:
    return (
        "style=" in attributes
        or "hid" in attributes
        or ("class=" in attributes and ("none" in attributes or "sr-only" in attributes or "screen-r" in attributes))
    )


def _tidy(text: str) -> str:
    """One line of text: runs of white space as one space, none at the ends."""
    text = text.strip(EDGE)
    if "  " in text or "\n" in text or "\t" in text or "\f" in text or "\r" in text:
        return _SPACE.sub(" ", text)
    return text


def _plain(text: str) -> str:
    """Undo the escapes that serialisation makes."""
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")
