"""Laws of cleaning on pages polluted at random: edits rebuild the text, twice is once, spam goes, text stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.inject import VARIANTS, Tally, count, load, pollute
from pipeline.clean import CLEAN_RULES, CleanOptions, apply_edits, clean_page, source_offset
from pipeline.model import Page

ARTICLES = load(Path(__file__).parent / "untouched")
CODES = {rule.code for rule in CLEAN_RULES}
# Least share of injected characters removed, over all articles, and most of the author's lost.
FLOORS = {
    "a.words": 0.9,
    "b.list": 0.9,
    "c.tail": 0.9,
    "d.copies": 0.95,
    "e.hot list": 0.97,
    "f.contact": 0.97,
    "g.invisible": 0.99,
    "h.noise": 0.97,
    "i.references": 0.98,
    "j.all": 0.99,
    "l.title": 0.97,
    "m.paragraph": 0.97,
}
LOST = 0.006


def check(text: str, mode: str = "normal") -> None:
    clean = clean_page(Page.from_text(text, "p.txt"), CleanOptions(mode))  # type: ignore[arg-type]
    assert apply_edits(text, clean.edits) == clean.text
    assert {edit.code for edit in clean.edits} <= CODES
    assert all(edit.reason and 0 <= edit.confidence <= 1 for edit in clean.edits)
    assert all(a.end <= b.start for a, b in zip(clean.edits, clean.edits[1:], strict=False))
    for mark in clean.structure:
        assert clean.text[mark.start : mark.end].strip()
    if not any(edit.replacement.strip() for edit in clean.edits):
        for offset, char in enumerate(clean.text):
            assert char == "\n" or text[source_offset(clean.edits, offset)] == char


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.text(st.sampled_from("中国经济增长了3.5%，。？?“”AaBz0１①薇:：… \t\u200b\ufffd\xa0#x;&锟(é)—"), max_size=60),
        max_size=8,
    )
)
def test_edits_rebuild_any_text(lines: list[str]) -> None:
    check("\n".join(lines))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, len(ARTICLES) - 1),
    st.lists(st.sampled_from(sorted(VARIANTS)), max_size=4),
    st.integers(0, 99),
    st.sampled_from(("careful", "normal", "aggressive")),
)
def test_edits_rebuild_polluted_pages(article: int, variants: list[str], seed: int, mode: str) -> None:
    check(pollute(ARTICLES[article], variants, str(seed)).text, mode)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_spam_goes_and_text_stays(name: str) -> None:
    tally = Tally()
    for number, article in enumerate(ARTICLES):
        polluted = pollute(article, [name], f"{name}/{number}", "val")
        count(tally, polluted, article)
        once = clean_page(polluted.text)
        if "".join(once.text.split()) == "".join("".join(article).split()):
            assert clean_page(once.text).text == once.text
    assert 1 - tally.left / tally.injected >= FLOORS[name]
    assert tally.lost / tally.own <= LOST


def test_long_line_takes_linear_time() -> None:
    import time

    text = "标题在这里\n" + "".join("".join(article[1:]) for article in ARTICLES)
    sizes = []
    for times in (4, 16):
        start = time.process_time()
        clean_page(text * times if times else text)
        sizes.append(time.process_time() - start)
    assert sizes[1] < 12 * sizes[0] + 0.5


def test_pages_longer_than_any_article_are_cleaned_by_form_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judges of words take time; lines that their form tells still go."""
    lines = (
        "新车今天上市",
        "新车今天在上海上市，起售价十二万元。",
        "9f86d081884c7d659a2feaa0c55ad015",
        "工厂投太阳城娱乐城产之后，产量会翻番。",
    )
    page = "\n".join(lines)
    assert "太阳城" not in clean_page(page).text
    monkeypatch.setattr("pipeline.clean.cleaner.JUDGED", 20)
    text = clean_page(page).text
    assert "太阳城" in text
    assert "9f86" not in text


def test_a_page_of_nothing_but_mojibake_is_no_article() -> None:
    """Found by fuzzing: every line of the body is emptied by its repair."""
    assert clean_page("云澄高铁今天通车了\n甯屽畬姣忓ぉ闅鍕ゅお\n甯屾湋鍙鏃跺墠").status == "not_article"
