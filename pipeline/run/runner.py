"""A whole run: inputs, first pass, pages, duplicates, outputs."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import InputError, PageError
from pipeline.run.copies import find_copies
from pipeline.run.corpus import MIN_PAGES, LineTitles, repeated_lines, slice_of
from pipeline.run.engine import Work, compute
from pipeline.run.identity import base_key, code_digest, digest_of, page_key, versions
from pipeline.run.inputs import Inputs, PageInput, find_inputs
from pipeline.run.output import OutputFolder
from pipeline.run.page import PageRecord, load_input
from pipeline.run.store import Store
from pipeline.run.worker import Shard, Shared, Task, process_shard, scan_shard
from pipeline.run.writing import Sources, write_outputs

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Pack
    from pipeline.settings import Settings

SHARD = 32
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: sent to the listener after each shard."""

    phase: str
    done: int
    total: int
    failed: int = 0
    refuted: int = 0


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves: its counts, where the outputs are, and the inputs that were skipped."""

    folder: Path
    counts: dict[str, object]
    inputs: Inputs
    unchanged: bool = False


def run_pages(
    paths: Iterable[str | Path], pack: Pack, out: str | Path, settings: Settings, listener: Listener
) -> RunResult:
    """Process all pages and write the outputs to ``out``.

    Raises OutputError where ``out`` cannot be used, InputError for a bad profile, CountError where the counts do not
    add up. A page that goes wrong is a row of errors.csv. Finished pages are kept in the state folder beside ``out``.
    """
    profile, profile_digest = _given_profile(settings.profile)
    output = OutputFolder(out)
    inputs = find_inputs(paths, settings, output.path)
    run = _Run(
        output, inputs, Shared(pack, settings, profile), listener, base_key(pack.digest, settings, profile_digest)
    )
    try:
        return run.execute()
    finally:
        run.store.close()


def _given_profile(path: str) -> tuple[Profile | None, str]:
    if not path:
        return None, ""
    from pipeline.clean import Profile

    try:
        text = Path(path).read_text(encoding="utf-8")
        return Profile.from_json(text), hashlib.sha256(text.encode()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: cannot be used as a profile ({error}); make one with `heshu profile PAGES --out FILE`"
        ) from error


class _Run:
    """One run's state; ``execute`` is the order of the steps."""

    def __init__(self, output: OutputFolder, inputs: Inputs, shared: Shared, listener: Listener, base: bytes) -> None:
        self.output, self.inputs, self.shared, self.listener, self.base = output, inputs, shared, listener, base
        self.store = Store(output.state / "finished.sqlite")
        self.cache = output.state / "pages"

    def execute(self) -> RunResult:
        """All steps of a run."""
        settings = self.shared.settings
        contents = [_content(item, settings) for item in self.inputs.pages]
        about = self._about(contents)
        if settings.force:
            self.store.clear()
        elif (counts := self._finished(about)) is not None:
            return RunResult(self.output.path, counts, self.inputs, unchanged=True)
        shutil.rmtree(self.cache, ignore_errors=True)
        self.cache.mkdir()
        scans = self._first_pass(contents)
        keys = self._second_pass(contents, scans)
        originals = self._duplicates(keys)
        sources = Sources(self.inputs, self.shared.pack, settings, about)
        counts_found = write_outputs(self.output.start(), self._records(keys), originals, sources)
        for table, wanted in (("records", keys), ("signatures", keys), ("scans", scans)):
            self.store.keep_only(table, wanted)
        shutil.rmtree(self.cache, ignore_errors=True)
        self.output.publish()
        return RunResult(self.output.path, counts_found.to_dict(), self.inputs)

    def _about(self, contents: Sequence[bytes]) -> dict[str, object]:
        """What run.json says besides the counts: no clock, no paths of this machine."""
        pack = self.shared.pack
        skipped = [(entry.label, entry.error, entry.detail) for entry in self.inputs.skipped]
        pages = [
            page_key(self.base, item, content, []) for item, content in zip(self.inputs.pages, contents, strict=True)
        ]
        return {
            "format": 1,
            "versions": versions(),
            "options": self.shared.settings.result_options(),
            "pack": {"name": pack.name, "sha256": pack.digest},
            "code_sha256": code_digest(),
            "inputs_sha256": digest_of(self.base, skipped, pages).hex(),
        }

    def _finished(self, about: dict[str, object]) -> dict[str, object] | None:
        """The counts of the outputs that are in place, where they are of this very run."""
        try:
            known = json.loads((self.output.path / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        counts = known.pop("counts", None) if isinstance(known, dict) else None
        return counts if known == about and isinstance(counts, dict) else None

    def _first_pass(self, contents: Sequence[bytes]) -> list[bytes]:
        """Scan the pages for lines that several articles share; nothing to do for a few pages or a given profile."""
        if self.shared.profile is not None or len(contents) < MIN_PAGES:
            return []
        code = code_digest()
        keys = [digest_of(code, versions(), content) for content in contents]
        tasks = (Task(item, key) for item, key in zip(self.inputs.pages, keys, strict=True))
        self._compute("reading", scan_shard, "scans", tasks)
        return keys

    def _second_pass(self, contents: Sequence[bytes], scans: Sequence[bytes]) -> list[bytes]:
        """Process every page whose record is not in the store; returns the keys of all records in order."""
        stored = (self.store.get("scans", key) for key in scans)
        lines: LineTitles = repeated_lines(stored, self.output.state) if scans else {}

        def task(at: int) -> Task:
            item = self.inputs.pages[at]
            found = slice_of(lines, self.store.get("scans", scans[at])) if lines else []
            return Task(item, page_key(self.base, item, contents[at], found), found)

        keys = [task(at).key for at in range(len(contents))]
        self._compute("checking", process_shard, "records", (task(at) for at in range(len(contents))))
        return keys

    def _compute(self, phase: str, work: Work, table: str, tasks: Iterable[Task]) -> None:
        """Compute what is not stored yet, store it shard by shard, and tell the listener."""
        total = len(self.inputs.pages)
        seen = Progress(phase, 0, total)

        def shards() -> Iterator[Shard]:
            for number, group in enumerate(_batches(tasks, SHARD)):
                missing = tuple(task for task in group if not self.store.has(table, task.key))
                if missing:
                    yield Shard(missing, str(self.cache / f"{number:07d}"))

        for results in _batches(compute(work, shards(), self.shared), SHARD):
            self.store.put(table, [(done.key, done.data) for done in results])
            if table == "records":
                self.store.put("signatures", [(done.key, done.signature) for done in results])
            seen = Progress(
                phase,
                seen.done + len(results),
                total,
                seen.failed + sum(done.failed for done in results),
                seen.refuted + sum(done.refuted for done in results),
            )
            self.listener(seen)

    def _records(self, keys: Iterable[bytes]) -> Iterator[PageRecord]:
        return (PageRecord.from_bytes(self.store.get("records", key)) for key in keys)

    def _duplicates(self, keys: Sequence[bytes]) -> dict[str, str]:
        """Copies among the articles: {doc_id of the copy: doc_id of the original}, the first path is the original."""
        pairs = zip(self.inputs.pages, keys, strict=True)
        signatures = ((item.doc_id, self.store.get("signatures", key)) for item, key in pairs)
        return find_copies(signatures, self.output.state / "copies.sqlite") if len(keys) > 1 else {}


def _content(item: PageInput, settings: Settings) -> bytes:
    """Digest of a page's bytes; of the error where it cannot be read."""
    try:
        return hashlib.sha256(load_input(item, settings)).digest()
    except PageError as error:
        return digest_of(error.error, error.detail)


def _batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    iterator = iter(items)
    while group := tuple(islice(iterator, size)):
        yield group
