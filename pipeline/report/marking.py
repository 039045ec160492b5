"""The clean text cut into paragraphs and pieces, so that a template can mark the claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Claim = Mapping[str, Any]


def paragraphs(text: str, claims: Sequence[Claim], structure: Sequence[Sequence[str | int]]) -> list[dict[str, Any]]:
    """A dictionary a line of ``text``: its kind, and ``pieces`` as (text, claim or None).

    The pieces of a line joined are the line. Where claims overlap the first one is marked.
    """
    kinds = {int(row[1]): str(row[3]) for row in structure}
    ordered = sorted(claims, key=lambda claim: (int(claim["start"]), -int(claim["end"])))
    result = []
    start = 0
    at = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = []
        while at < len(ordered) and int(ordered[at]["start"]) < end:
            inside.append(ordered[at])
            at += 1
        if line:
            kind = "title" if start == 0 else kinds.get(start, "paragraph")
            result.append({"kind": kind, "pieces": _pieces(line, start, inside)})
        start = end + 1
    return result


def _pieces(line: str, offset: int, claims: Sequence[Claim]) -> list[tuple[str, Claim | None]]:
    pieces: list[tuple[str, Claim | None]] = []
    position = 0
    for claim in claims:
        start, end = int(claim["start"]) - offset, min(int(claim["end"]) - offset, len(line))
        if start < position or end <= start:
            continue
        if start > position:
            pieces.append((line[position:start], None))
        pieces.append((line[start:end], claim))
        position = end
    if position < len(line):
        pieces.append((line[position:], None))
    return pieces
