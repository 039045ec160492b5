"""Outputs at an fsspec address (``s3://bucket/run``): made in a folder of this machine, then copied there.

Beside the outputs lies ``.NAME.heshu/`` with what a run on another machine needs to go on: ``parts/``, written while a
run works, and ``finished.sqlite``, which takes their place when it is over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.run.output import MARKER
from pipeline.run.remote import RemoteFolder
from pipeline.run.store import Store
from pipeline.run.worker import Done, pack_results, unpack_results

STORE = "finished.sqlite"
_PARTS, _BUSY, _KNOWN = "parts/", "publishing", "published.json"
_UPLOADS = 128  # files that a driver is given together
_PAGES, _SECONDS = 2048, 60.0  # of a part


class Published:
    """The outputs at an address, and the folder of this machine where they are made: ``folder``."""

    def __init__(self, address: str) -> None:
        """Raises OutputError where the address cannot be used or holds something else."""
        self.address = address.rstrip("/")
        above, _, name = self.address.rpartition("/")
        if not name or above.endswith((":/", ":")):
            raise OutputError(f"{address}: give --out a folder below the bucket, such as {self.address}/run")
        self.folder = staging(self.address) / name
        self._outputs, self.state = RemoteFolder(self.address), RemoteFolder(f"{above}/.{name}.heshu", self.address)
        self.parts = f"{self.state.address}/{_PARTS}".rstrip("/")
        self._check()

    def _check(self) -> None:
        if self._outputs.read(MARKER) is not None or self.state.read(_BUSY) is not None:
            return
        if self._outputs.sizes():
            raise OutputError(
                f"{self.address}: is not empty and was not written by heshu; give --out another name or empty it"
            )
        self.state.write("lock", b"")  # sees at once whether this process may write there

    def restore(self, store: Store, empty: bool) -> None:
        """Put into the store what other runs have left beside the outputs. ``empty``: the store is new."""
        for name in self.state.sizes():
            if name.startswith(_PARTS) and not store.has("parts", name.encode()):
                data = self.state.read(name)
                if data is not None:
                    adopt(store, name.removeprefix(_PARTS).partition("-")[0], unpack_results(data))
                    store.put("parts", [(name.encode(), b"")])
        other = self.folder.with_name("other.sqlite")
        if empty and self.state.download(STORE, other):
            store.adopt(other)
        other.unlink(missing_ok=True)

    def keep(self, store: Store, table: str, results: list[Done]) -> None:
        """A part of the finished work: from now on it outlives this machine."""
        name = part_name(table, results)
        self.state.write(_PARTS + name, pack_results(results))
        store.put("parts", [((_PARTS + name).encode(), b"")])

    def publish(self, store: Store) -> None:
        """Copy the outputs; run.json is taken away first and comes last, so that it says that all is there.

        Every other file is there as a whole at any time: the old one or the new one.
        """
        if self._same():
            return
        self.state.upload({STORE: store.whole_file()})
        self.state.write(_BUSY, b"")
        there, known = self._outputs.sizes(), self._known()
        self._outputs.remove([MARKER])
        files = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if path.is_file()}
        digests = {name: _digest(path) for name, path in files.items()}
        wanted = [
            name
            for name, path in sorted(files.items())
            if name != MARKER and not (known.get(name) == digests[name] and there.get(name) == path.stat().st_size)
        ]
        for at in range(0, len(wanted), _UPLOADS):
            self._outputs.upload({name: files[name] for name in wanted[at : at + _UPLOADS]})
        self._outputs.remove([name for name in there if name not in files])
        self._outputs.upload({MARKER: files[MARKER]})
        self.state.write(_KNOWN, json.dumps(digests, sort_keys=True).encode())
        self.state.remove([_BUSY, *(name for name in self.state.sizes() if name.startswith(_PARTS))])
        store.clear_table("parts")

    def _same(self) -> bool:
        """True where these very outputs are there already; run.json names all that they depend on."""
        here = (self.folder / MARKER).read_bytes()
        return self._outputs.read(MARKER) == here and self.state.read(_BUSY) is None

    def _known(self) -> dict[str, str]:
        try:
            found = json.loads(self.state.read(_KNOWN) or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Keeper:
    """Keeps the results of one phase in parts of some size, so that a lost machine costs the last minute."""

    def __init__(self, published: Published, store: Store, table: str) -> None:
        """``table``: of the store."""
        self._published, self._store, self._table = published, store, table
        self._waiting: list[Done] = []
        self._since = time.monotonic()

    def add(self, results: list[Done]) -> None:
        """Take finished pages; now and then a part is written."""
        self._waiting += results
        if len(self._waiting) >= _PAGES or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            self._published.keep(self._store, self._table, self._waiting)
        self._waiting, self._since = [], time.monotonic()


def adopt(store: Store, table: str, results: Iterable[Done]) -> None:
    """Put results into the store, under the names of its tables."""
    found = list(results)
    store.put(table, [(done.key, b"" if done.lost and table == "scans" else done.data) for done in found])
    store.put("lost", [(done.key, b"") for done in found if done.lost])
    if table == "records":
        store.put("signatures", [(done.key, done.signature) for done in found])


def part_name(table: str, results: Iterable[Done]) -> str:
    """The same pages, the same name: a task that is done twice writes one part."""
    return f"{table}-{hashlib.sha256(b''.join(done.key for done in results)).hexdigest()[:32]}"


def staging(address: str) -> Path:
    """Where outputs for an address are made: below ``HESHU_STATE``, or in the user's cache folder."""
    from platformdirs import user_cache_path

    root = Path(os.environ.get("HESHU_STATE") or user_cache_path("heshu") / "runs")
    slug = re.sub(r"[^\w.]+", "-", address)[-40:].strip("-.")
    return root.absolute() / f"{slug}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
