"""Who computes the shards: this process, or a pool of worker processes. The results are the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from pipeline.run.worker import Done, Shard, Shared

Work = Callable[[Shard, Shared], list[Done]]

_shared: list[Shared] = []  # set once in each worker process


def _initialise(shared: Shared) -> None:
    _shared[:] = [shared]


def _call(work: Work, shard: Shard) -> list[Done]:
    return work(shard, _shared[0])


def compute(work: Work, shards: Iterable[Shard], shared: Shared, jobs: int) -> Iterator[list[Done]]:
    """Results of all shards, in any order; at most two shards a worker are in flight."""
    if jobs <= 1:
        for shard in shards:
            yield work(shard, shared)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(jobs, context, _initialise, (shared,)) as pool:
        waiting: set[Future[list[Done]]] = set()
        for shard in shards:
            waiting.add(pool.submit(_call, work, shard))
            if len(waiting) >= 2 * jobs:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        for future in waiting:
            yield future.result()
