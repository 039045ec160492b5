"""Which stage a worker is in, told to its parent through a shared integer: for pages that never come home."""

from __future__ import annotations

from typing import Any

STAGES = ("read", "clean", "extract", "check", "write")

_shared: list[Any] = []


def install(value: Any) -> None:  # noqa: ANN401 a ctypes integer of multiprocessing
    """From now on ``enter`` writes to ``value``."""
    _shared[:] = [value]


def enter(stage: str) -> None:
    """Note that a stage begins."""
    if _shared:
        _shared[0].value = STAGES.index(stage)
