"""Coverage-guided fuzzing with atheris of read, clean, quantities, formulas and container lines.

    pip install 'heshu[bench]'
    python -m benchmarks.fuzz.harness read|clean|quantities|formula|jsonl|mhtml [CORPUS] [-max_total_time=600] [...]
    python -m benchmarks.fuzz.harness read --replay FILE…    # without instrumentation: seconds and MiB of each input

Further options are libFuzzer's; ``-timeout=30 -rss_limit_mb=1024`` are set unless given. An input that takes more than
SLOW seconds of processor time (other programs' load does not count), and a process of more than 1 GiB, count as
crashes. Errors that a user is told of (PageError, ValueError of a formula) are none. ``run_all.py`` runs all targets.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import HeshuError

SLOW = 1.0
_LENGTH = 20_000  # bytes of an input


class SlowError(Exception):
    """An input that takes too long."""


def read(data: bytes) -> None:
    from pipeline.read import read_page

    page = read_page("fuzz", data)
    assert all(0 <= block.start <= block.end <= len(page.text) for block in page.blocks)


def clean(data: bytes) -> None:
    from pipeline.clean import clean_page
    from pipeline.clean.edits import apply_edits
    from pipeline.read import read_page

    page = read_page("fuzz", data)
    found = clean_page(page)
    assert found.status != "ok" or apply_edits(page.text, found.edits) == found.text


def quantities(data: bytes) -> None:
    from pipeline.extract import quantities as find

    text = data.decode("utf-8", "replace")
    assert all(text[found.start : found.end] == found.quote for found in find(text))


def formula(data: bytes) -> None:
    from decimal import Decimal

    from pipeline.packs.formula import FormulaError, parse_formula

    try:
        parse_formula(data.decode("utf-8", "replace")).evaluate(lambda _: Decimal("3.1"))
    except FormulaError:
        return


def jsonl(data: bytes) -> None:
    import io

    from pipeline.run.jsonlines import list_lines, page_of_line
    from pipeline.settings import Settings

    for member in list_lines(io.BytesIO(data), Settings()):
        page_of_line("fuzz", data[member.offset : member.offset + member.length], Settings())


def mhtml(data: bytes) -> None:
    from pipeline.run.mhtml import page_of

    page_of("fuzz", data)


EXAMPLE = (
    "<html><body><h1>水库今年蓄水3.2亿立方米</h1><p>管理处表示，今年1月至6月累计蓄水约3.2亿立方米，比去年同期增长12%。</p>"
    "<p>居民说，往年这个时候河床已经见底，而现在水位超过45米，下游12万亩农田不再缺水。</p></body></html>"
).encode()  # enough for everything that is loaded on first use
TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (read, clean, quantities, formula, jsonl, mhtml)
}


def guarded(target: Callable[[bytes], None], data: bytes) -> float:
    """Seconds of processor time that one input takes."""
    since = time.process_time()
    with contextlib.suppress(HeshuError):
        target(data)
    return time.process_time() - since


def replay(target: Callable[[bytes], None], files: list[str]) -> None:
    """Seconds and peak memory of each input; whatever it raises ends this."""
    guarded(target, EXAMPLE)
    for name in files:
        seconds = guarded(target, Path(name).read_bytes())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name}: {seconds:.2f} s, {peak} MiB")
        if seconds > SLOW or peak > 1024:
            sys.exit(1)


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(str(__doc__))
    target = TARGETS[sys.argv.pop(1)]
    if sys.argv[1:2] == ["--replay"]:
        replay(target, sys.argv[2:])
        return
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install 'heshu[bench]'")
    for name, value in (("-timeout", 30), ("-rss_limit_mb", 1024), ("-max_len", _LENGTH)):
        if not any(argument.startswith(name + "=") for argument in sys.argv):
            sys.argv.append(f"{name}={value}")

    def one(data: bytes) -> None:
        seconds = guarded(target, data)
        if seconds > SLOW:
            raise SlowError(f"{seconds:.2f} s")

    with atheris.instrument_imports(include=["pipeline"]):
        for example in (EXAMPLE, b"{}", b"1+1"):
            guarded(target, example)  # the doors import their rooms when they are called
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
