"""What a worker does with a shard of pages: a pure function of the shard and of what all shards share."""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PageError
from pipeline.run import watch
from pipeline.run.copies import pack_signature
from pipeline.run.corpus import pack_scan, profile_from
from pipeline.run.inputs import PageInput
from pipeline.run.packed import RawPage
from pipeline.run.page import PageRecord, decode_input, failed_page, load_input, process_page

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Pack, Page
    from pipeline.settings import Settings

_EXAMPLE = (
    "<html><head><title>水库今年蓄水3.2亿立方米</title></head><body><h1>水库今年蓄水3.2亿立方米</h1>"
    "<p>水库管理处表示，今年1月至6月累计蓄水约3.2亿立方米，比去年同期增长12%，是十年前的两倍。</p>"
    "<p>当地居民说，往年这个时候河床已经见底，而现在水位超过45米，下游12万亩农田不再缺水。</p>"
    "<p>工程师没有采用新的水泵，全部设备由本地企业制造，总投资不到2000万元。</p></body></html>"
)
MAX_CACHED = 4_000_000  # characters of pages that a shard may put aside between the passes


@dataclass(frozen=True, slots=True)
class Shared:
    """What every shard of a run needs: loaded once a worker. ``cold``: the work needs no dictionaries."""

    pack: Pack
    settings: Settings
    profile: Profile | None = None
    cold: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A page to process, under ``key``; ``content`` is the digest that it had when the run began.

    ``lines`` are those that other articles share, with their titles as the page sees them (``corpus.seen_from``).
    """

    item: PageInput
    key: bytes
    content: bytes = b""
    lines: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shard:
    """Some pages in a row; ``cache`` is a file that keeps their pages between the two passes, or empty."""

    tasks: tuple[Task, ...]
    cache: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one task: the bytes to store under its key, and what progress wants to know.

    ``lost``: the page ran over a limit or ended its process, so that another run may try again.
    """

    key: bytes
    data: bytes
    signature: bytes = b""
    failed: bool = False
    refuted: int = 0
    lost: bool = False


_HEAD = struct.Struct(">HII??Q")  # lengths of key, data and signature; failed, lost, refuted


def pack_results(results: Iterable[Done]) -> bytes:
    """Results for shared storage, where nothing that runs code may be read back: plain lengths and bytes."""
    import zstandard

    found = bytearray()
    for done in results:
        lengths = (len(done.key), len(done.data), len(done.signature))
        found += _HEAD.pack(*lengths, done.failed, done.lost, done.refuted)
        found += done.key + done.data + done.signature
    return zstandard.compress(bytes(found))


def unpack_results(data: bytes) -> list[Done]:
    """What ``pack_results`` was given; none where the bytes are damaged."""
    import zstandard

    try:
        text, at, found = zstandard.decompress(data), 0, []
        while at < len(text):
            key, body, signature, failed, lost, refuted = _HEAD.unpack_from(text, at)
            at += _HEAD.size
            ends = (at + key, at + key + body, at + key + body + signature)
            if ends[2] > len(text):
                return []
            pieces = text[at : ends[0]], text[ends[0] : ends[1]], text[ends[1] : ends[2]]
            found.append(Done(*pieces, failed=failed, refuted=refuted, lost=lost))
            at = ends[2]
    except (zstandard.ZstdError, struct.error):
        return []
    return found


def scan_shard(shard: Shard, shared: Shared) -> Iterator[Done]:
    """First pass: the line hashes of each page; the pages themselves go into the cache file."""
    pages: dict[str, Page] = {}
    size = 0
    for task in shard.tasks:
        watch.enter("read")
        try:
            page = _read(task, shared.settings)
        except PageError:  # the second pass records it
            yield Done(task.key, b"", failed=True)
            continue
        size += len(page.text)
        if shard.cache and size < MAX_CACHED:
            pages[task.item.doc_id] = page
        if task is shard.tasks[-1] and pages:
            _put_aside(shard.cache, pages)
        yield Done(task.key, pack_scan(page))


def process_shard(shard: Shard, shared: Shared) -> Iterator[Done]:
    """Second pass: the record of each page."""
    pages = _cached(shard.cache)
    for task in shard.tasks:
        watch.enter("read")
        yield _done(task, _record(task, pages, shared))


def lost_page(task: Task, error: PageError) -> Done:
    """The result of a page whose worker was lost. In the first pass it is nobody's: the second pass decides."""
    return replace(_done(task, failed_page(task.item, error)), lost=True)


def warm(shared: Shared) -> None:
    """Load what every page needs, by way of an example: dictionaries, compiled patterns, the index of the pack."""
    if shared.cold:
        return
    item = PageInput("warm", "warm", "")
    page = decode_input(item, RawPage(_EXAMPLE.encode()))
    _done(Task(item, b""), process_page(item, page, shared.pack, shared.settings, shared.profile))


def _read(task: Task, settings: Settings) -> Page:
    """The page, if it is still what it was when its key was made."""
    raw = load_input(task.item, settings)
    if task.content and raw.digest() != task.content:
        raise PageError(task.item.label, "read", "changed during the run", "run again")
    return decode_input(task.item, raw)


def _record(task: Task, pages: dict[str, Page], shared: Shared) -> PageRecord:
    try:
        page = pages.get(task.item.doc_id) or _read(task, shared.settings)
    except PageError as error:
        return failed_page(task.item, error)
    profile = shared.profile or (profile_from(task.lines) if task.lines else None)
    return process_page(task.item, page, shared.pack, shared.settings, profile)


def _done(task: Task, record: PageRecord) -> Done:
    refuted = sum(check[3] == "refuted" for check in record.checks)
    signature = pack_signature(record.text) if record.status == "ok" else b""
    return Done(task.key, record.to_bytes(), signature, record.status == "failed", refuted)


def _put_aside(path: str, pages: dict[str, Page]) -> None:
    """Keep pages for the second pass, where the folder is there: a node of a cluster may not see it."""
    with suppress(OSError):
        part = Path(f"{path}.{os.getpid()}")
        part.write_bytes(pickle.dumps(pages, protocol=pickle.HIGHEST_PROTOCOL))
        part.replace(path)


def _cached(path: str) -> dict[str, Page]:
    """Pages that the first pass of this same run has put aside (the folder is emptied when a run begins)."""
    if not path:
        return {}
    try:
        data = Path(path).read_bytes()
        Path(path).unlink()
    except OSError:  # none, or another worker has the same shard
        return {}
    pages: dict[str, Page] = pickle.loads(data)  # noqa: S301 written by this run
    return pages
