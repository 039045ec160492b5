"""Where pages come from: folders, wrappings, lists; each input has one outcome."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import pytest
import zstandard
from run_helpers import PACK, article, counts, html_page, rows, text_page, warc_record, write_gzip

from pipeline.packs import load_pack
from pipeline.run.inputs import find_inputs
from pipeline.run.listing import Listing
from pipeline.run.runner import run_pages
from pipeline.settings import Settings

HERE = Settings(jobs=0)


def labels(folder: Path, tmp_path: Path, settings: Settings = HERE) -> list[str]:
    with_listing = find_inputs([folder], settings, tmp_path / "listing.sqlite")
    found = [item.label.removeprefix(f"{folder}/") for item in with_listing]
    with_listing.close()
    return found


def run(tmp_path: Path, *paths: Path, settings: Settings = HERE) -> Path:
    out = tmp_path / "out"
    run_pages(paths, load_pack(PACK), out, settings, lambda _: None)
    return out


def clean_texts(out: Path) -> list[str]:
    return [(out / "clean" / f"{row['doc_id']}.txt").read_text(encoding="utf-8") for row in rows(out, "articles")]


def wrap(kind: str, folder: Path) -> Path:
    """One article, number 1, in each of the wrappings."""
    folder.mkdir()
    html, (title, body) = html_page(1), article(1)
    data = html.encode()
    if kind == "gz":
        return write_gzip(folder / "page.html.gz", data)
    if kind == "zst":
        path = folder / "page.txt.zst"
        path.write_bytes(zstandard.compress(text_page(1).encode()))
    elif kind.startswith("warc"):
        path = folder / f"crawl.{kind}"
        records = [
            warc_record("http://a/robots", b"x", "Content-Type: image/png"),
            warc_record(
                "http://a/1", gzip.compress(data), "Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip"
            ),
            warc_record("http://a/1", b"GET", kind="request"),
        ]
        path.write_bytes(b"".join(map(gzip.compress, records) if kind.endswith("gz") else records))
    elif kind == "mhtml":
        path = folder / "page.mhtml"
        part = "Content-Type: text/html; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://a/1\r\n\r\n"
        head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        path.write_bytes((head + part).encode() + html.replace("utf-8", "latin-1").encode("gb18030") + b"\r\n--b--\r\n")
    else:
        path = folder / f"items.{kind}"
        line = {
            "jsonl": {"url": "http://a/1", "html": html},
            "jl": {"title": title, "content": "\n".join(body)},
            "ndjson": {"headline": title, "body": "".join(f"<p>{text}</p>" for text in body)},
            "jsonl.gz": {"html": html},
        }[kind]
        text = "\n" + json.dumps(line) + "\n\n"
        path.write_bytes(gzip.compress(text.encode()) if kind.endswith("gz") else text.encode())
    return path


@pytest.mark.parametrize("kind", ["gz", "zst", "warc", "warc.gz", "mhtml", "jsonl", "jl", "ndjson", "jsonl.gz"])
def test_wrappings(kind: str, tmp_path: Path) -> None:
    title, body = article(1)
    out = run(tmp_path, wrap(kind, tmp_path / "in").parent)
    assert [row["status"] for row in rows(out, "articles")] == ["ok"]
    assert rows(out, "articles")[0]["title"] == title
    assert clean_texts(out)[0].split("\n\n", 1)[1].split("\n") == body


def test_members_keep_their_order_and_have_ids(tmp_path: Path) -> None:
    lines = [json.dumps({"html": html_page(number)}) for number in range(12)]
    (tmp_path / "items.jl").write_text("\n".join(lines), encoding="utf-8")
    out = run(tmp_path, tmp_path / "items.jl")
    found = rows(out, "articles")
    assert [row["title"] for row in found] == [article(number)[0] for number in range(12)]
    assert [row["path"].rpartition("#")[2] for row in found] == [str(number) for number in range(1, 13)]
    assert len({row["doc_id"] for row in found}) == 12


def test_fields_are_named(tmp_path: Path) -> None:
    line = {"raw": html_page(3), "html": html_page(4), "when": "2026-03-04", "von": "江报"}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    settings = Settings(jobs=0, fields=(("html", "raw"), ("published", "when"), ("outlet", "von")))
    row = rows(run(tmp_path, tmp_path / "a.jsonl", settings=settings), "articles")[0]
    assert (row["title"], row["published"], row["outlet"]) == (article(3)[0], "2026-03-04", "江报")


BAD = {
    "empty.txt": (b"", "read", "empty"),
    "binary.html": (bytes(range(256)) * 40, "read", ""),
    "cut.html.gz": (gzip.compress(html_page(1).encode())[:-20], "read", "cannot be read"),
    "no.html.gz": (b"hello", "read", "cannot be read"),
    "no.txt.zst": (b"hello", "read", "cannot be read"),
    "bomb.txt.gz": (gzip.compress(b"a" * 2_000_000), "read", "file too large"),
    "bomb.txt.zst": (zstandard.compress(b"a" * 2_000_000), "read", "file too large"),
    "bomb.jsonl.gz": (gzip.compress(b"a" * 2_000_000), "read", "line too long"),
    "no.jsonl": (b"[1]\n", "read", "not a JSON object"),
    "deep.jsonl": (b"[" * 100_000 + b"\n", "read", "not JSON"),
    "nothing.jsonl": (b'{"id": 3}\n', "read", "no page in this line"),
    "cut.warc.gz": (gzip.compress(warc_record("http://a", b"x" * 900))[:-30], "input", "damaged file"),
    "none.jl": (b"\n\n", "input", "no pages in this file"),
    "no.mhtml": (b"Content-Type: image/png\r\n\r\nx", "read", "no page in this web archive"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_told_and_the_others_go_on(name: str, tmp_path: Path) -> None:
    data, stage, error = BAD[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(text_page(1), encoding="utf-8")
    out = run(tmp_path, folder, settings=Settings(jobs=0, max_page_bytes=1_000_000))
    found = rows(out, "errors")
    assert [(row["stage"], error in row["error"], name in row["path"], bool(row["detail"])) for row in found] == [
        (stage, True, True, True)
    ]
    assert counts(out)["ok"] == 1
    assert counts(out)["read"] == len(rows(out, "articles")) == (1 if stage == "input" else 2)


def test_a_damaged_container_gives_the_pages_before_the_damage(tmp_path: Path) -> None:
    data = b"".join(warc_record(f"http://a/{number}", html_page(number).encode()) for number in range(200))
    (tmp_path / "c.warc.gz").write_bytes(gzip.compress(data)[:-2000])
    out = run(tmp_path, tmp_path / "c.warc.gz", settings=Settings(jobs=0, limit=5))
    assert counts(out)["ok"] == 5
    assert [row["error"] for row in rows(out, "errors")] == ["damaged file"]


def test_folders(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub" / ".hidden").mkdir(parents=True)
    for name in ("b.txt", "a.html", "sub/c.htm", "sub/.hidden/d.txt", ".e.txt", "f.css", "g.json", "line\nbreak.txt"):
        (folder / name).write_text(text_page(1), encoding="utf-8")
    (tmp_path / "outside.txt").write_text("x", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "same.txt").symlink_to(folder / "b.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "etc").symlink_to("/etc")
    (folder / "broken.txt").symlink_to("nowhere")
    listing = find_inputs([folder, folder / "b.txt"], HERE, tmp_path / "listing.sqlite")
    assert [item.label.removeprefix(f"{folder}/") for item in listing] == [
        "a.html",
        "b.txt",
        "line\nbreak.txt",
        "sub/c.htm",
    ]
    assert sorted((entry.label.rpartition("/")[2], entry.error) for entry in listing.skipped()) == [
        *(("broken.txt", "symbolic link"), ("etc", "symbolic link"), ("f.css", "not a page"), ("g.json", "not a page")),
        ("out.txt", "symbolic link"),
    ]
    listing.close()


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (("*.html",), (), ["a.html", "sub/a.html"]),
        (("sub/*",), (), ["sub/a.html", "sub/b.txt"]),
        ((), ("*.txt", "a.html"), []),
        (("*.html",), ("sub/*",), ["a.html"]),
    ],
)
def test_patterns(include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.html", "b.txt", "sub/a.html", "sub/b.txt"):
        (folder / name).touch()
    assert labels(folder, tmp_path, Settings(include=include, exclude=exclude)) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8 need Linux")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_bytes(text_page(2).encode())
    out = run(tmp_path, folder)
    assert [(row["path"].rpartition("/")[2], row["status"]) for row in rows(out, "articles")] == [
        ("\\xff\\xfe.txt", "ok")
    ]


def test_two_folders_with_the_same_names(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text_page(len(name) + ord(name[0])), encoding="utf-8")
    out = run(tmp_path, tmp_path / "one", tmp_path / "two")
    assert len({row["doc_id"] for row in rows(out, "articles")}) == 2


def test_the_listing_is_read_in_batches_while_keys_are_set(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(700):
        (folder / f"{number}.txt").touch()
    listing: Listing = find_inputs([folder], HERE, tmp_path / "listing.sqlite")
    listing.set_keys("content", (item.label.encode() for item in listing))
    for position, (item, (content,)) in enumerate(listing.with_keys("content"), 1):
        assert item.label.encode() == content
        listing.set_key("record", position, content[::-1])
    assert [key[::-1] for key in listing.keys("record")] == [item.label.encode() for item in listing]
    listing.close()


def test_addresses_of_shared_storage(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(text_page(1), encoding="utf-8")
    (folder / "sub" / "b.html").write_text(html_page(2), encoding="utf-8")
    (folder / "sub" / "c.css").touch()
    write_gzip(folder / "d.jl.gz", "\n".join(json.dumps({"html": html_page(at)}) for at in (3, 4)).encode())
    out = tmp_path / "out"
    run_pages([f"file://{folder}"], load_pack(PACK), out, Settings(jobs=2), lambda _: None)
    found = rows(out, "articles")
    assert [row["path"].removeprefix(f"file://{folder}/") for row in found] == [
        *("a.txt", "d.jl.gz#1", "d.jl.gz#2", "sub/b.html")
    ]
    assert {row["status"] for row in found} == {"ok"}
    assert [row["error"] for row in rows(out, "errors")] == ["not a page"]
    run_pages([f"file://{folder}/nowhere"], load_pack(PACK), tmp_path / "none", HERE, lambda _: None)
    assert [row["error"] for row in rows(tmp_path / "none", "errors")] == ["no such bucket or folder"]
