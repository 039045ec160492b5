"""Batch runs measured from outside: speed, memory, second run, workers, Ray, kills.

    python -m benchmarks.batch_scale PAGES --pack PACK [--small 2000] [--large 20000] [--minutes 20]
    python -m benchmarks.batch_scale PAGES --pack PACK --kill 30 [--small 300]    # SIGKILL, resume, compare
    python -m benchmarks.batch_scale PAGES --pack PACK --same 2000                # local and Ray: the same bytes?

PAGES is a folder made by generate_pages.py. The first form wants a quiet machine; it prints one line a measurement and
the ratios of issue 6. Where the minutes would not do for the large number of pages, a smaller one is taken and told.
Peak memory is that of the largest process (psutil, sampled). With one worker and with two on the small number, the
whole command is timed, start-up included; every comparison is of runs made here.
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
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Bench:
    """The pages in order, the pack, and a folder for outputs."""

    pages: list[Path]
    pack: str
    scratch: Path

    def start(self, count: int, out: Path, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pipeline", "run", "-", "-0", "--pack", self.pack, "--out", str(out), "-q"]
        process = subprocess.Popen([*command, *options], stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(b"\0".join(str(page).encode() for page in self.pages[:count]))
        process.stdin.close()
        return process

    def measure(self, count: int, out: Path, *options: str) -> tuple[float, float]:
        """(seconds, peak MiB of the largest process of the run)."""
        since, peak = time.perf_counter(), 0
        process = self.start(count, out, *options)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                # Ray's own servers are no process of heshu: they hold the object store
                family = [one for one in (watched, *watched.children(recursive=True)) if "python" in one.name().lower()]
                peak = max([peak, *(one.memory_info().rss for one in family)])
            except psutil.Error:
                pass
            time.sleep(0.1)
        assert process.returncode == 0, f"a run with {options} failed"
        return time.perf_counter() - since, peak / 2**20

    def told(self, count: int, name: str, *options: str) -> tuple[float, float]:
        """Measure a new run and print its line."""
        seconds, peak = self.measure(count, self.scratch / name, *options)
        print(
            f"{name:22}{count:7d} pages {seconds:8.1f} s {count / seconds:7.1f} pages/s, peak {peak:5.0f} MiB",
            flush=True,
        )
        return seconds, peak

    def forget(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(self.scratch / name, ignore_errors=True)
            shutil.rmtree(self.scratch / f".{name}.heshu", ignore_errors=True)


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder)}".encode() + path.read_bytes())
    return total.hexdigest()


def judged(what: str, value: float, wanted: str, good: bool) -> None:
    print(f"  {'ok  ' if good else 'MISS'} {what}: {value:.2f} (wanted {wanted})", flush=True)


def scale(bench: Bench, small: int, large: int, minutes: float, ray: bool) -> None:
    """All ratios: one worker at two sizes, two workers, an unchanged second run, Ray."""
    small = min(small, len(bench.pages))
    begun = time.perf_counter()
    one, low = bench.told(small, "one, small", "-j", "1")
    rate = small / one
    # one large run alone, one with two workers, one with Ray
    affordable = int((minutes * 60 - one) * rate / (1 + 0.6 + (0.7 if ray else 0)))
    count = min(large, len(bench.pages), max(small, affordable // 1000 * 1000))
    if count < large:
        print(f"{count} pages instead of {large}: {minutes:g} minutes would not do")
    first, high = bench.told(count, "one, large", "-j", "1")
    again, _ = bench.told(count, "one, large", "-j", "1")
    judged("pages/s, large to small", (count / first) / rate, "0.85 or more", (count / first) / rate >= 0.85)
    judged("peak memory, large to small", high / low, "1.10 or less", high / low <= 1.1)
    judged("second run, times faster", first / again, "20 or more", first / again >= 20)
    expected = digest(bench.scratch / "one, large")
    bench.forget("one, small", "one, large")
    two, _ = bench.told(count, "two, large", "-j", "2")
    judged("two workers to one", first / two, "1.8 or more", first / two >= 1.8)
    same = digest(bench.scratch / "two, large") == expected
    judged("two workers, same bytes", same, "1", same)
    bench.forget("two, large")
    if ray:
        cluster, _ = bench.told(count, "ray, large", "--engine", "ray", "-j", "2")
        judged("Ray to two workers", two / cluster, "0.8 or more", two / cluster >= 0.8)
        same = digest(bench.scratch / "ray, large") == expected
        judged("Ray, same bytes", same, "1", same)
    print(f"{(time.perf_counter() - begun) / 60:.1f} minutes")


def kills(bench: Bench, runs: int, count: int) -> None:
    since = time.perf_counter()
    assert bench.start(count, bench.scratch / "whole", "-j", "2").wait() == 0
    whole, expected, equal = time.perf_counter() - since, digest(bench.scratch / "whole"), 0
    rng = random.Random(1)
    for number in range(runs):
        out = bench.scratch / f"run{number}"
        process = bench.start(count, out, "-j", "2")
        time.sleep(rng.uniform(0, whole))
        process.kill()
        process.wait()
        assert bench.start(count, out, "-j", "2").wait() == 0
        equal += digest(out) == expected
        bench.forget(out.name)
    print(f"{equal} of {runs} killed and resumed runs of {count} pages gave the same bytes")


def same(bench: Bench, count: int) -> None:
    """Local and Ray over the same pages."""
    bench.told(count, "local", "-j", "2")
    bench.told(count, "ray", "--engine", "ray", "-j", "2")
    equal = digest(bench.scratch / "local") == digest(bench.scratch / "ray")
    judged(f"Ray, same bytes at {count} pages", equal, "1", equal)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--small", type=int, default=2000)
    parser.add_argument("--large", type=int, default=20000)
    parser.add_argument("--minutes", type=float, default=20, help="that the first form may take, about")
    parser.add_argument("--no-ray", action="store_true")
    parser.add_argument("--kill", type=int, default=0, metavar="RUNS")
    parser.add_argument("--same", type=int, default=0, metavar="COUNT")
    arguments = parser.parse_args()
    pages = sorted(path for path in arguments.folder.rglob("*") if path.suffix in {".html", ".txt"})
    with tempfile.TemporaryDirectory(prefix="heshu-scale-") as scratch:
        bench = Bench(pages, arguments.pack, Path(scratch))
        if arguments.kill:
            kills(bench, arguments.kill, arguments.small)
        elif arguments.same:
            same(bench, arguments.same)
        else:
            scale(bench, arguments.small, arguments.large, arguments.minutes, not arguments.no_ray)


if __name__ == "__main__":
    main()
