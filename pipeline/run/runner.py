"""A whole run: inputs, first pass, pages, duplicates, outputs."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import InputError, PageError
from pipeline.run.copies import find_copies
from pipeline.run.corpus import MIN_PAGES, repeated_lines, seen_from, unpack_scan
from pipeline.run.engine import Work, compute
from pipeline.run.identity import base_key, code_digest, digest_of, page_key, versions
from pipeline.run.inputs import find_inputs
from pipeline.run.listing import Listing, PageInput
from pipeline.run.on_ray import SHARD as CLUSTER_SHARD
from pipeline.run.on_ray import connected
from pipeline.run.output import OutputFolder
from pipeline.run.page import load_input
from pipeline.run.parquet import require_parquet
from pipeline.run.publishing import STORE, Keeper, Published, adopt
from pipeline.run.remote import is_remote, local_path
from pipeline.run.store import Store
from pipeline.run.worker import Done, Shard, Shared, Task, process_shard, scan_shard
from pipeline.run.writing import Sources, baseline_digest, write_outputs

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Pack
    from pipeline.settings import Settings

SHARD = 32
MAX_NOTES = 50
FORCED = "forced"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: sent to the listener now and then. ``kept`` of the ``done`` pages are an earlier run's."""

    phase: str
    done: int
    total: int
    kept: int = 0
    failed: int = 0
    refuted: int = 0


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves: its counts, where the outputs are, how many inputs there were, what was wrong with some.

    ``address``: of shared storage, where ``folder`` was copied to.
    """

    folder: Path
    counts: dict[str, Any]
    pages: int
    notes: tuple[str, ...] = ()
    unchanged: bool = False
    address: str = ""


def run_pages(
    paths: Iterable[str | Path], pack: Pack, out: str | Path, settings: Settings, listener: Listener
) -> RunResult:
    """Process all pages and write the outputs to ``out``.

    Raises OutputError where ``out`` cannot be used, InputError for a bad profile, CountError where the counts do not
    add up. A page that goes wrong is a row of errors.csv. Finished pages are kept in the state folder beside ``out``.
    """
    if "parquet" in settings.formats:
        require_parquet()
    profile, profile_digest = _given_profile(settings.profile)
    target = local_path(str(out))
    published = Published(target) if is_remote(target) else None
    output = OutputFolder(published.folder if published else target)
    base = base_key(pack.digest, settings, profile_digest)
    with ExitStack() as stack:
        stack.callback(output.close)
        if settings.engine == "ray":
            stack.enter_context(connected(settings.address, settings.jobs))
        listing = find_inputs(paths, settings, output.state / "pages.sqlite", output.path)
        stack.callback(listing.close)
        run = _Run(Target(output, published), listing, Shared(pack, settings, profile), listener, base)
        stack.callback(run.store.close)
        return run.execute()


def _given_profile(path: str) -> tuple[Profile | None, str]:
    if not path:
        return None, ""
    from pipeline.clean import Profile

    try:
        text = Path(path).read_text(encoding="utf-8")
        return Profile.from_json(text), hashlib.sha256(text.encode()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{path}: cannot be used as a profile ({why}); make one with `heshu profile PAGES --out FILE`"
        ) from error


@dataclass(frozen=True, slots=True)
class Target:
    """Where outputs are made, and the address that they are copied to."""

    folder: OutputFolder
    published: Published | None = None


class _Run:
    """One run's state; ``execute`` is the order of the steps."""

    def __init__(self, target: Target, pages: Listing, shared: Shared, listener: Listener, base: bytes) -> None:
        self.output, self.published = target.folder, target.published
        self.pages, self.shared, self.listener, self.base = pages, shared, listener, base
        self.store = Store(self.output.state / STORE)
        self.cache = self.output.state / "pages"

    def execute(self) -> RunResult:
        """All steps of a run."""
        settings = self.shared.settings
        self.pages.set_keys("content", (_content(item, settings) for item in self.pages))
        about = self._about()
        if self.published:
            self.published.restore(self.store, self.store.empty())
        if settings.force:
            self._begin_anew()
        elif (counts := self._finished(about)) is not None:
            return self._result(counts, unchanged=True)
        self.store.forget_lost()
        shutil.rmtree(self.cache, ignore_errors=True)
        self.cache.mkdir()
        scanned = self._first_pass()
        self._second_pass(scanned)
        originals = self._duplicates()
        sources = Sources(self.pages, self.shared, about, self.output.state / STORE)
        counts_found = write_outputs(self.output.start(), originals, sources, self._written)
        self.store.keep_only("scans", self.pages.keys("scan") if scanned else ())
        for table in ("records", "signatures"):
            self.store.keep_only(table, self.pages.keys("record"))
        shutil.rmtree(self.cache, ignore_errors=True)
        self.output.publish()
        (self.output.state / FORCED).unlink(missing_ok=True)
        return self._result(counts_found.to_dict())

    def _result(self, counts: dict[str, object], unchanged: bool = False) -> RunResult:
        if self.published:
            self.published.publish(self.store)
        address = self.published.address if self.published else ""
        return RunResult(self.output.path, counts, len(self.pages), self._notes(), unchanged, address)

    def _begin_anew(self) -> None:
        """Forget finished work, unless it is that of an earlier ``--force`` that was stopped."""
        mark = self.output.state / FORCED
        if not mark.exists():
            self.store.clear()
            mark.touch()

    def _about(self) -> dict[str, object]:
        """What run.json says besides the counts: no clock, no paths of this machine."""
        pack, settings = self.shared.pack, self.shared.settings
        inputs = hashlib.sha256(self.base)
        for entry in self.pages.skipped():
            inputs.update(digest_of(entry.label, entry.error, entry.detail))
        for item, (content,) in self.pages.with_keys("content"):
            inputs.update(page_key(self.base, item, content, []))
        return {
            "format": 1,
            "versions": versions(),
            "options": settings.result_options(),
            "limits": {"page_timeout": settings.page_timeout, "worker_memory": settings.worker_memory},
            "tables": sorted(self.shared.settings.formats),
            "baseline": baseline_digest(self.shared.settings),
            "pack": {"name": pack.name, "sha256": pack.digest},
            "code_sha256": code_digest(),
            "inputs_sha256": inputs.hexdigest(),
        }

    def _notes(self) -> tuple[str, ...]:
        """A line for each input that was skipped or cannot be a page; the first ones where there are many."""
        entries = [(entry.label, entry.error, entry.detail) for entry in islice(self.pages.skipped(), MAX_NOTES)]
        entries += [(item.label, *item.problem) for item in islice(self.pages.problems(), MAX_NOTES) if item.problem]
        more = self.pages.skipped_count() - MAX_NOTES
        last = (f"{more} more skipped inputs: see errors.csv",) if more > 0 else ()
        return (*(f"{label}: {error}: {detail}" for label, error, detail in entries), *last)

    def _finished(self, about: dict[str, object]) -> dict[str, object] | None:
        """The counts of the outputs that are in place, where they are of this very run."""
        try:
            known = json.loads((self.output.path / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        counts = known.pop("counts", None) if isinstance(known, dict) else None
        return counts if known == about and isinstance(counts, dict) else None

    def _first_pass(self) -> bool:
        """Scan the pages for lines that several articles share; False for a few pages or a given profile."""
        if self.shared.profile is not None or len(self.pages) < MIN_PAGES:
            return False
        code = code_digest()
        self.pages.set_keys("scan", (digest_of(code, versions(), key) for key in self.pages.keys("content")))
        pages = self.pages.with_keys("scan", "content")
        self._compute("reading", scan_shard, "scans", (Task(item, key, content) for item, (key, content) in pages))
        stored = (self.store.get("scans", key) for key in self.pages.keys("scan"))
        shared = repeated_lines(stored, self.output.state)
        self.pages.set_lines(shared)
        return True

    def _second_pass(self, scanned: bool) -> None:
        """Process every page whose record is not in the store; note the keys of all records."""

        def tasks() -> Iterator[Task]:
            for position, (item, (content, scan)) in enumerate(self.pages.with_keys("content", "scan"), 1):
                title, lines = unpack_scan(self.store.get("scans", scan) if scanned else b"")
                found = seen_from(self.pages.lines_among(lines), title)
                task = Task(item, page_key(self.base, item, content, found), content, found)
                self.pages.set_key("record", position, task.key)
                yield task

        self._compute("checking", process_shard, "records", tasks())

    def _compute(self, phase: str, work: Work, table: str, tasks: Iterable[Task]) -> None:
        """Compute what is not stored yet, store it shard by shard, and tell the listener."""
        total = len(self.pages)
        seen, kept = Progress(phase, 0, total), 0
        local = self.shared.settings.engine == "local"

        def shards() -> Iterator[Shard]:
            nonlocal kept
            for number, group in enumerate(_batches(tasks, SHARD if local else CLUSTER_SHARD)):
                missing = tuple(task for task in group if not self.store.has(table, task.key))
                kept += len(group) - len(missing)
                if missing:
                    yield Shard(missing, str(self.cache / f"{number:07d}"))

        self.listener(seen)
        keeper = Keeper(self.published, self.store, table) if self.published and local else None
        parts = self.published.parts if self.published and not local else ""
        for results in _in_time(compute(work, shards(), self.shared, parts)):
            adopt(self.store, table, results)
            if keeper:
                keeper.add(results)
            seen = Progress(
                phase,
                seen.done + len(results) + kept - seen.kept,
                total,
                kept,
                seen.failed + sum(done.failed for done in results),
                seen.refuted + sum(done.refuted for done in results),
            )
            self.listener(seen)
        if keeper:
            keeper.flush()

    def _written(self, pages: int) -> None:
        self.listener(Progress("writing", pages, len(self.pages)))

    def _duplicates(self) -> dict[str, str]:
        """Copies among the articles: {doc_id of the copy: doc_id of the original}, the first path is the original."""
        pairs = self.pages.with_keys("record")
        signatures = ((item.doc_id, self.store.get("signatures", key)) for item, (key,) in pairs)
        return find_copies(signatures, self.output.state / "copies.sqlite") if len(self.pages) > 1 else {}


def _content(item: PageInput, settings: Settings) -> bytes:
    """Digest of a page's bytes; of the error where it cannot be read."""
    try:
        return load_input(item, settings).digest()
    except PageError as error:
        return digest_of(error.error, error.detail)


def _batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    iterator = iter(items)
    while group := tuple(islice(iterator, size)):
        yield group


def _in_time(results: Iterable[Done]) -> Iterator[list[Done]]:
    """Results in groups, at least one a second: what is stored is not done again after a stop."""
    group: list[Done] = []
    since = time.monotonic()
    for done in results:
        group.append(done)
        if len(group) >= SHARD or time.monotonic() - since > 1:
            yield group
            group = []
            since = time.monotonic()
    if group:
        yield group
