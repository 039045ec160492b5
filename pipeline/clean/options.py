"""What a user can set about cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import HeshuError


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """``mode`` moves one threshold, the least confidence of an edit: careful 0.9, normal 0.6, aggressive 0.4.

    Edits below 0.6 are looked for in aggressive mode only: paragraphs and lone keywords that are probably foreign.

    ``spam_terms`` are words of the user's own beside those of ``data/clean_spam_terms.csv``; they count as telling,
    and where one stands between two words of a sentence it goes, from pages without other signs of spam too.
    """

    mode: Literal["careful", "normal", "aggressive"] = "normal"
    spam_terms: tuple[str, ...] = ()

    @property
    def least_confidence(self) -> float:
        """Edits below this confidence (0 to 1) are not made."""
        return {"careful": 0.9, "normal": 0.6, "aggressive": 0.4}[self.mode]


def read_terms(path: str | Path) -> tuple[str, ...]:
    """Spam terms from a text file (UTF-8), one a line, sorted; lines that begin with ``#`` are comments.

    Raises HeshuError where the file cannot be read, and for terms of one character, which would be cut everywhere.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        message = f"{path}: cannot be read ({why}); give a text file in UTF-8, one term a line"
        raise HeshuError(message) from error
    terms = {number: line.strip() for number, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"}
    short = [number for number, term in terms.items() if len(term) < 2]
    if short:
        message = f"{path}:{short[0]}: a term needs two or more characters; one would be cut everywhere"
        raise HeshuError(message)
    return tuple(sorted(set(terms.values())))
