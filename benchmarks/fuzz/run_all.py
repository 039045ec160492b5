"""Every fuzz target for some minutes, one after the other, from seeds of the tests; findings are tried again.

    nice -n 15 python -m benchmarks.fuzz.run_all WORK [--minutes 10] [--only read clean]

WORK gets a corpus per target (kept: the next run goes on from it) and ``found/`` with what failed. An input that is
only slow under instrumentation is no finding: each is run again without. Exits with 1 where a finding stays.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzz.harness import TARGETS

ROOT = Path(__file__).resolve().parents[2]
_RATE = re.compile(r"#(\d+)\s+\w+.*?rss: (\d+)Mb")


def texts() -> Iterator[bytes]:
    """Cells of the case files: short texts of every kind."""
    for path in sorted((ROOT / "tests" / "cases").glob("*.csv")):
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()):
            yield from (cell.encode() for cell in row if len(cell) > 1)


def pages() -> Iterator[bytes]:
    """Whole pages, HTML and text."""
    for folder in ("layouts_html", "untouched", "pages"):
        for path in sorted((ROOT / "tests" / folder).rglob("*.*")):
            if path.suffix in {".html", ".txt"} and path.stat().st_size < 60_000:
                yield path.read_bytes()


def seeds(target: str) -> Iterator[bytes]:
    if target == "quantities":
        yield from texts()
    elif target == "formula":
        yield from (b"{a.b} + {c.d}", b"({a} - 2) / 24 * 100", b"-{x}", b"1.5", b"((((1))))", b"__import__('os')")
    elif target == "jsonl":
        for page in list(pages())[::4]:
            yield json.dumps(
                {"html": page.decode("utf-8", "replace"), "url": "http://a/", "date": "2025-01-02"}
            ).encode()
        yield b'{"text": ["a", "b"], "title": "t"}\n\n[]\n{"x": 1}\n\xff\n'
    elif target == "mhtml":
        head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"; type="text/html"\r\n\r\n--B\r\n'
        part = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://a/\r\n\r\n"
        for page in list(pages())[::4]:
            yield head + part + page + b"\r\n--B--\r\n"
    else:
        yield from pages()


def fuzz(target: str, work: Path, seconds: float) -> list[Path]:
    """Run one target until the time is over; the inputs that failed."""
    corpus, found = work / target, work / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed{number:04d}").write_bytes(seed)
    first = before = set(found.iterdir())
    end, runs, peak = time.monotonic() + seconds, 0, 0
    while (left := int(end - time.monotonic())) > 0:
        options = [f"-max_total_time={left}", f"-artifact_prefix={found}/{target}-", "-print_final_stats=1"]
        command = [sys.executable, "-m", "benchmarks.fuzz.harness", target, str(corpus), *options]
        told = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT, check=False)
        (work / f"{target}.log").write_text(told.stderr, encoding="utf-8")
        marks = [(int(number), int(size)) for number, size in _RATE.findall(told.stderr)]
        runs += max((number for number, _ in marks), default=0)
        peak = max([peak, *(size for _, size in marks)])
        if not told.returncode or set(found.iterdir()) == before:
            break
        before = set(found.iterdir())
    failed = sorted(set(found.iterdir()) - first)
    print(f"{target:11}{runs:9d} inputs, peak {peak} MiB, {len(failed)} to look at", flush=True)
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", nargs="*", default=list(TARGETS), choices=list(TARGETS))
    arguments = parser.parse_args()
    bad = 0
    for target in arguments.only:
        for path in fuzz(target, arguments.work, arguments.minutes * 60):
            command = [sys.executable, "-m", "benchmarks.fuzz.harness", target, "--replay", str(path)]
            told = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT, check=False)
            bad += told.returncode != 0
            last = (told.stdout + told.stderr).strip().splitlines()[-1:]
            print(f"  {'FAILS' if told.returncode else 'passes'} {path.name}: {' '.join(last)}", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
