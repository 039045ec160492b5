"""A report over many generated articles: size of its files, and script time until the first table stands in Chromium.

``python benchmarks/report_size.py [ARTICLES]`` prints a table (10,000 articles with 20 claims each by default).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import Document, Pack, Term
from pipeline.report import ReportWriter

CLAIMS = 20
VERDICTS = (
    ("supported", "exact"),
    ("not_enough_info", "no_source"),
    ("refuted", "value_mismatch"),
    ("supported", "rounded"),
)


@dataclass
class Record:
    """An article as the report reads it."""

    doc_id: str
    title: str
    text: str
    claims: list[list[str | int]]
    checks: list[list[str | int]]
    path: str = "raw/generated.html"
    status: str = "ok"
    outlet: str = "城市晚报"
    author: str = ""
    published: str = "2026-01-02"
    removed: list[list[str | int]] = field(default_factory=list)
    structure: list[list[str | int]] = field(default_factory=list)
    errors: list[list[str | int]] = field(default_factory=list)


def record(number: int) -> Record:
    """An article of ``CLAIMS`` sentences, a claim each."""
    doc_id = f"generated-{number:06d}"
    text = f"第 {number} 篇文章\n\n"
    claims: list[list[str | int]] = []
    checks: list[list[str | int]] = []
    for at in range(CLAIMS):
        quote = f"{number % 977 + at} 瓦"
        start = len(text) + 10
        text += f"其中第{at:02d}项的功率为{quote}，比上一代有所提高。\n"
        name = f"{doc_id}-{at:04d}"
        verdict, reason = VERDICTS[at % len(VERDICTS)]
        claims.append(
            [name, doc_id, "quantity", quote, start, start + len(quote), "", "1", "", "W", "=", "e", "m", "", "", ""]
        )
        explanation = f"文中“{quote}”与《产品手册》（表 {at}）中的 {at} 瓦相比较，结论见左。"
        checks.append(
            [name, doc_id, quote, verdict, reason, "f", str(at), "", "W", "0.1", "0.90", explanation, "d", f"表 {at}"]
        )
    return Record(doc_id, f"第 {number} 篇文章", text, claims, checks)


def build(folder: Path, articles: int) -> None:
    """Write the report."""
    terms = (Term("e", "entity", "明灯一号"), Term("m", "metric", "功率", unit="W"))
    report = ReportWriter(folder, Pack("generated", "", (Document("d", "产品手册"),), terms), "zh")
    for number in range(articles):
        report.add(record(number))
    total = articles * CLAIMS
    counts = {"read": articles, "ok": articles, "not_article": 0, "duplicate": 0, "failed": 0, "claims": total}
    counts |= {"supported": total // 2, "refuted": total // 4, "not_enough_info": total // 4}
    report.finish(counts, [["e", "m", total, 0, 0, 0, "1", "9", "W", "1", "", "W"]])


def script_seconds(index: Path) -> float:
    """Seconds of script in Chromium until the first 50 refuted claims and articles stand; needs playwright."""
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(index.as_uri())
        expect(page.locator("#claims tbody tr")).to_have_count(50)
        expect(page.locator("#articles tbody tr")).to_have_count(50)
        metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
        browser.close()
    return float(metrics["ScriptDuration"])


def main() -> None:
    """Print the table."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "report"
        begun = time.perf_counter()
        build(folder, articles)
        seconds = time.perf_counter() - begun
        files = [path for path in folder.rglob("*") if path.is_file()]
        largest = max(files, key=lambda path: path.stat().st_size)
        print(f"articles {articles}, claims {articles * CLAIMS}, files {len(files)}, written in {seconds:.1f} s")
        print(f"largest file: {largest.name} {largest.stat().st_size / 1e6:.2f} MB")
        print(f"script time until the first tables stand: {script_seconds(folder / 'index.html'):.3f} s")


if __name__ == "__main__":
    main()
