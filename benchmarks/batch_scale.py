"""Batch runs measured from outside: speed, memory, second run, workers, kills.

    python -m benchmarks.batch_scale PAGES --pack PACK [--part N] [--jobs 1]    # speed and memory at N pages and at all
    python -m benchmarks.batch_scale PAGES --pack PACK --kill 30 [--part 300]  # SIGKILL, resume, compare

PAGES is a folder made by generate_pages.py. Prints pages/s, the peak memory of the largest process (psutil, sampled),
how much faster an unchanged second run is; or how many of the killed and resumed runs gave the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil


def command(pack: str, out: Path, jobs: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        "-",
        "-0",
        "--pack",
        pack,
        "--out",
        str(out),
        "-q",
        "-j",
        str(jobs),
    ]


def start(pages: list[Path], pack: str, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command(pack, out, jobs), stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(b"\0".join(str(page).encode() for page in pages))
    process.stdin.close()
    return process


def measured(pages: list[Path], pack: str, out: Path, jobs: int) -> tuple[float, float]:
    """(seconds, peak MiB of the largest process)."""
    since, peak = time.perf_counter(), 0
    process = start(pages, pack, out, jobs)
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            family = [watched, *watched.children(recursive=True)]
            peak = max([peak, *(one.memory_info().rss for one in family)])
        except psutil.Error:
            pass
        time.sleep(0.05)
    assert process.returncode == 0
    return time.perf_counter() - since, peak / 2**20


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder)}".encode() + path.read_bytes())
    return total.hexdigest()


def scale(pages: list[Path], part: int, pack: str, scratch: Path, jobs: int) -> None:
    for count in sorted({min(part, len(pages)), len(pages)}):
        out = scratch / f"out{count}"
        seconds, peak = measured(pages[:count], pack, out, jobs)
        again, _ = measured(pages[:count], pack, out, jobs)
        print(
            f"{count:7d} pages, {jobs} job(s): {count / seconds:7.1f} pages/s, peak {peak:6.0f} MiB a process, "
            f"second run {again:.1f} s, {seconds / again:.1f} times faster",
            flush=True,
        )


def kills(pages: list[Path], runs: int, pack: str, scratch: Path) -> None:
    since = time.perf_counter()
    assert start(pages, pack, scratch / "whole", 2).wait() == 0
    whole, expected, equal = time.perf_counter() - since, digest(scratch / "whole"), 0
    rng = random.Random(1)
    for number in range(runs):
        out = scratch / f"run{number}"
        process = start(pages, pack, out, 2)
        time.sleep(rng.uniform(0, whole))
        process.kill()
        process.wait()
        assert start(pages, pack, out, 2).wait() == 0
        equal += digest(out) == expected
        shutil.rmtree(out)
        shutil.rmtree(out.with_name(f".{out.name}.heshu"))
    print(f"{equal} of {runs} killed and resumed runs of {len(pages)} pages gave the same bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--part", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--kill", type=int, default=0)
    arguments = parser.parse_args()
    pages = sorted(path for path in arguments.folder.rglob("*") if path.suffix in {".html", ".txt"})
    with tempfile.TemporaryDirectory(prefix="heshu-scale-") as scratch:
        if arguments.kill:
            kills(pages[: arguments.part], arguments.kill, arguments.pack, Path(scratch))
        else:
            scale(pages, arguments.part, arguments.pack, Path(scratch), arguments.jobs)


if __name__ == "__main__":
    main()
