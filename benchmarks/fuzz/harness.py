"""Coverage-guided fuzzing with atheris of read, clean, quantities, formulas and container lines.

    pip install atheris
    python -m benchmarks.fuzz.harness read|clean|quantities|formula|jsonl|mhtml [CORPUS] [-max_total_time=600] [...]

Further options are libFuzzer's; ``-timeout=1 -rss_limit_mb=1024`` are set unless given: a hang over a second and more
than 1 GiB count as crashes. Errors that a user is told of (PageError, ValueError of a formula) are none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from pipeline.errors import HeshuError


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


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (read, clean, quantities, formula, jsonl, mhtml)
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(str(__doc__))
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install atheris")
    target = TARGETS[sys.argv.pop(1)]
    for name, value in (("-timeout", 1), ("-rss_limit_mb", 1024)):
        if not any(argument.startswith(name + "=") for argument in sys.argv):
            sys.argv.append(f"{name}={value}")

    def one(data: bytes) -> None:
        try:
            target(data)
        except HeshuError:
            return

    with atheris.instrument_imports(include=["pipeline"]):
        one("<p>今年产量为12万吨。</p>".encode())  # the doors import their rooms when they are called
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
