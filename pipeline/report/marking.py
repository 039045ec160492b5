"""The clean text cut into paragraphs and pieces: plain text, claims, and what was removed at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Claim = Mapping[str, Any]
Cells = Sequence[str | int]


class Removal(NamedTuple):
    """Text that was cut at ``offset`` of the clean text; ``replacement`` is what stands there instead."""

    offset: int
    text: str
    replacement: str
    code: str
    reason: str


class Piece(NamedTuple):
    """A stretch of a line: text with its claim, or a removal (then ``text`` is empty).

    ``last``: the claim ends here; one that a removal divides has several pieces.
    """

    text: str = ""
    claim: Claim | None = None
    removal: Removal | None = None
    last: bool = False


@dataclass(slots=True)
class Paragraph:
    """A line of the clean text, or removed lines between two of them (``kind`` is ``removed``)."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Nothing in it is marked."""
        return not any(piece.claim or piece.removal for piece in self.pieces)

    @property
    def cells(self) -> list[list[Piece]]:
        """The pieces of a table row by cell: tabs part them; those of other lines are one cell."""
        cells: list[list[Piece]] = [[]]
        for piece in self.pieces:
            parts = piece.text.split("\t") if self.kind == "table_row" and piece.text else [piece.text]
            for number, part in enumerate(parts):
                if number:
                    cells.append([])
                if part or piece.removal:
                    cells[-1].append(piece._replace(text=part, last=piece.last and number == len(parts) - 1))
        return cells


def removals(rows: Sequence[Cells]) -> list[Removal]:
    """Rows of removed.csv with their place in the clean text: the edits before one shift it by what they took.

    Neighbours with one code are one removal.
    """
    found: list[Removal] = []
    shift = 0
    for row in sorted(rows, key=lambda row: (int(row[1]), int(row[2]))):
        start, text, replacement = int(row[1]), str(row[3]), str(row[4])
        made = Removal(start - shift, text, replacement, str(row[5]), str(row[6]))
        last = found[-1] if found else None
        if last is not None and last.offset == made.offset and not last.replacement and _joins(last, made):
            found[-1] = Removal(last.offset, last.text + text, replacement, last.code, last.reason)
        else:
            found.append(made)
        shift += int(row[2]) - start - len(replacement)
    return found


def _joins(last: Removal, made: Removal) -> bool:
    """One code, or the line break between two removed lines."""
    return last.code == made.code or (made.code == "layout" and not made.text.strip())


def paragraphs(
    text: str, claims: Sequence[Claim], structure: Sequence[Cells], removed: Sequence[Cells] = ()
) -> list[Paragraph]:
    """The lines of ``text`` in order. Text pieces joined are the line; of overlapping claims the first is marked."""
    kinds = {int(row[1]): str(row[3]) for row in structure}
    ordered = sorted(claims, key=lambda claim: (int(claim["start"]), -int(claim["end"])))
    cuts = [cut for cut in removals(removed) if cut.text.strip()]
    result: list[Paragraph] = []
    start = at = cut = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside, here = [], []
        while at < len(ordered) and int(ordered[at]["start"]) < end:
            inside.append(ordered[at])
            at += 1
        while cut < len(cuts) and cuts[cut].offset <= end:
            here.append(cuts[cut])
            cut += 1
        if line:
            kind = "title" if start == 0 else kinds.get(start, "paragraph")
            result.append(Paragraph(kind, list(_pieces(line, start, inside, here))))
        elif here:
            result.append(Paragraph("removed", [Piece(removal=entry) for entry in here]))
        start = end + 1
    if cut < len(cuts):
        result.append(Paragraph("removed", [Piece(removal=entry) for entry in cuts[cut:]]))
    return result


def _pieces(line: str, offset: int, claims: Sequence[Claim], cuts: Sequence[Removal]) -> Iterator[Piece]:
    """Text between borders; a claim that a cut divides is one mark before and one behind it."""
    spans: list[tuple[int, int, Claim]] = []
    position = 0
    for claim in claims:
        low, high = int(claim["start"]) - offset, min(int(claim["end"]) - offset, len(line))
        if low >= position and high > low:
            spans.append((low, high, claim))
            position = high
    borders = sorted({0, len(line), *(edge for low, high, _ in spans for edge in (low, high))} | {
        min(max(entry.offset - offset, 0), len(line)) for entry in cuts
    })  # fmt: skip
    waiting = list(cuts)
    for low, high in zip(borders, [*borders[1:], len(line)], strict=True):
        while waiting and min(max(waiting[0].offset - offset, 0), len(line)) <= low:
            yield Piece(removal=waiting.pop(0))
        if high > low:
            span = next((span for span in spans if span[0] <= low and high <= span[1]), None)
            yield Piece(line[low:high], span[2] if span else None, last=span is not None and high == span[1])
