"""The whole pipeline on a folder of pages, one process, against trafilatura's extraction alone in the same run.

    python benchmarks/batch_speed.py FOLDER --pack PACK [--rounds 3] [--profile]

Prints pages a second of processor time of both (the best round of each) and their ratio; ``--profile`` where time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import shutil
import tempfile
import time
from pathlib import Path

from pipeline.packs import load_pack
from pipeline.run.runner import run_pages
from pipeline.settings import Settings


def whole(folder: Path, pack: object, out: Path) -> float:
    """Processor seconds that a run over all pages takes, reading to writing."""
    since = time.process_time()
    run_pages([folder], pack, out, Settings(jobs=0, force=True), lambda _: None)
    return time.process_time() - since


def peer(pages: list[Path]) -> float:
    """Processor seconds that trafilatura takes to read and extract the same pages."""
    import trafilatura

    since = time.process_time()
    for page in pages:
        trafilatura.extract(page.read_bytes())
    return time.process_time() - since


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    pages = sorted(path for path in arguments.folder.iterdir() if path.suffix in {".html", ".htm", ".txt"})
    pack, scratch = load_pack(arguments.pack), Path(tempfile.mkdtemp(prefix="heshu-bench-"))
    try:
        whole(arguments.folder, pack, scratch / "out")  # warm: dictionaries, compiled patterns
        if arguments.profile:
            profile = cProfile.Profile()
            profile.runcall(whole, arguments.folder, pack, scratch / "out")
            pstats.Stats(profile).sort_stats("cumulative").print_stats("pipeline/", 70)
            return
        peer(pages[:3])
        ours, theirs = [], []
        for _ in range(arguments.rounds):
            ours.append(whole(arguments.folder, pack, scratch / "out"))
            theirs.append(peer(pages))
        for name, seconds in (("heshu, all stages", min(ours)), ("trafilatura, extraction", min(theirs))):
            print(f"{name:26} {len(pages) / seconds:8.1f} pages/s")
        print(f"{'ratio':26} {min(theirs) / min(ours):8.2f}")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
