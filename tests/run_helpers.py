"""Small made-up articles and pages for the tests of whole runs."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

PACK = Path(__file__).parent / "packs" / "tiny"
PLACES = ("临江", "北岭", "东坪", "南浦", "西河", "中陵", "白沙", "青石")
THINGS = ("桥梁", "水厂", "隧道", "码头", "电站", "学校", "医院", "图书馆")


def article(number: int) -> tuple[str, list[str]]:
    """Title and paragraphs of article ``number``; no two are alike."""
    place, thing, n = PLACES[number % 8], THINGS[number // 8 % 8], number
    title = f"{place}第{number}座{thing}开工"
    body = [
        f"{place}市建设局负责人表示，第{n}座{thing}的工程总投资约为{n % 90 + 10}亿元，工期{n % 5 + 2}年。",
        f"记者在{place}看到，{thing}工地上已有{n * 7 % 900 + 100}名工人，每天浇筑混凝土{n * 3 % 700 + 50}立方米。",
        f"按照计划，{thing}将在20{n % 9 + 26}年{n % 12 + 1}月完工，届时可服务居民{n * 11 % 80 + 5}万人。",
    ]
    seed = hashlib.sha256(str(number).encode()).hexdigest()
    body.append(
        "，".join(
            f"第{int(seed[at : at + 3], 16)}号标段由{PLACES[int(seed[at], 16) % 8]}队负责" for at in (0, 5, 9, 14)
        )
        + "。"
    )
    return title, body


def text_page(number: int) -> str:
    title, body = article(number)
    return f"{title}\n\n" + "\n".join(body) + "\n"


def html_page(number: int) -> str:
    title, body = article(number)
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    menu = "".join(f'<li><a href="/{at}">栏目{at}</a></li>' for at in range(6))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}_每日新闻网</title></head>'
        f"<body><ul>{menu}</ul>"
        f"<h1>{title}</h1><div>{paragraphs}</div><div>版权所有 每日新闻网</div></body></html>"
    )


def make_pages(folder: Path, count: int) -> Path:
    """``count`` pages, text and HTML by turns."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        if number % 2:
            (folder / f"p{number:05d}.html").write_text(html_page(number), encoding="utf-8")
        else:
            (folder / f"p{number:05d}.txt").write_text(text_page(number), encoding="utf-8")
    return folder


def warc_record(url: str, body: bytes, head: str = "Content-Type: text/html", kind: str = "response") -> bytes:
    http = f"HTTP/1.1 200 OK\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    record = hashlib.sha256(url.encode()).hexdigest()[:12]
    lines = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{record}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return lines.encode() + http + b"\r\n\r\n"


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def counts(out: Path) -> dict[str, object]:
    return json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"]


def tree(folder: Path) -> dict[str, str]:
    """Digests of all files below a folder: equal trees are equal byte for byte."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write_gzip(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data, mtime=0))
    return path
