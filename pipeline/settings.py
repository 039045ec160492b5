"""What a user can set about a run; the command line and the Python API share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["careful", "normal", "aggressive"]
Language = Literal["zh", "en"]

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of a run. Only those in ``result_options`` can change a result.

    ``limit``: at most so many pages, 0 for all. ``jobs``: worker processes.
    With 0 the pages are processed in this process, without time and memory limits. ``page_timeout``: seconds that one page may take, 0 for no limit. ``max_page_bytes``: larger pages fail unread.
    ``worker_memory``: bytes of address space that a worker may use (Linux), 0 for no limit.
    ``profile``: a file that ``heshu profile`` wrote, used instead of a first pass over the pages.
    ``include`` and ``exclude``: shell patterns for paths below a folder or for file names.
    """

    mode: Mode = "normal"
    lang: Language = "zh"
    limit: int = 0
    jobs: int = 1
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: str = ""
    force: bool = False
    page_timeout: float = 60.0
    max_page_bytes: int = 64 * MIB
    worker_memory: int = 4096 * MIB

    def result_options(self) -> dict[str, str | int]:
        """The options that results depend on, for run.json and for the keys of finished work."""
        return {"mode": self.mode, "lang": self.lang, "max_page_bytes": self.max_page_bytes}
