"""Who computes the pages: this process, or worker processes that may be killed and replaced; the results are equal."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline.errors import PageError
from pipeline.run import watch
from pipeline.run.remote import has_threads
from pipeline.run.worker import Done, Shard, Shared, Task, lost_page, warm

Work = Callable[[Shard, Shared], Iterator[Done]]
_START = 300.0  # seconds that a worker may take to load its dictionaries, besides the time for its first page
_IDLE = 1.0  # seconds after which a worker looks whether its parent is still there


def compute(work: Work, shards: Iterable[Shard], shared: Shared, parts: str = "") -> Iterator[Done]:
    """Results of all pages of all shards, in any order; with ``jobs`` 0 in this process.

    A page that runs over its time or kills its worker twice comes back as a failed page. ``parts``: an address where
    tasks of a cluster leave their results.
    """
    if shared.settings.engine == "ray":
        from pipeline.run import on_ray

        yield from on_ray.compute(work, shards, shared, parts)
        return
    if not shared.settings.jobs:
        for shard in shards:
            yield from work(shard, shared)
        return
    pool = Pool(work, shared, shared.settings.jobs)
    try:
        yield from pool.run(iter(shards))
    finally:
        pool.close()


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection[Any, Any]
    stage: Any  # a shared integer: which stage the worker is in
    tasks: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    cache: str = ""
    ready: bool = False

    def deadline(self, limit: float) -> float:
        return self.since + limit + (0 if self.ready else _START)


class Pool:
    """``jobs`` workers; each gets a shard at a time and sends its pages home one by one, in order.

    So the page on which a worker hangs or dies is always the first one that it has not sent.
    """

    def __init__(self, work: Work, shared: Shared, jobs: int, fork: bool = sys.platform == "linux") -> None:
        """``fork``: start workers as copies of this process, which is quick but needs one without threads."""
        fork = fork and not has_threads()
        self._work, self._shared, self._jobs = work, shared, jobs
        self._context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        self._workers: list[_Worker] = []
        self._again: deque[Shard] = deque()
        self._suspects: set[bytes] = set()
        self._ready = not fork

    def run(self, shards: Iterator[Shard]) -> Iterator[Done]:
        """Feed the workers until all is done."""
        while True:
            self._feed(shards)
            busy = [worker for worker in self._workers if worker.tasks]
            if not busy:
                return
            for source in wait([worker.connection for worker in busy], timeout=self._patience(busy)):
                worker = next(worker for worker in busy if worker.connection is source)
                yield from self._receive(worker)
            yield from self._overdue(busy)

    def close(self) -> None:
        """Kill all workers: what they have not sent will be done by the next run."""
        for worker in self._workers:
            _kill(worker)
        self._workers.clear()

    def _feed(self, shards: Iterator[Shard]) -> None:
        idle = [worker for worker in self._workers if not worker.tasks]
        while idle or len(self._workers) < self._jobs:
            shard = self._again.popleft() if self._again else next(shards, None)
            if shard is None:
                return
            worker = idle.pop() if idle else self._start()
            worker.tasks, worker.cache, worker.since = deque(shard.tasks), shard.cache, time.monotonic()
            try:
                worker.connection.send(shard)
            except OSError:  # it died while idle: its silence is noticed like any other death
                continue

    def _start(self) -> _Worker:
        if not self._ready:
            # loaded before the fork, dictionaries are shared between all workers
            warm(self._shared)
            gc.freeze()
            self._ready = True
        here, there = self._context.Pipe()
        stage = self._context.RawValue("i", 0)
        arguments = (self._work, self._shared, there, stage, os.getpid())
        process = self._context.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here, stage)
        self._workers.append(worker)
        return worker

    def _patience(self, busy: list[_Worker]) -> float | None:
        limit = self._shared.settings.page_timeout
        return max(0.01, min(worker.deadline(limit) for worker in busy) - time.monotonic()) if limit else None

    def _receive(self, worker: _Worker) -> Iterator[Done]:
        try:
            done: Done | None = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._died(worker)
            return
        worker.since = time.monotonic()
        if done is None:  # it is ready for its first page
            worker.ready = True
            return
        worker.tasks.popleft()
        yield done

    def _died(self, worker: _Worker) -> Iterator[Done]:
        """A first death sends the page to a worker of its own: another page may have used up the memory."""
        task = worker.tasks[0]
        if task.key in self._suspects:
            detail = "it ended its worker process twice (memory?): leave the page out or raise --worker-memory"
            yield from self._give_up(worker, "worker died", detail)
            return
        self._suspects.add(task.key)
        self._again.append(Shard((task,)))
        self._put_back(worker)

    def _overdue(self, busy: list[_Worker]) -> Iterator[Done]:
        limit = self._shared.settings.page_timeout
        for worker in busy:
            late = limit and worker.tasks and time.monotonic() > worker.deadline(limit)
            if late and not worker.connection.poll():
                detail = f"more than {limit:g} s: leave the page out or raise --page-timeout"
                yield from self._give_up(worker, "timeout", detail)

    def _give_up(self, worker: _Worker, error: str, detail: str) -> Iterator[Done]:
        task = worker.tasks[0]
        stage = watch.STAGES[worker.stage.value]
        self._put_back(worker)
        yield lost_page(task, PageError(task.item.label, stage, error, detail))

    def _put_back(self, worker: _Worker) -> None:
        """Replace a worker; the pages behind the one that it was at go to another."""
        rest = tuple(worker.tasks)[1:]
        if rest:
            self._again.append(Shard(rest, worker.cache))
        _kill(worker)
        self._workers.remove(worker)
        worker.tasks.clear()


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.process.close()
    worker.connection.close()


def _serve(work: Work, shared: Shared, connection: Connection[Any, Any], stage: Any, parent: int) -> None:  # noqa: ANN401
    """A worker's life: shards in, pages out, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    _limit_memory(shared.settings.worker_memory)
    watch.install(stage)
    shared = replace(shared, settings=replace(shared.settings, jobs=0, engine="local"))
    warm(shared)
    connection.send(None)
    while True:
        while not connection.poll(_IDLE):
            if os.getppid() != parent:
                return
        try:
            shard: Shard = connection.recv()
            for done in work(shard, shared):
                connection.send(done)
        except (EOFError, OSError):
            return


def _die_with_parent() -> None:
    """A worker that hangs on a page must not outlive a killed run (Linux: prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _limit_memory(limit: int) -> None:
    """Let a page run out of memory alone, before it takes the machine with it. What the parent maps does not count."""
    if limit and sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = limit + pages * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
