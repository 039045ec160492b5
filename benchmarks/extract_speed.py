"""Extracting and checking one page, stage by stage, against jieba's segmentation of the same text in the same run.

    python benchmarks/extract_speed.py [PAGE.txt] [--pack PACK] [--rounds 30]

PAGE is clean text (title, empty line, body); without it the seed page beside the checkout is taken with its pack, else
the longest page of the tests. Milliseconds of processor time, the best round of each; dictionaries and packs are loaded
before. ``link`` is what quantity claims take beyond ``quantities``.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.check import check_claims
from pipeline.extract import extract_claims
from pipeline.extract.claims import quantity_claims
from pipeline.extract.quantities import quantities
from pipeline.extract.technical import technical_claims
from pipeline.model import CleanPage
from pipeline.packs import load_pack

ROOT = Path(__file__).parent.parent
DEVELOPMENT = ROOT.parent / "shared/dev"
SEED = DEVELOPMENT / "seed/seed.clean.txt"


def best(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of processor time of the best round, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        since = time.process_time()
        work()
        times.append(time.process_time() - since)
    return min(times) * 1000


def page_and_pack(given: Path | None, pack: str | None) -> tuple[Path, str]:
    """The page to measure and the pack to measure it with."""
    if given is not None:
        return given, pack or "ai-chips"
    if SEED.exists():
        return SEED, pack or str(DEVELOPMENT / "packs/ai-chips")
    pages = sorted((ROOT / "tests/pages").rglob("*clean.txt"), key=lambda page: (page.stat().st_size, page.name))
    return pages[-1], pack or "ai-chips"


def measure(text: str, pack_name: str, rounds: int) -> tuple[dict[str, float], int]:
    """Stage to milliseconds, and the number of claims."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    pack, page = load_pack(pack_name), CleanPage.from_text(text)
    numeric = quantity_claims(page, pack)
    spans = tuple((claim.start, claim.end) for claim in numeric)
    claims = extract_claims(page, pack)
    found = {
        "jieba": best(lambda: list(jieba.cut(text)), rounds),
        "quantities": best(lambda: quantities(text), rounds),
        "link": best(lambda: quantity_claims(page, pack), rounds),
        "technical": best(lambda: technical_claims(page, pack, spans), rounds),
        "check": best(lambda: check_claims(claims, pack, page), rounds),
        "extract and check": best(lambda: check_claims(extract_claims(page, pack), pack, page), rounds),
    }
    found["link"] -= found["quantities"]
    return found, len(claims)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="?")
    parser.add_argument("--pack")
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    page, pack = page_and_pack(arguments.page, arguments.pack)
    text = page.read_text(encoding="utf-8-sig")
    found, claims = measure(text, pack, arguments.rounds)
    print(f"{page.name}: {len(text):,} characters, {claims} claims, pack {Path(pack).name}")
    print(f"{'stage':20}{'ms':>8}{'of jieba':>10}")
    for name, spent in found.items():
        print(f"{name:20}{spent:8.1f}{spent / found['jieba']:9.2f}x")


if __name__ == "__main__":
    main()
