"""Rows for the browser in files of bounded size: scripts, since a page opened from disk may not fetch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

MAX_BYTES = 2_000_000  # of one file


class ChunkWriter:
    """Writes ``FOLDER/NAME-0001.js`` and so on, each calling ``heshu.load(NAME, number, rows)``."""

    def __init__(self, folder: Path, name: str) -> None:
        """``folder`` must exist."""
        self._folder, self._name = folder, name
        self._rows: list[str] = []
        self._size = 0
        self.files = 0
        self.rows = 0

    def add(self, row: Sequence[object]) -> None:
        """Append a row of plain values."""
        text = _script_safe(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        size = len(text.encode("utf-8", "replace")) + 1
        if self._rows and self._size + size > MAX_BYTES:
            self.flush()
        self._rows.append(text)
        self._size += size
        self.rows += 1

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._rows:
            return
        self.files += 1
        text = f'heshu.load("{self._name}",{self.files},[{",".join(self._rows)}]);\n'
        path = self._folder / f"{self._name}-{self.files:04d}.js"
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        self._rows, self._size = [], 0


def _script_safe(text: str) -> str:
    """JSON that ends no script element and no line of JavaScript."""
    return (
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )
