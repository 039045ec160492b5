"""Pages in the layouts that Chinese sites use, filled with articles written for the tests: their clean text is known.

``layouts_html/NAME.html``: what it shows, how a paragraph and a subhead are marked up (a line each), ``----``, the
page.
``layouts_html/NAME.article.txt``: title, outlet, author, date, an empty line, the body; ``#`` subhead, ``-`` list item,
``|`` table row with tabs. ``no_article_NAME.html`` are pages without an article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "layouts_html"
NO_TABLES = frozenset({"br_soup", "div_soup", "nested_spans", "linked_words"})


@dataclass(frozen=True)
class Article:
    """What the author wrote. ``body`` holds (kind, text) pairs; kind is ``#``, ``-``, ``|`` or empty (a paragraph)."""

    title: str
    outlet: str
    author: str
    date: str
    body: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        """The body as the clean text has it."""
        return [text for _, text in self.body]


def articles() -> list[tuple[str, Article]]:
    """(name, article), sorted by name."""
    return [(path.name.split(".")[0], _article(path)) for path in sorted(FOLDER.glob("*.article.txt"))]


def _article(path: Path) -> Article:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(":", 1) for line in head.split("\n"))
    lines = [(line[0], line[2:]) if line[:2] in {"# ", "- ", "| "} else ("", line) for line in body.splitlines()]
    title, outlet, author, date = (fields[name].strip() for name in ("title", "outlet", "author", "date"))
    return Article(title, outlet, author, date, tuple(lines))


def fill(layout: str, article: Article) -> str:
    """The page of a layout with an article in it."""
    head, _, page = (FOLDER / f"{layout}.html").read_text(encoding="utf-8").partition("----\n")
    _, paragraph, subhead = head.split("\n")[:3]
    pieces: list[str] = []
    for kind, group in groupby(article.body, key=lambda item: item[0]):
        texts = [text for _, text in group]
        if kind == "-":
            pieces.append("<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
        elif kind == "|":
            rows = ("<tr><td>" + "</td><td>".join(text.split("\t")) + "</td></tr>" for text in texts)
            pieces.append("<table border=1>" + "".join(rows) + "</table>")
        else:
            pieces += [_marked(subhead if kind else paragraph, text) for text in texts]
    half = max(1, len(pieces) // 2)
    return Template(page).substitute(
        title=article.title,
        outlet=article.outlet,
        author=article.author or "张弛",
        date=article.date,
        body="\n".join(pieces),
        first="\n".join(pieces[:half]),
        rest="\n".join(pieces[half:]),
    )


def _marked(markup: str, text: str) -> str:
    third = max(1, len(text) // 3)
    return Template(markup).substitute(line=text, a=text[:third], b=text[third : 2 * third], c=text[2 * third :])


def cases() -> list[tuple[str, Article, str]]:
    """(name, article, page) of every layout with every article."""
    found = []
    for path in sorted(FOLDER.glob("*.html")):
        if path.stem.startswith("no_article"):
            continue
        for name, article in articles():
            used = article
            if path.stem in NO_TABLES:
                used = replace(article, body=tuple(item for item in article.body if item[0] != "|"))
            found.append((f"{path.stem}-{name}", used, fill(path.stem, used)))
    return found


def no_articles() -> list[tuple[str, str]]:
    """(name, page) of the pages without an article."""
    return [
        (path.stem, path.read_text(encoding="utf-8").partition("----\n")[2])
        for path in sorted(FOLDER.glob("no_article*.html"))
    ]
