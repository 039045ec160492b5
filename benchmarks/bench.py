"""Every benchmark of the house on the pages that ship with it, one after the other, each in a process of its own.

``make bench`` installs the peers and runs this; ``bench.py WORD`` only those whose title or file has the word. Each
benchmark alone takes other pages and options, see its own head.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BENCHMARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Main content of pages", ("benchmarks/cleaning_speed.py",)),
    ("Reading quantities, characters a second", ("benchmarks/quantity_speed.py",)),
    ("Extracting and checking a page, against jieba", ("benchmarks/extract_speed.py",)),
    ("Reading and cleaning against extractors", ("benchmarks/cleaning_speed.py",)),
    ("The whole pipeline against extraction alone", ("benchmarks/batch_speed.py", "raw", "--pack", "ai-chips")),
    ("Injected spam, removed and lost", ("-m", "benchmarks.inject", "tests/untouched", "--seeds", "1")),
    ("Mutants of supported claims", ("benchmarks/mutate.py", "tests/pages/chips", "ai-chips")),
    ("A report of 2,000 articles", ("benchmarks/report_size.py", "2000")),
)


def main() -> int:
    """Run all, or those that the arguments name; 1 where one of them fails."""
    failed = []
    words = [word.lower() for word in sys.argv[1:]]
    for title, command in BENCHMARKS:
        if words and not any(word in f"{title} {command}".lower() for word in words):
            continue
        print(f"\n== {title}: python {' '.join(command)}", flush=True)
        since = time.monotonic()
        if subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode:
            failed.append(title)
        print(f"   ({time.monotonic() - since:.0f} s)", flush=True)
    print(*(f"failed: {title}" for title in failed), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
