"""Pages in many layouts: body exact, title, outlet, date; what hides text; pages without an article; table rows."""

from __future__ import annotations

import csv
from pathlib import Path

import layouts
import pytest

from pipeline.clean import clean_page
from pipeline.read import read_page

CASES = layouts.cases()
ROWS = (Path(__file__).parent / "cases/read_hidden.csv").read_text(encoding="utf-8").splitlines()
HIDDEN = list(csv.DictReader(ROWS))
SENTENCE = "看得见的一句话。"
FIRST = "文章的第一段写在这里，说的是别的事情，足够长也足够普通。"
FRAME = f"<html><body><h1>标题在此</h1><p>{FIRST}</p>{{}}<p>最后一段。</p></body></html>"


@pytest.mark.parametrize(("name", "article", "page"), CASES, ids=[case[0] for case in CASES])
def test_article_of_a_layout_is_exact(name: str, article: layouts.Article, page: str) -> None:
    clean = clean_page(read_page(name, page.encode()))
    title, _, body = clean.text.partition("\n")
    captions = {clean.text[part.start : part.end] for part in clean.structure if part.kind == "figure_caption"}
    assert title == article.title
    assert [line for line in body.split("\n") if line and line not in captions] == article.lines
    assert clean.published[:10] == article.date
    if article.outlet in page.partition("<body")[2]:
        assert clean.outlet in {article.outlet, ""}


@pytest.mark.parametrize(("name", "page"), layouts.no_articles())
def test_page_without_an_article_says_why(name: str, page: str) -> None:
    read = read_page(name, page.encode())
    assert read.not_article
    assert clean_page(read).status == "not_article"


@pytest.mark.parametrize("case", HIDDEN, ids=[case["label"] for case in HIDDEN])
def test_hidden_text_is_not_read(case: dict[str, str]) -> None:
    page = read_page("page.html", FRAME.format(case["markup"]).encode())
    assert (SENTENCE in page.text) == (case["visible"] == "yes"), case["comment"]


def test_blocks_cover_the_lines_of_the_text() -> None:
    for name, _, markup in CASES:
        page = read_page(name, markup.encode())
        assert [page.text[block.start : block.end] for block in page.blocks] == page.text.split("\n"), name
        assert page.main is not None
        assert all(0 <= index < len(page.blocks) for index in page.main)


@pytest.mark.parametrize(
    "wrapper",
    [
        '<div style="visibility:hidden">{}</div>',
        '<style>.fade{{opacity:0}}</style><div class="fade">{}</div>',
        "<style>[v-cloak]{{display:none}}</style><div v-cloak>{}</div>",
        '<div aria-hidden="true">{}</div>',
        '<div style="opacity:0;transition:opacity 1s">{}</div>',
    ],
)
def test_article_that_a_script_would_show_is_read(wrapper: str) -> None:
    trap = f'<p style="display:none">{SENTENCE}</p>'
    page = read_page(
        "page.html", wrapper.format(f"<h1>标题在这里写着</h1><p>{FIRST}</p><p>{FIRST * 2}</p>{trap}").encode()
    )
    assert FIRST in page.text
    assert SENTENCE not in page.text
