"""Inject spam into clean articles, clean them again, and count what is left and what is lost.

    python -m benchmarks.inject FOLDER… [--half dev|val] [--seeds 3] [--only a.] [--show]

A folder holds clean articles (``*.txt``: title, empty line, one paragraph a line; ``*.clean.txt`` if any are there) or
pages with gold (``*.json``: ``title``, ``body``). Every variant of every family is injected alone, then several
together (``mix``). Per variant: share of the injected characters removed, of the author's characters lost, exact pages.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import benchmarks.spam_encoded  # noqa: F401  (registers variants)
from benchmarks.spam_families import VARIANTS, Article, Piece
from benchmarks.spam_hidden import hidden_page
from benchmarks.spam_stock import Stock
from pipeline.clean import CleanOptions, clean_page
from pipeline.model import CleanPage, Page
from pipeline.read import read_page

HIDDEN = "k.hidden"


@dataclass(frozen=True)
class Polluted:
    """A page as lines of pieces, and its text."""

    lines: Article
    text: str

    def spans(self) -> list[tuple[int, int, Piece]]:
        """Every piece with its place in the text."""
        found, at = [], 0
        for line in self.lines:
            for piece in line:
                found.append((at, at + len(piece.text), piece))
                at += len(piece.text)
            at += 1
        return found


def pollute(article: Sequence[str], variants: Sequence[str], seed: str, half: str = "dev") -> Polluted:
    """The article with these variants of spam in it; the same seed gives the same page."""
    rng = random.Random(seed)
    lines: Article = [[Piece(line)] for line in article]
    stock = Stock(half)
    for name in variants:
        VARIANTS[name](rng, lines, stock)
    return Polluted(lines, "\n".join("".join(piece.text for piece in line) for line in lines))


@dataclass
class Tally:
    """Counts over pages, in characters that are not white space."""

    injected: int = 0
    left: int = 0
    own: int = 0
    lost: int = 0
    pages: int = 0
    exact: int = 0


def visible(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def outcome(clean: CleanPage, start: int, end: int, text: str) -> str:
    """What became of ``text[start:end]``."""
    pieces, at = [], start
    for edit in clean.edits:
        if edit.end <= start or edit.start >= end:
            continue
        pieces += [text[at : max(at, edit.start)], edit.replacement]
        at = max(at, edit.end)
    return "".join([*pieces, text[min(at, end) : end]])


def count(tally: Tally, polluted: Polluted, article: Sequence[str]) -> tuple[list[str], list[str]]:
    """Clean one page and add it up; returns what was lost (with the codes) and what was left."""
    clean = clean_page(Page.from_text(polluted.text, "page.txt"), CleanOptions())
    lost, left = [], []
    for start, end, piece in polluted.spans():
        got = visible(outcome(clean, start, end, polluted.text))
        own = visible("" if piece.injected else piece.text if piece.own is None else piece.own)
        tally.injected += len(visible(piece.text)) if piece.injected else 0 if piece.own is None else 1
        tally.own += len(own)
        if got == own:
            continue
        if piece.injected:
            tally.left += len(got)
            left.append(got)
        elif piece.own is not None:
            tally.left += got == visible(piece.text)
            tally.lost += len(own) if len(own) < 2 or own not in got else 0
            lost.append(f"{piece.text!r} -> {got!r}")
        else:
            tally.lost += len(own) - len(got)
            codes = {e.code for e in clean.edits if e.start < end and start < e.end and e.code != "layout"}
            lost.append(
                f"{','.join(sorted(codes))}: {own[:30]}… -> {got[:30]}" if len(own) > 40 else f"{codes}: {own} -> {got}"
            )
    tally.pages += 1
    tally.exact += visible(clean.text) == visible("".join(article))
    return lost, left


def count_hidden(tally: Tally, rng: random.Random, article: Sequence[str], stock: Stock) -> tuple[list[str], list[str]]:
    """As ``count``, for an HTML page with hidden spam; lost and left are told line by line."""
    data, hidden = hidden_page(rng, article, stock)
    got = visible(clean_page(read_page("page.html", data), CleanOptions()).text)
    left = [text for text in hidden if visible(text) in got]
    lost = [line for line in article if visible(line) not in got]
    tally.injected += sum(len(visible(text)) for text in hidden)
    tally.left += sum(len(visible(text)) for text in left)
    tally.own += sum(len(visible(line)) for line in article)
    tally.lost += sum(len(visible(line)) for line in lost)
    tally.pages += 1
    tally.exact += got == visible("".join(article))
    return lost, left


def load(folder: Path) -> list[list[str]]:
    """Articles as lines, the title first."""
    articles = []
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and data.get("body"):
            articles.append([html.unescape(data["title"]), *[line for line in data["body"] if line.strip()]])
    for path in sorted(folder.rglob("*.clean.txt")) or sorted(folder.rglob("*.txt")):
        articles.append([line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()])
    return [article for article in articles if len(article) > 2]


def mixes(half: str) -> dict[str, list[str]]:
    """One run a variant, one untouched, four with one variant of each family."""
    families: dict[str, list[str]] = {}
    for name in VARIANTS:
        families.setdefault(name[0], []).append(name)
    runs: dict[str, list[str]] = {"untouched": [], HIDDEN: [HIDDEN], **{name: [name] for name in sorted(VARIANTS)}}
    for number in range(4):
        rng = random.Random(f"{half}{number}")
        runs[f"mix {number + 1}"] = [
            rng.choice(families[f]) for f in sorted(families, key=lambda f: (f in "gj", f)) if rng.random() < 0.7
        ]
    return runs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--half", choices=("dev", "val"), default="dev")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.folders for article in load(folder)]
    print(f"{'variant':18}{'removed':>10}{'lost':>10}{'exact':>9}   ({len(articles)} articles, {arguments.half})")
    total = Tally()
    for name, variants in mixes(arguments.half).items():
        if not name.startswith(arguments.only):
            continue
        tally = Tally()
        for number, article in enumerate(articles):
            for seed in range(arguments.seeds if variants else 1):
                key = f"{name}/{number}/{seed}"
                if name == HIDDEN:
                    lost, left = count_hidden(tally, random.Random(key), article, Stock(arguments.half))
                else:
                    lost, left = count(tally, pollute(article, variants, key, arguments.half), article)
                if arguments.show and (lost or left):
                    print(
                        f"  {number}/{seed} lost {len(lost)} {' ¦ '.join(lost[:3])[:170]}"
                        f" left {len(left)} {' ¦ '.join(left[:4])[:150]}"
                    )
        print(row(name, tally))
        for key in Tally.__dataclass_fields__:
            setattr(total, key, getattr(total, key) + getattr(tally, key))
    print(row("all", total))


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    removed = 1 - tally.left / tally.injected if tally.injected else 1.0
    return f"{name:18}{removed:10.4f}{tally.lost / max(1, tally.own):10.4%}{tally.exact:5}/{tally.pages}"


if __name__ == "__main__":
    main()
