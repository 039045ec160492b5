"""From pages to outputs: the order of the stages, workers, progress, counts and tables.

``run(pages, pack, out)`` is the door.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.callable_module import make_callable

if TYPE_CHECKING:
    from pipeline.model import Pack
    from pipeline.run.frames import Outputs
    from pipeline.settings import Settings

__all__ = ["read_outputs", "run"]


def run(
    pages: str | Path | Iterable[str | Path],
    pack: str | Path | Pack,
    out: str | Path | None = None,
    settings: Settings | None = None,
) -> Outputs:
    """Clean, extract and check pages; returns the tables of CONTRACT.md section 4 as pandas DataFrames.

    ``pages``: files and folders. ``pack``: the name of a pack that ships, a folder, or a loaded pack. ``out``: where
    to keep the outputs, a folder or an fsspec address (None: nowhere). Raises PackError, OutputError or InputError; a
    page that goes wrong is a row of ``errors``.

    >>> from pipeline import run
    >>> run("raw", "ai-chips").checks["verdict"].value_counts()  # doctest: +SKIP
    """
    from pipeline.model import Pack as PackType
    from pipeline.packs import load_pack
    from pipeline.run.runner import run_pages
    from pipeline.settings import Settings as SettingsType

    paths = [pages] if isinstance(pages, str | Path) else list(pages)
    loaded = pack if isinstance(pack, PackType) else load_pack(pack)
    with TemporaryDirectory(prefix="heshu-") as temporary:
        target = out if out is not None else Path(temporary) / "outputs"
        result = run_pages(paths, loaded, target, settings or SettingsType(), _ignore)
        return read_outputs(result.folder)


def _ignore(_progress: object) -> None:
    """Nobody watches a run from Python."""


def read_outputs(folder: str | Path) -> Outputs:
    """Read the outputs of an earlier run as typed DataFrames. Raises OutputError where there are none."""
    from pipeline.run.frames import read_frames

    return read_frames(Path(folder))


make_callable(__name__, run)
