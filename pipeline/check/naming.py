"""Names as they are compared: without case, width, spaces and hyphens."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text import matching_key

_NOISE = re.compile(r"[\s\-‐–_·]+")


@lru_cache(maxsize=1024)
def squeezed(text: str) -> str:
    """The matching key without spaces and hyphens: DeepSeek-V3 and deepseek v3 are one."""
    return _NOISE.sub("", matching_key(text))
