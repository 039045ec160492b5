"""Let a stage's package be called like its door: ``from pipeline import clean; clean(text)``.

The package keeps its submodules (``pipeline.extract.quantities``) and can be called as well. Method: customising
module attribute access by setting ``__class__`` (Python data model, section 3.3.2.1).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def make_callable(module_name: str, door: Callable[..., Any]) -> None:
    """Make the module ``module_name`` callable; calls go to ``door``, whose docstring and signature it shows."""

    class StageModule(ModuleType):
        __call__ = staticmethod(door)

    sys.modules[module_name].__class__ = StageModule
