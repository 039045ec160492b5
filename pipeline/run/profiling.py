"""``heshu profile``: the first pass alone, written to a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import InputError, OutputError, PageError
from pipeline.run.corpus import pack_scan, repeated_lines
from pipeline.run.inputs import PageInput, find_inputs
from pipeline.run.page import read_input
from pipeline.settings import Settings


def write_profile(paths: Iterable[str | Path], out: str | Path, settings: Settings) -> tuple[int, int]:
    """Write the lines that stand on pages of several articles; returns the numbers of pages read and of such lines.

    Raises InputError where no page can be read, OutputError where the file cannot be written.
    """
    from pipeline.clean import Profile

    seen = 0

    def scans(pages: Iterable[PageInput]) -> Iterator[bytes]:
        nonlocal seen
        for item in pages:
            try:
                page = read_input(item, settings)
            except PageError:
                continue
            seen += 1
            yield pack_scan(page)

    with TemporaryDirectory(prefix="heshu-") as folder:
        listing = find_inputs(paths, settings, Path(folder) / "pages.sqlite")
        lines = dict(repeated_lines(scans(listing), Path(folder)))
        listing.close()
    if not seen:
        raise InputError("no page could be read: give .txt or .html files, or folders that hold some")
    target = Path(out)
    try:
        target.write_text(Profile(seen, dict(sorted(lines.items()))).to_json(), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror}); give --out another name") from error
    return seen, len(lines)
