"""What a worker does with a shard of pages: a pure function of the shard and of what all shards share."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PageError
from pipeline.run.copies import pack_signature
from pipeline.run.corpus import pack_scan, profile_from
from pipeline.run.inputs import PageInput
from pipeline.run.page import PageRecord, decode_input, failed_page, load_input, process_page, read_input

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Pack, Page
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Shared:
    """What every shard of a run needs: loaded once a worker."""

    pack: Pack
    settings: Settings
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A page to process, under ``key``; ``lines`` is its slice of the corpus profile."""

    item: PageInput
    key: bytes
    lines: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shard:
    """Some pages in a row; ``cache`` is a file that keeps their pages between the two passes, or empty."""

    tasks: tuple[Task, ...]
    cache: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one task: the bytes to store under its key, and what progress wants to know."""

    key: bytes
    data: bytes
    signature: bytes = b""
    failed: bool = False
    refuted: int = 0


def scan_shard(shard: Shard, shared: Shared) -> list[Done]:
    """First pass: the line hashes of each page; the pages themselves go into the cache file."""
    pages: dict[str, Page] = {}
    results = []
    for task in shard.tasks:
        try:
            page = decode_input(task.item, load_input(task.item, shared.settings))
        except PageError:  # the second pass records it
            results.append(Done(task.key, b"", failed=True))
            continue
        pages[task.item.doc_id] = page
        results.append(Done(task.key, pack_scan(page)))
    if shard.cache:
        Path(shard.cache).write_bytes(pickle.dumps(pages, protocol=pickle.HIGHEST_PROTOCOL))
    return results


def process_shard(shard: Shard, shared: Shared) -> list[Done]:
    """Second pass: the record of each page."""
    pages = _cached(shard.cache)
    return [_done(task, _record(task, pages, shared)) for task in shard.tasks]


def _record(task: Task, pages: dict[str, Page], shared: Shared) -> PageRecord:
    try:
        page = pages.get(task.item.doc_id) or read_input(task.item, shared.settings)
    except PageError as error:
        return failed_page(task.item, error)
    profile = shared.profile or (profile_from(task.lines) if task.lines else None)
    return process_page(task.item, page, shared.pack, shared.settings, profile)


def _done(task: Task, record: PageRecord) -> Done:
    refuted = sum(check[3] == "refuted" for check in record.checks)
    signature = pack_signature(record.text) if record.status == "ok" else b""
    return Done(task.key, record.to_bytes(), signature, record.status == "failed", refuted)


def _cached(path: str) -> dict[str, Page]:
    """Pages that the first pass of this same run has put aside (the folder is emptied when a run begins)."""
    if not path or not Path(path).exists():
        return {}
    data = Path(path).read_bytes()
    Path(path).unlink()
    pages: dict[str, Page] = pickle.loads(data)  # noqa: S301 written by this run
    return pages
