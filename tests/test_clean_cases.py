"""Cleaning, a case a row (``cases/clean.csv``); every removal code has a case; pages that must not change."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.clean import CLEAN_RULES, CleanOptions, Profile, apply_edits, clean_page, profile_pages, read_terms
from pipeline.errors import HeshuError
from pipeline.model import Block, Page, PageMeta

HERE = Path(__file__).parent
ELSEWHERE = {"boilerplate", "corpus_boilerplate", "layout", "not_article"}  # codes with tests of their own below


def rows() -> list[dict[str, str]]:
    with (HERE / "cases/clean.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def page_of(cell: str) -> str:
    return "\n".join(cell.split(" | "))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["label"])
def test_case(row: dict[str, str]) -> None:
    text = page_of(row["page"])
    clean = clean_page(text)
    assert clean.text == page_of(row["clean"]).replace("\n", "\n\n", 1)
    assert apply_edits(text, clean.edits) == clean.text
    assert set(row["codes"].split()) <= {edit.code for edit in clean.edits}


def test_every_code_has_a_case() -> None:
    covered = {code for row in rows() for code in row["codes"].split()}
    assert covered | ELSEWHERE == {rule.code for rule in CLEAN_RULES}


@pytest.mark.parametrize("path", sorted((HERE / "untouched").glob("*.txt")), ids=lambda path: path.stem)
def test_untouched(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    clean = clean_page(text)
    assert {edit.code for edit in clean.edits} <= {"layout"}
    assert clean.text == text.rstrip("\n")
    flat = text.replace("\n\n", "\n", 1).split("\n", 1)
    assert "".join(clean_page(flat[0] + "\n" + flat[1].replace("\n", "")).text.split()) == "".join(text.split())


def test_page_without_article() -> None:
    clean = clean_page("????")
    assert (clean.status, clean.text) == ("not_article", "")
    assert [edit.code for edit in clean.edits] == ["not_article"]


def test_blocks_outside_the_main_content() -> None:
    text = "新车今天上市\n导航\n新车今天在上海上市，起售价十二万元，首批用户下周提车。"
    blocks = (Block(0, 6, "title"), Block(7, 9), Block(10, len(text)))
    clean = clean_page(Page("p.html", "html", "utf-8", text, blocks, main=(0, 2)))
    assert "导航" not in clean.text
    assert "boilerplate" in {edit.code for edit in clean.edits}


def test_profile_finds_lines_of_other_articles() -> None:
    spam = "村里的老槐树据说有 {} 年了，去年被雷劈掉半边，今年春天又发了新芽。"
    own = [path.read_text(encoding="utf-8").rstrip("\n") for path in sorted((HERE / "untouched").glob("[a-f]*.txt"))]
    pages = [Page.from_text(f"{text}\n{spam.format(90 + n)}", f"{n}.txt") for n, text in enumerate(own)]
    profile = profile_pages(pages)
    assert profile == profile_pages(reversed(pages)) == Profile.from_json(profile.to_json())
    for page, text in zip(pages, own, strict=True):
        clean = clean_page(page, CleanOptions(), profile)
        assert clean.text == text
        assert "corpus_boilerplate" in {edit.code for edit in clean.edits}


def test_profile_keeps_copies_of_one_article() -> None:
    text = (HERE / "untouched/finance.txt").read_text(encoding="utf-8").rstrip("\n")
    pages = [Page.from_text(f"第{n}次转载：{text}", f"{n}.txt") for n in range(4)]
    profile = profile_pages(pages)
    for page in pages:
        assert clean_page(page, None, profile).text == page.text


def test_terms_of_the_user(tmp_path: Path) -> None:
    ad = "新船今天试航\n新船今天上午离开船坞小鹿乱撞社沿着近海航线走了一百海里。\n船长说，下个月还要再走一趟。"
    mention = "新船今天试航\n新船今天上午离开船坞，船长谈起小鹿乱撞社，说那是女儿的乐队。\n船长说，下个月还要再走一趟。"
    file = tmp_path / "terms.txt"
    file.write_text("# ours\n小鹿乱撞社\n\n某某帮\n某某帮\n", encoding="utf-8-sig")
    terms = read_terms(file)
    assert terms == ("小鹿乱撞社", "某某帮")
    for page, text in ((ad, ad.replace("小鹿乱撞社", "")), (mention, mention)):
        assert clean_page(page, CleanOptions(spam_terms=terms)).text == text.replace("\n", "\n\n", 1)
        assert clean_page(page).text == page.replace("\n", "\n\n", 1)  # no page inherits the terms of another
    file.write_text("某某帮\n帮\n", encoding="utf-8")
    with pytest.raises(HeshuError, match=r"terms\.txt:2"):
        read_terms(file)
    with pytest.raises(HeshuError, match=r"missing\.txt"):
        read_terms(tmp_path / "missing.txt")


def test_keywords_that_a_hidden_element_lists() -> None:
    text = "强化学习降温\n模型用强化随手借贷学习训练，成绩提高了一成。\n团队说，冷启动的数据只有几十条，来自人工标注。"
    lists = ("强化学习,模型,随手借贷,外挂辅助大全,星空影院", "强化学习 随手借贷 小额借贷")
    left = [
        clean_page(Page("p.txt", "text", "utf-8", text, Page.from_text(text).blocks, PageMeta(unseen=(items,)))).text
        for items in lists
    ]
    whole = text.replace("\n", "\n\n", 1)
    assert left == [whole.replace("随手借贷", ""), whole]  # two kinds of spam in one list prove it


MODES = {
    "aggressive": "新船今天试航，锅炉星空影院很安静\n新船上午离开船坞。\n船长说，下个月再走一趟。",
    "normal": "新船今天试航\n新船上午离开船坞，沿着近海航线成星空影院功走了一百海里。\n船长说，锅炉太阳城娱乐城很安静。"
    "\n机舱的温度稳定，这是试成星空影院功的关键。9f86d081884c7d659a2feaa0c55ad015",
}


@pytest.mark.parametrize("least", MODES)
def test_modes_move_one_threshold(least: str) -> None:
    """The keyword between whole words goes from ``least`` on; on clean pages no mode cuts anything."""
    order = ("careful", "normal", "aggressive")
    kept = [
        "很安静" in (text := clean_page(MODES[least], CleanOptions(mode)).text) and "锅炉很" not in text
        for mode in order
    ]
    assert kept == [order.index(mode) < order.index(least) for mode in order]
    for path in (HERE / "untouched").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert clean_page(text, CleanOptions("aggressive")).text == text.rstrip("\n")
