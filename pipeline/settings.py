"""What a user can set about a run; the command line and the Python API share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["careful", "normal", "aggressive"]
Language = Literal["zh", "en"]
Format = Literal["csv", "parquet", "xlsx"]
Engine = Literal["local", "ray"]

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of a run. Only those in ``result_options`` can change a result.

    ``limit``: at most so many pages, 0 for all. ``include`` and ``exclude``: shell patterns for paths below a folder
    or for file names. ``fields``: (role, name) pairs for JSON Lines, roles as in ``pipeline.run.jsonlines.USUAL``.
    ``profile``: a file that ``heshu profile`` wrote, used instead of a first pass over the pages.
    ``force``: do finished pages again. ``formats``: ``parquet`` and ``xlsx`` are written beside
    the CSV files. ``baseline``: outputs of an earlier run, against which the report marks what is new.

    ``spam_terms``: words of the user's own that cleaning takes for spam.

    ``engine``: who computes. ``local``: ``jobs`` worker processes, or with 0 this process, without limits of time and
    memory. ``ray``: tasks of a cluster, which ``address`` names (empty: a new one on this machine).

    ``quick``: the pack is made of documents that nobody has reviewed: nothing is refuted.

    Limits: ``page_timeout``, seconds that one page may take (0: none). ``max_page_bytes``: larger pages fail unread.
    ``worker_memory``: bytes of address space that a worker may add to what it inherits (Linux; 0: no limit).
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
    fields: tuple[tuple[str, str], ...] = ()
    formats: tuple[Format, ...] = ()
    baseline: str = ""
    engine: Engine = "local"
    address: str = ""
    quick: bool = False
    spam_terms: tuple[str, ...] = ()

    def result_options(self) -> dict[str, str | int]:
        """The options that results depend on, for run.json and for the keys of finished work."""
        options: dict[str, str | int] = {"mode": self.mode, "lang": self.lang, "max_page_bytes": self.max_page_bytes}
        if self.spam_terms:
            options["spam_terms"] = "\n".join(self.spam_terms)
        return options | {"quick": True} if self.quick else options
