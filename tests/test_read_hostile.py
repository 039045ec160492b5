"""Hostile pages: large, deep, with tags that are long or left open. Time grows with the size, and nothing recurses."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipeline.clean import clean_page
from pipeline.read import read_page

SENTENCE = "临江大桥全长2300米，主跨620米，总投资41.6亿元，两岸居民隔江相望的日子即将结束。"


def deep(n: int) -> str:
    return "<div>" * n + f"<p>{SENTENCE * 3}</p>" + "</div>" * n


def unclosed_deep(n: int) -> str:
    return "<div><span>" * (n // 2) + f"<p>{SENTENCE * 3}</p>"


def fonts(n: int) -> str:
    return "".join(f"<font color={i}><p>{SENTENCE}" for i in range(n // 20))


def attributes(n: int) -> str:
    return "<div " + " ".join(f"a{i}=1" for i in range(n)) + f"><p>{SENTENCE * 3}</p></div>"


def one_line(n: int) -> str:
    return "<p>" + SENTENCE * (n // 10) + "</p>"


def no_tags_closed(n: int) -> str:
    return "<p>" + SENTENCE + "<" * n


def long_attribute(n: int) -> str:
    return f'<img alt="{"x" * 10 * n}"><p>{SENTENCE * 3}</p>'


def many_cells(n: int) -> str:
    return f"<p>{SENTENCE * 3}</p><table>" + "<tr><td>甲</td><td>乙</td></tr>" * (n // 4) + "</table>"


def nested_tables(n: int) -> str:
    return "<table><tr><td>" * (n // 10) + f"<p>{SENTENCE * 3}</p>"


def hiding_rules(n: int) -> str:
    rules = "".join(f".c{i}{{display:none}}" for i in range(n // 10))
    return f"<style>{rules}</style><p>{SENTENCE * 3}</p>" + "<i class=c></i>" * (n // 10)


def many_links(n: int) -> str:
    return f"<p>{SENTENCE * 3}</p>" + "".join(f"<li><a href=/{i}>别的新闻标题{i}</a></li>" for i in range(n // 4))


def comments(n: int) -> str:
    return f"<p>{SENTENCE * 3}</p>" + "<!-- x -->" * n + "<!--" * n


def seconds(data: bytes, work: Callable[[bytes], object]) -> float:
    begun = time.process_time()
    work(data)
    return time.process_time() - begun


SHAPES = (deep, unclosed_deep, fonts, attributes, one_line, no_tags_closed, long_attribute, many_cells, nested_tables)
SHAPES += (hiding_rules, many_links, comments)


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.__name__ for shape in SHAPES])
def test_time_grows_no_faster_than_the_page(shape: Callable[[int], str]) -> None:
    small, large = (f"<html><body><h1>标题在此</h1>{shape(n)}</body></html>".encode() for n in (5_000, 20_000))
    page = read_page("page", large)
    assert SENTENCE in page.text
    before = min(seconds(small, lambda data: read_page("page", data)) for _ in range(2))
    after = min(seconds(large, lambda data: read_page("page", data)) for _ in range(2))
    assert after < 0.3 or after < 8 * before  # four times the size


def test_fifty_thousand_nested_tags_and_a_million_attributes() -> None:
    for page in (deep(50_000), attributes(1_000_000)):
        data = f"<html><body><h1>标题在此</h1>{page}</body></html>".encode()
        assert seconds(data, lambda data: read_page("page", data)) < 5
        assert SENTENCE in read_page("page", data).text


def test_a_page_of_five_megabytes() -> None:
    paragraphs = "".join(f"<p>第{i}段：{SENTENCE}</p>" for i in range(32_000))
    data = f"<html><body><h1>标题在此</h1><div>{paragraphs}</div></body></html>".encode()
    assert len(data) > 4_000_000
    page = read_page("page", data)
    assert page.main is not None
    assert len(page.main) >= 32_000
    assert clean_page(read_page("page", data[:100_000])).text.count("\n") > 500
