"""Passages of other stories inside flattened text: they go, and the author's sentences stay."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.inject import load
from benchmarks.spam_stock import Stock
from pipeline.clean import apply_edits, clean_page
from pipeline.clean.flattened import best_runs, sentences
from pipeline.clean.flattened_copies import copies

ARTICLES = load(Path(__file__).parent / "untouched")
LONG = [article for article in ARTICLES if len("".join(article)) > 400]


def polluted(article: list[str], texts: list[str], rng: random.Random) -> str:
    body = list(article[1:])
    for text in texts:
        body.insert(rng.randint(0, len(body)), text)
    return article[0] + "\n" + "".join(body)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("times", "floor"), [(1, 0.2), (3, 0.8)])
def test_foreign_sentences_go(times: int, floor: float) -> None:
    injected = left = lost = own = 0
    for seed, article in enumerate(LONG):
        rng = random.Random(seed)
        story = Stock("val").paragraph(rng, 2)
        page = polluted(article, [story] * times, rng)
        clean = squeezed(clean_page(page).text)
        gone = len(squeezed(page)) - len(clean)
        kept = clean.count(squeezed(story))
        injected += times * len(squeezed(story))
        left += kept * len(squeezed(story))
        lost += max(0, gone - (times - kept) * len(squeezed(story)))
        own += len(squeezed("".join(article)))
    assert 1 - left / injected >= floor
    assert lost <= 0.003 * own


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(ARTICLES) - 1), st.integers(0, 999), st.integers(0, 3), st.booleans())
def test_edits_rebuild_flattened_pages(article: int, seed: int, number: int, one_line: bool) -> None:
    rng = random.Random(seed)
    page = polluted(ARTICLES[article], [Stock("val").paragraph(rng, 1)] * number, rng)
    page = page.replace("\n", "") if one_line else page
    clean = clean_page(page)
    assert apply_edits(page, clean.edits) == clean.text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("天地人，。！？”“ab1…"), max_size=80), st.lists(st.integers(0, 80), max_size=3))
def test_sentences_cover_the_line(text: str, borders: list[int]) -> None:
    spans = sentences(text, [at for at in borders if at <= len(text)])
    assert "".join(text[a:b] for a, b in spans) == text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("天地人和，。！"), max_size=120))
def test_copies_are_equal_and_apart(text: str) -> None:
    used: list[tuple[int, int]] = []
    for places in copies(text):
        assert len({text[a:b] for a, b in places}) == 1 < len(places)
        used += places
    assert all(a[1] <= b[0] for a, b in pairwise(sorted(used)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.floats(0, 9)), max_size=12))
def test_best_runs_do_not_overlap(raw: list[tuple[int, int, float]]) -> None:
    chosen = best_runs([(i, i + size, odds) for i, size, odds in raw], 2.0)
    assert all(a[1] <= b[0] for a, b in pairwise(chosen))
    assert all(odds > 2.0 for _, _, odds in chosen)
