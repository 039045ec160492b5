"""The corpus profile: which lines stand on several unrelated pages of a folder.

Each page adds a hash of every line (from 8 characters on) under the hash of its title; a line that stands under several
titles is template or spam, while copies of one article share their title. Memory is bounded: beyond ``LIMIT`` lines
those seen once are forgotten at a merge, lowest hash first; neither order nor workers change the result.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.clean.title import squeeze
from pipeline.model import Page

MIN_LENGTH = 8
MAX_TITLES = 4
LIMIT = 2_000_000
_VERSION = 2
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[0-9０-９]+")


def line_hash(text: str) -> int:
    """63-bit hash of a line without white space; numbers count as equal, as spam fills them in at random."""
    folded = _NUMBER.sub("0", _SPACE.sub("", text))
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def title_hash(page: Page) -> int:
    """Hash of the title under which the lines of a page are counted."""
    first = next((block for block in page.blocks if block.kind == "title"), page.blocks[0] if page.blocks else None)
    title = page.meta.titles[0][1] if page.meta.titles else page.text[first.start : first.end] if first else page.path
    return line_hash(squeeze(title)[:40])


@dataclass(frozen=True, slots=True)
class Profile:
    """``lines`` maps a line's hash to the (at most four, lowest) hashes of the titles under which it stands."""

    pages: int
    lines: dict[int, tuple[int, ...]]

    def titles(self, text: str) -> int:
        """Under how many different titles a line stands (4 means four or more)."""
        return len(self.lines.get(line_hash(text), ()))

    def others(self, text: str, own: int) -> frozenset[int]:
        """The hashes of other titles under which a line stands (of four at most)."""
        return frozenset(self.lines.get(line_hash(text), ())) - {own}

    def merge(self, other: Profile) -> Profile:
        """Both together; the order does not matter."""
        lines = dict(self.lines)
        for key, titles in other.lines.items():
            known = lines.get(key)
            lines[key] = titles if known is None else tuple(sorted({*known, *titles})[:MAX_TITLES])
        return Profile(self.pages + other.pages, lines)

    def frozen(self) -> Profile:
        """Only the lines that stand under two or more titles: all that cleaning needs."""
        kept = sorted((key, titles) for key, titles in self.lines.items() if len(titles) > 1)
        return Profile(self.pages, dict(kept[:LIMIT]))

    def to_json(self) -> str:
        """As JSON, sorted, the same bytes for the same profile."""
        lines = {f"{key:x}": [f"{title:x}" for title in titles] for key, titles in sorted(self.lines.items())}
        return json.dumps({"version": _VERSION, "pages": self.pages, "lines": lines}, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Profile:
        """Read what ``to_json`` wrote. Raises ValueError for anything else."""
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("version") != _VERSION:
            message = "not a profile of this version of heshu: make it again with `heshu profile`"
            raise ValueError(message)
        lines = {int(key, 16): tuple(int(title, 16) for title in titles) for key, titles in data["lines"].items()}
        return Profile(int(data["pages"]), lines)


def profile_page(page: Page) -> Profile:
    """The profile of one page."""
    key = title_hash(page)
    hashes = {
        line_hash(text)
        for block in page.blocks
        if len(text := page.text[block.start : block.end].strip()) >= MIN_LENGTH
    }
    return Profile(1, dict.fromkeys(hashes, (key,)))


def profile_pages(pages: Iterable[Page]) -> Profile:
    """The frozen profile of a folder's pages, in one pass."""
    count = 0
    lines: dict[int, tuple[int, ...]] = {}
    for page in pages:
        count += 1
        for key, titles in profile_page(page).lines.items():
            known = lines.get(key)
            if known is None:
                lines[key] = titles
            elif len(known) < MAX_TITLES or titles[0] < known[-1]:
                lines[key] = tuple(sorted({*known, *titles})[:MAX_TITLES])
    return Profile(count, lines).frozen()
