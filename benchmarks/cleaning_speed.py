"""Main content of pages: speed, memory and likeness to the gold, against peers on the same pages.

    python benchmarks/cleaning_speed.py [FOLDER] [--rounds 3]

FOLDER holds NAME.html with NAME.json (CONTRACT.md section 3); without it the development pages beside the checkout
are taken, else the pages of ``raw/`` and the layouts of the tests. Every system runs in a process of its own, in turns;
the best round counts. F1 is of 4-grams of characters of the body, mean over the pages that have gold.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEVELOPMENT = ROOT.parent / "shared/dev/html"
SYSTEMS = ("heshu", "trafilatura", "readability-lxml", "gne")


def system(name: str) -> Callable[[bytes], str]:
    """The function that turns a page into its body."""
    if name == "heshu":
        from pipeline.clean import clean_page
        from pipeline.read import read_page

        return lambda data: clean_page(read_page("page.html", data)).text.partition("\n")[2]
    logging.disable(logging.CRITICAL)
    if name == "trafilatura":
        import trafilatura

        return lambda data: trafilatura.extract(data, include_comments=False) or ""
    if name == "readability-lxml":
        import lxml.html
        from readability import Document

        return lambda data: lxml.html.fromstring(Document(data.decode("utf-8", "replace")).summary()).text_content()
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()
    return lambda data: extractor.extract(data.decode("utf-8", "replace"))["content"]


def work(name: str, folder: Path) -> None:
    """The child process: one warm-up round, one timed round; JSON on standard output."""
    extract = system(name)
    pages = [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.html"))]
    texts = {}
    for stem, data in pages:
        try:
            texts[stem] = extract(data)
        except Exception:  # a peer that fails on a page has no text for it
            texts[stem] = ""
    since = time.process_time()
    for _, data in pages:
        try:
            extract(data)
        except Exception:
            continue
    seconds = time.process_time() - since
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "texts": texts}))


def grams(text: str) -> Counter[str]:
    """4-grams of a text without white space."""
    flat = re.sub(r"\s+", "", text)
    return Counter(flat[i : i + 4] for i in range(max(1, len(flat) - 3)))


def likeness(text: str, gold: str, optional: str) -> float:
    """F1 of the 4-grams; those of ``optional`` are neither rewarded nor punished."""
    said, right = grams(text), grams(gold)
    hit = sum((said & right).values())
    extra = sum(((said - right) - grams(optional)).values())
    missed = sum((right - said).values())
    return 2 * hit / (2 * hit + extra + missed) if hit else 0.0


def collect(given: Path | None, folder: Path) -> dict[str, tuple[str, str]]:
    """Copy the pages into ``folder``; (body, optional lines) of those that have gold."""
    gold: dict[str, tuple[str, str]] = {}
    source = given or (DEVELOPMENT if DEVELOPMENT.is_dir() else None)
    if source is not None:
        for page in sorted(source.glob("*.html")):
            (folder / page.name).write_bytes(page.read_bytes())
            if page.with_suffix(".json").exists():
                row = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
                spare = [str(x) for key in ("gray", "optional", "captions") for x in row.get(key) or []]
                gold[page.stem] = ("\n".join(row["body"]), "\n".join([*spare, row["title"]]))
        return gold
    for page in sorted((ROOT / "raw").glob("*.html")):
        (folder / page.name).write_bytes(page.read_bytes())
    sys.path.insert(0, str(ROOT / "tests"))
    import layouts

    for name, article, markup in layouts.cases():
        (folder / f"{name}.html").write_text(markup, encoding="utf-8")
        gold[name] = ("\n".join(article.lines), article.title)
    return gold


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", choices=SYSTEMS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker, arguments.folder)
        return
    with tempfile.TemporaryDirectory(prefix="heshu-bench-") as scratch:
        folder = Path(scratch)
        gold = collect(arguments.folder, folder)
        best: dict[str, dict] = {}
        for _ in range(arguments.rounds):
            for name in SYSTEMS:
                found = child(name, folder)
                if found and (name not in best or found["seconds"] < best[name]["seconds"]):
                    best[name] = found
        show(best, gold, len(list(folder.glob("*.html"))))


def child(name: str, folder: Path) -> dict | None:
    """One round of one system; None where it is not installed."""
    command = [sys.executable, __file__, str(folder), "--worker", name]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def show(best: dict[str, dict], gold: dict[str, tuple[str, str]], pages: int) -> None:
    """A row a system."""
    print(f"{pages} pages, {len(gold)} with gold")
    heads = f"{'peak MB':>9}{'F1 mean':>9}{'lowest':>8}{'under 0.9':>11}"
    print(f"{'system':18}{'pages/s':>9}{'heshu is faster by':>20}{heads}")
    for name, row in best.items():
        speed = pages / row["seconds"]
        ratio = row["seconds"] / best["heshu"]["seconds"] if "heshu" in best else 0.0
        scores = [likeness(row["texts"][stem], *gold[stem]) for stem in gold]
        mean, low, poor = statistics.mean(scores), min(scores), sum(score < 0.9 for score in scores)
        print(f"{name:18}{speed:9.1f}{ratio:19.1f}x{row['megabytes']:9.0f}{mean:9.3f}{low:8.3f}{poor:11}")


if __name__ == "__main__":
    main()
