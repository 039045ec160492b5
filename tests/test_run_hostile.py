"""Hostile pages: none may end the run, hang it, or fill the memory; each has one outcome."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from run_helpers import PACK, counts, html_page, rows, text_page

from pipeline.packs import load_pack
from pipeline.run.page import PageRecord
from pipeline.run.runner import run_pages
from pipeline.settings import MIB, Settings

HOSTILE: dict[str, bytes] = {
    "deep.html": b"<html><body>" + b"<div>" * 60_000 + "深处有12个人。".encode(),
    "attributes.html": b"<html><body><p " + b" ".join(b"a%d=1" % at for at in range(300_000)) + b">x</p>",
    "one_tag.html": b"<html><body>" + b"<br>" * 600_000,
    "unclosed.html": b"<html><body>" + b"<b><i><a href=x>" * 60_000,
    "tables.html": b"<html><body>" + b"<table><tr><td>" * 30_000,
    "comment.html": b"<html><body><!--" + b"-" * 3_000_000,
    "entity.html": b"<html><body><p>" + b"&#x202e;&#xd800;&#0;&#1114112;&amp" * 15_000,
    "laughs.html": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><html><body><p>&c;</p></body></html>',
    "line.txt": "一行".encode() * 60_000,
    "digits.txt": b"1" * 200_000 + "亿元".encode(),
    "numbers.txt": "第1、2、3亿元至4万亿元，".encode() * 2_000,
    "marks.txt": "。，！？（）《》“”".encode() * 40_000,
    "bidi.txt": "\u202e\u2066\u200b\u200d\ufeff价格为12元\u202c。".encode() * 2_000,
    "nul.txt": b"\0" * 10 + text_page(1).encode() + b"\0" * 10,
    "surrogates.txt": text_page(2).encode() + b"\xed\xa0\x80\xed\xb0\x80",
    "formulas.txt": b"=cmd|' /C calc'!A0\n\n+1+1\n-1-1\n@SUM(A1)\n\t=1\n\r=1\n" + text_page(3).encode(),
    "lines.txt": b"\n" * 500_000 + text_page(4).encode(),
    "same.txt": "今年产量为12万吨。\n".encode() * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / name).write_bytes(HOSTILE[name])
    (folder / "good.html").write_text(html_page(5), encoding="utf-8")
    since = time.monotonic()
    options = Settings(jobs=1, page_timeout=30, worker_memory=2048 * MIB)
    run_pages([folder], load_pack(PACK), out, options, lambda _: None)
    assert time.monotonic() - since < 40
    found = {Path(row["path"]).name: row["status"] for row in rows(out, "articles")}
    assert found["good.html"] == "ok"
    assert found[name] in {"ok", "not_article", "failed"}
    assert counts(out)["read"] == 2
    assert not [row for row in rows(out, "errors") if row["error"] in {"internal error", "worker died", "timeout"}]


@given(
    st.builds(PageRecord, st.text(), st.text(), text=st.text(), claims=st.lists(st.lists(st.text() | st.integers())))
)
def test_records_go_to_bytes_and_back(record: PageRecord) -> None:
    assert PageRecord.from_bytes(record.to_bytes()) == record


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")), max_size=4
    )
)
def test_any_bytes_have_an_outcome(tmp_path_factory: pytest.TempPathFactory, pages: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("any")
    names = ("a.txt", "b.html", "c.jsonl", "d.warc", "e.html.gz", "f.mhtml")
    for name, data in zip(names, pages * 2, strict=False):
        (folder / "in").mkdir(exist_ok=True)
        (folder / "in" / name).write_bytes(data)
    paths = [folder / "in"] if pages else []
    run_pages(paths, load_pack(PACK), folder / "out", Settings(jobs=0), lambda _: None)
    assert counts(folder / "out")["read"] == len(rows(folder / "out", "articles"))
    assert not [row for row in rows(folder / "out", "errors") if row["error"] == "internal error"]
