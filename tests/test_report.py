"""The report: what the pages hold, and what a person can do with them in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.model import Document, Pack, Term
from pipeline.report import ReportWriter
from pipeline.report.chunks import MAX_BYTES, ChunkWriter
from pipeline.report.marking import paragraphs, removals
from pipeline.report.words import number_text, percent

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PACK = Pack(
    "demo",
    "0" * 64,
    (Document("ds", "产品手册", url="https://example.org/ds"),),
    (Term("lamp", "entity", "明灯一号"), Term("power", "metric", "功率", unit="W")),
)
BAD_TITLE = "<script>document.title='bad'</script>明灯一号发布"


@dataclass
class Record:
    doc_id: str
    title: str
    text: str = ""
    path: str = "raw/a.html"
    status: str = "ok"
    outlet: str = "城市晚报"
    author: str = "记者甲"
    published: str = "2026-01-02"
    removed: list[list[str | int]] = field(default_factory=list)
    structure: list[list[str | int]] = field(default_factory=list)
    claims: list[list[str | int]] = field(default_factory=list)
    checks: list[list[str | int]] = field(default_factory=list)
    errors: list[list[str | int]] = field(default_factory=list)


def record(number: int, title: str) -> Record:
    """An article of two claims; 「广告词」 was cut out of the word 功率."""
    body = "明灯一号功率为 60 瓦。它有 3 种颜色。"
    text = f"{title}\n\n{body}"
    doc_id = f"page-{number}"
    at = text.index("60 瓦")
    made = Record(doc_id, title, text)
    cut = text.index("率为")
    made.removed = [[doc_id, cut, cut + 3, "广告词", "", "injected_keyword", "splits a word"]]
    for name, quote, start, verdict, reason in (
        ("0001", "60 瓦", at, "refuted", "value_mismatch"),
        ("0002", "3 种颜色", text.index("3 种"), "not_enough_info", "no_source"),
    ):
        made.claims.append(
            [
                f"{doc_id}-{name}",
                doc_id,
                "quantity",
                quote,
                start,
                start + len(quote),
                body,
                "60",
                "",
                "W",
                "=",
                "lamp",
                "power",
                "",
                "",
                "",
            ]
        )
        source = ["power.1", "40", "", "W", "0.5"] if verdict == "refuted" else ["", "", "", "", ""]
        document = ["ds", "表 1"] if verdict == "refuted" else ["", ""]
        made.checks.append(
            [
                f"{doc_id}-{name}",
                doc_id,
                quote,
                verdict,
                reason,
                *source,
                "0.90",
                f"文中“{quote}”与来源不同。",
                *document,
            ]
        )
    return made


def write(folder: Path, records: Sequence[Record]) -> Path:
    report = ReportWriter(folder, PACK, "zh")
    for entry in records:
        report.add(entry)
    counts = {"read": len(records), "ok": len(records), "not_article": 0, "duplicate": 0, "failed": 0}
    counts |= {"claims": 2 * len(records), "supported": 0, "refuted": len(records), "not_enough_info": len(records)}
    summary = [["lamp", "power", 2, 0, 1, 1, "60", "60", "W", "40", "", "W"]]
    report.finish(counts, summary)
    return folder


# ------------------------------------------------------------------ without a browser


def test_pieces_joined_are_the_text() -> None:
    made = record(1, "标题")
    found = [{"start": row[4], "end": row[5], "id": row[0]} for row in made.claims]
    lines = paragraphs(made.text, found, [], made.removed)
    texts = ["".join(piece.text for piece in line.pieces) for line in lines if line.kind != "removed"]
    assert texts == [line for line in made.text.split("\n") if line]
    cuts = [piece.removal.text for line in lines for piece in line.pieces if piece.removal]
    assert cuts == ["广告词"]


def test_removals_know_their_place_in_the_clean_text() -> None:
    rows = [["d", 2, 4, "XX", "", "a", ""], ["d", 6, 9, "YYY", "z", "b", ""], ["d", 12, 13, "Q", "", "c", ""]]
    assert [cut.offset for cut in removals(rows)] == [2, 4, 8]


def test_table_rows_are_cells_and_a_divided_claim_has_one_sign() -> None:
    text = "标题\n\n阶段\t用量\n预训练\t5 万\n合计 9 万小时。"
    start = text.index("9 万小时")
    table = [["d", text.index(line), 0, "table_row", line] for line in ("阶段", "预训练")]
    claims = [
        {"id": "a", "start": text.index("5 万"), "end": text.index("5 万") + 3},
        {"id": "b", "start": start, "end": start + 5},
    ]
    removed = [["d", start + 2, start + 5, "广告词", "", "injected_keyword", ""]]
    lines = paragraphs(text, claims, table, removed)
    rows = [
        ["".join(piece.text for piece in cell) for cell in line.cells] for line in lines if line.kind == "table_row"
    ]
    assert rows == [["阶段", "用量"], ["预训练", "5 万"]]
    divided = [piece for piece in lines[-1].pieces if piece.claim]
    assert [(piece.text, piece.last) for piece in divided] == [("9 ", False), ("万小时", True)]
    assert [line.plain for line in lines] == [True, True, False, False]


@pytest.mark.parametrize(
    ("value", "unit", "lang", "shown"),
    [
        ("2788000", "GPU*hour", "zh", "278.8 万 GPU 小时"),
        ("2788000", "GPU*hour", "en", "2,788,000 GPU*hour"),
        ("71.5", "percent", "zh", "71.5%"),
        ("71.5", "percent", "en", "71.5%"),
        ("2024-12-26", "date", "zh", "2024-12-26"),
    ],
)
def test_values_as_editors_write_them(value: str, unit: str, lang: str, shown: str) -> None:
    assert number_text(value, unit, lang) == shown


def test_differences_in_percent() -> None:
    given = ("9", "-0.981132", "0.004", "0", "")
    assert [percent(text) for text in given] == ["+900%", "-98%", "+0.4%", "", ""]


def test_the_pages_speak_of_units_and_codes_in_chinese(tmp_path: Path) -> None:
    made = record(1, "明灯一号发布")
    made.published = "2025-02-10T09:20:00+08:00"
    made.errors = [["raw/a.html", "read", "not a text file", "binary content: remove it or use --exclude"]]
    folder = write(tmp_path / "report", [made])
    page = (folder / "articles" / "page-1.html").read_text(encoding="utf-8")
    for shown in ("2025-02-10 09:20", "注入关键词", "不是文本文件", "40 W"):
        assert shown in page
    assert "injected_keyword</span>" not in page


def test_no_markup_of_a_page_survives(tmp_path: Path) -> None:
    folder = write(tmp_path / "report", [record(1, BAD_TITLE)])
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".js"):
            assert "<script>document" not in path.read_text(encoding="utf-8")


def test_files_stay_small(tmp_path: Path) -> None:
    chunks = ChunkWriter(tmp_path, "claims")
    for number in range(9000):
        chunks.add([number, "核" * 200])
    chunks.flush()
    assert chunks.files > 1
    assert all(path.stat().st_size <= MAX_BYTES + 10_000 for path in tmp_path.iterdir())


# ------------------------------------------------------------------ in Chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium in CI: .ci/run installs the package chromium")
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = [BAD_TITLE, *(f"第 {number} 篇：明灯一号" for number in range(2, 121))]
    records = [record(number, title) for number, title in enumerate(titles, 1)]
    records[5].outlet = "远方日报"
    return write(tmp_path_factory.mktemp("report") / "report", records)


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.errors = []
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))
    yield opened
    assert opened.errors == []
    context.close()


def test_open_filter_and_search(page: Page, folder: Path) -> None:
    from playwright.sync_api import expect

    page.goto((folder / "index.html").as_uri())
    rows = page.locator("#claims tbody tr")
    expect(rows).to_have_count(50)
    expect(page.locator("#articles tbody tr")).to_have_count(50)
    expect(page.locator("#found")).to_contain_text("120")
    page.click("#p-next")
    expect(rows).to_have_count(50)
    page.select_option("#f-outlet", "远方日报")
    expect(rows).to_have_count(1)
    page.select_option("#f-outlet", "")
    page.fill("#f-text", "第 77 篇")
    expect(rows).to_have_count(1)
    page.fill("#f-text", "")
    page.select_option("#f-verdict", "")
    expect(page.locator("#found")).to_contain_text("240")


def test_slash_leads_to_the_search(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-text"


def test_a_title_with_a_script_stays_text(page: Page, folder: Path) -> None:
    page.goto((folder / "articles" / "page-1.html").as_uri())
    assert page.title().startswith("<script>")
    assert page.locator("h1").inner_text() == BAD_TITLE


def test_expand_a_claim_and_fade_in_what_was_removed(page: Page, folder: Path) -> None:
    page.goto((folder / "articles" / "page-2.html").as_uri())
    card = page.locator("#card")
    assert card.is_hidden()
    page.click("a.mark.refuted")
    assert "表 1" in card.inner_text()
    assert "40 W" in card.inner_text()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    cut = page.locator("del.cut").first
    assert cut.is_hidden()
    page.click("#cuts")
    assert cut.is_visible()
    assert "功广告词" in page.locator("article").inner_text()


def test_keyboard_goes_from_claim_to_claim(page: Page, folder: Path) -> None:
    page.goto((folder / "articles" / "page-2.html").as_uri())
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.claim") == "page-2-0001"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.claim") == "page-2-0002"


@pytest.mark.parametrize("name", ["index.html", "articles/page-2.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(browser: Any, folder: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    opened.goto((folder / name).as_uri())
    opened.wait_for_timeout(300)
    results = axe.Axe().run(opened)
    serious = [entry for entry in results.response["violations"] if entry["impact"] in ("serious", "critical")]
    assert [(entry["id"], [node["html"][:120] for node in entry["nodes"][:3]]) for entry in serious] == []
    context.close()


def test_phone(browser: Any, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    opened = context.new_page()
    for name in ("index.html", "articles/page-2.html"):
        opened.goto((folder / name).as_uri())
        opened.wait_for_timeout(200)
        assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.goto((folder / "index.html").as_uri())
    opened.wait_for_timeout(200)
    row = opened.locator("#claims tbody tr").first  # a card: its explanation can be read without scrolling aside
    assert row.evaluate("row => row.scrollWidth <= row.clientWidth && getComputedStyle(row).display == 'block'")
    context.close()
