"""Bytes to text: every encoding with every declaration, broken bytes, NULs, line ends. Nothing is lost or invented."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PageError
from pipeline.read import read_page
from pipeline.read.decode import decode

SENTENCES = (
    "临江大桥全长2300米，主跨620米，总投资41.6亿元。",
    "“温差越小，误差越小。”项目负责人说。",
    "与上一代相比，唤醒时间从12毫秒缩短到3毫秒！",
    "记者从市轨道交通集团获悉：末班车改为次日零时三十分……",
    "各乡镇人民政府，县直有关单位（含开发区）：",
    "他笑一笑，说卖书的钱够买书，种菜的钱够吃饭。",
    "芯片面积4.2平方毫米，功耗 0.8 mW，内存 512 KB；首批出货120万颗。",
    "The chip runs at 96 MHz《硬件观察》报道",
    "第三季度同比增长１２％，环比下降～3%。",
)
DECLARED = (
    "",
    "utf-8",
    "gb2312",
    "GBK",
    "gb18030",
    "big5",
    "utf-16",
    "iso-8859-1",
    "windows-1252",
    "shift_jis",
    "euc-kr",
    "hex",
    "x",
)
SIMPLIFIED = ("utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
TRADITIONAL = ("big5", "big5hkscs", "cp950", "utf-8", "utf-16-le")
TO_TRADITIONAL = opencc.OpenCC("s2tw")
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map("\n".join)
declarations = st.sampled_from(DECLARED)


def page_of(text: str, declared: str) -> str:
    head = f'<html><head><meta charset="{declared}"></head><body>' if declared else ""
    return head + text


@given(text=texts, declared=declarations, encoding=st.sampled_from(SIMPLIFIED))
def test_simplified_text_is_read_whatever_is_declared(text: str, declared: str, encoding: str) -> None:
    page = page_of(text, declared).replace("～", "").replace("……", "。")
    assert decode("page", page.encode(encoding))[0] == page


@given(text=texts, declared=declarations, encoding=st.sampled_from(TRADITIONAL))
def test_traditional_text_is_read_whatever_is_declared(text: str, declared: str, encoding: str) -> None:
    traditional = page_of(TO_TRADITIONAL.convert(text), declared)
    page = traditional.encode(encoding, "ignore").decode(encoding)
    read = decode("page", page.encode(encoding))[0]
    assert read == page or read.translate(TWINS) == page.translate(TWINS)


# one code point in Microsoft's table of Big5, another in the standard's
TWINS = str.maketrans(
    {"～": "~", "∼": "~", "‧": "·", "•": "·", "–": "-", "—": "-", "╴": "_", "ˍ": "_", "﹑": "、", "…": "⋯"}
)


@given(text=texts, encoding=st.sampled_from(("utf-8", "gbk")), end=st.sampled_from(("\n", "\r\n", "\r")))
def test_line_ends_become_lf(text: str, encoding: str, end: str) -> None:
    assert decode("page", text.replace("\n", end).encode(encoding))[0] == text


@given(text=texts, places=st.lists(st.integers(0, 400), max_size=12))
def test_nul_bytes_are_dropped(text: str, places: list[int]) -> None:
    data = text.encode()
    for place in places:
        data = data[:place] + b"\x00" + data[place:]
    assert decode("page", data)[0] == text


@given(text=st.lists(st.sampled_from(SENTENCES), min_size=4, max_size=8).map("\n".join), place=st.integers(0, 200))
def test_a_broken_byte_costs_one_character_at_most(text: str, place: int) -> None:
    data = text.encode()
    place = min(place, len(data))
    while place < len(data) and data[place] & 0xC0 == 0x80:  # between two characters
        place += 1
    read, encoding = decode("page", data[:place] + b"\xff" + data[place:])
    assert (read.replace("\ufffd", ""), encoding) == (text, "utf-8")


def test_pieces_in_gb18030_inside_utf8_are_read() -> None:
    data = "前半页是一种编码，".encode() + "中间夹着另一种编码".encode("gb18030") + "，后半页又换回来。".encode()
    assert decode("page", data) == ("前半页是一种编码，中间夹着另一种编码，后半页又换回来。", "utf-8")


def test_a_long_ascii_head_does_not_hide_the_encoding() -> None:
    page = (
        "<html><head><script>"
        + "var a = 1;\n" * 20_000
        + "</script></head><body><p>"
        + SENTENCES[0]
        + "</p></body></html>"
    )
    assert decode("page", page.encode("gbk")) == (page, "gb18030")


def test_two_words_that_are_valid_utf8_by_chance() -> None:
    assert decode("page", "联通".encode("gbk"))[0] == "联通"


def test_the_euro_sign_of_code_page_936() -> None:
    assert (
        decode("page", SENTENCES[0].encode("gbk") + b"\x80" + SENTENCES[1].encode("gbk"))[0]
        == SENTENCES[0] + "€" + SENTENCES[1]
    )


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x00", b"\xef\xbb\xbf \r\n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"%PDF-1.7 ..."]
)
def test_what_is_no_text_is_an_error(data: bytes) -> None:
    with pytest.raises(PageError):
        read_page("page", data)


@given(data=st.binary(max_size=600))
def test_any_bytes_give_a_page_or_a_page_error(data: bytes) -> None:
    try:
        page = read_page("page", data)
    except PageError:
        return
    assert "\x00" not in page.text
    assert "\r" not in page.text


@given(markup=st.text(alphabet="<>/\"'= abp!-;&#x\n标题段落。，", max_size=300))
def test_any_markup_gives_a_page(markup: str) -> None:
    page = read_page("page", ("<html><body><p>开头。</p>" + markup).encode())
    assert page.format == "html"
    assert [page.text[block.start : block.end] for block in page.blocks if block.end > block.start]
