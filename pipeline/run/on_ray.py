"""The same work on a Ray cluster: whole shards as tasks, at most a few of them under way; the only file that knows Ray.

Each task hands its shard to a killable process beside it, as a run on one machine does, so that pages that hang or die
are recorded in the same words. What a lost node had under way is done again elsewhere. Every node needs the same heshu
and must see the pages under the same paths (a shared folder, or fsspec addresses such as ``s3://``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.errors import HeshuError
from pipeline.run.identity import code_digest
from pipeline.run.publishing import part_name
from pipeline.run.remote import RemoteFolder
from pipeline.run.worker import pack_results, unpack_results

if TYPE_CHECKING:
    from pipeline.run.engine import Pool, Work
    from pipeline.run.worker import Done, Shard, Shared

SHARD = 128  # pages a task: seconds to minutes of work
_RETRIES = 8  # nodes and workers that a shard may outlive
_AHEAD = 2  # shards under way for each processor of the cluster

_TABLES = {"scan_shard": "scans", "process_shard": "records"}
_pools: dict[str, Pool] = {}


class ClusterError(HeshuError):
    """The cluster cannot be used."""


def compute(work: Work, shards: Iterable[Shard], shared: Shared, parts: str = "") -> Iterator[Done]:
    """Results of all pages of all shards, in any order; call it while ``connected``. Raises ClusterError.

    ``parts``: an address of shared storage; each task writes its results there, and only their name comes home.
    """
    import ray

    about = ray.put(shared)
    name = f"{work.__name__}:{about.hex()}"
    task = ray.remote(num_cpus=1, max_retries=_RETRIES, retry_exceptions=False)(run_shard)
    waiting: dict[Any, Shard] = {}
    source = iter(shards)
    try:
        while True:
            for shard in islice(source, max(0, _room(ray) - len(waiting))):
                waiting[task.remote(work, shard, about, name, (code_digest(), parts))] = shard
            if not waiting:
                return
            ready, _ = ray.wait(list(waiting), num_returns=1, timeout=5)
            for reference in ready:
                waiting.pop(reference)
                found = _results(ray, reference)
                yield from _fetched(parts, found) if isinstance(found, str) else found
    finally:
        for reference in waiting:
            ray.cancel(reference, force=True)


@contextmanager
def connected(address: str, jobs: int) -> Iterator[None]:
    """In a Ray cluster: the one at ``address``, or (empty) a new one here with ``jobs`` processors.

    A connection that is there already is used, and left as it was. Raises ClusterError.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise ClusterError("--engine ray needs Ray: pip install 'heshu[ray]'") from error
    if ray.is_initialized():
        yield
        return
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    if not address:
        quiet |= {"num_cpus": max(1, jobs), "include_dashboard": False}
    try:
        _probe(address)
        ray.init(address=address or "local", **quiet)
    except (RuntimeError, ValueError, OSError) as error:
        where = address or "this machine"
        raise ClusterError(f"no Ray cluster at {where} ({str(error)[:300]}); check --address") from error
    try:
        yield
    finally:
        ray.shutdown()


def _probe(address: str) -> None:
    """See whether anything listens at HOST:PORT: Ray itself would ask for minutes. Raises OSError."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        import socket

        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


def run_shard(work: Work, shard: Shard, shared: Shared, name: str, about: tuple[str, str]) -> list[Done] | str:
    """A task: the results of one shard, or the name of its part where ``about`` (code, parts) gives an address.

    One process beside the Ray worker is kept from task to task.
    """
    from pipeline.run.engine import Pool

    code, parts = about
    if code != code_digest():
        raise ClusterError("a node of the cluster has another version of heshu: install the same on all nodes")
    if name not in _pools:
        for pool in _pools.values():
            pool.close()
        _pools.clear()
        _pools[name] = Pool(work, shared, jobs=1, fork=False)
    found = list(_pools[name].run(iter([shard])))
    if not parts:
        return found
    part = part_name(_TABLES.get(work.__name__, "records"), found)
    RemoteFolder(parts).write(part, pack_results(found))
    return part


def _fetched(parts: str, name: str) -> list[Done]:
    """The results that a task has left on shared storage."""
    data = RemoteFolder(parts).read(name)
    if data is None:
        raise ClusterError(f"{parts}/{name}: is gone; run again to go on")
    return unpack_results(data)


def _room(ray: Any) -> int:  # noqa: ANN401 a module
    """How many shards may be under way: nodes come and go."""
    return max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD


def _results(ray: Any, reference: Any) -> list[Done] | str:  # noqa: ANN401 Ray has its own types
    try:
        found: list[Done] | str = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        cause = getattr(error, "cause", None)
        raise ClusterError(f"a task failed: {cause or error}") from error
    except ray.exceptions.RayError as error:
        lost = f"the cluster lost a shard {_RETRIES} times ({str(error)[:300]})"
        raise ClusterError(f"{lost}; run again to go on") from error
    return found
