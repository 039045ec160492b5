"""核数 (heshu): read scraped Chinese pages, clean them, extract their numbers and check them against source figures.

>>> from pipeline import check, clean, extract, load_pack, run  # doctest: +SKIP
>>> outputs = run("raw", "ai-chips", "outputs/demo")  # doctest: +SKIP
>>> outputs.checks.query("verdict == 'refuted'")  # doctest: +SKIP

The stages are packages that can be called; nothing heavy is loaded before one is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.check import check_claims as check
    from pipeline.clean import clean_page as clean
    from pipeline.extract import extract_claims as extract
    from pipeline.packs import load_pack
    from pipeline.run import read_outputs, run
    from pipeline.settings import Settings

__all__ = ["Settings", "__version__", "check", "clean", "extract", "load_pack", "read_outputs", "run"]

_HOMES = {"load_pack": "pipeline.packs", "read_outputs": "pipeline.run", "Settings": "pipeline.settings"}
_STAGES = frozenset({"check", "clean", "extract", "run"})


def __getattr__(name: str) -> Any:  # noqa: ANN401 any public name
    """Load a public name when it is first used (PEP 562); the stages are callable packages."""
    if name in _STAGES:
        return importlib.import_module(f"pipeline.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    message = f"module 'pipeline' has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
