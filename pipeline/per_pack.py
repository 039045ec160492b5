"""What is made of a pack once and then kept, by the pack's name and digest."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from pipeline.model import Pack

_Made = TypeVar("_Made")


class _Holder:
    """Carries a pack through a cache without being part of its key."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


def once_per_pack(size: int, make: Callable[[Pack], _Made]) -> Callable[[Pack], _Made]:
    """``make``, its results kept for the last ``size`` packs; a pack without a digest is made anew each time."""

    @lru_cache(maxsize=size)
    def kept(_name: str, _digest: str, holder: _Holder) -> _Made:
        return make(holder.pack)

    def made(pack: Pack) -> _Made:
        return kept(pack.name, pack.digest, _Holder(pack)) if pack.digest else make(pack)

    return made
