"""What a user can set about cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """``mode`` moves one threshold, the least confidence of an edit: careful 0.9, normal 0.6, aggressive 0.4.

    ``spam_terms`` are words of the user's own beside those of ``data/clean_spam_terms.csv``; they count as telling.
    """

    mode: Literal["careful", "normal", "aggressive"] = "normal"
    spam_terms: tuple[str, ...] = ()

    @property
    def least_confidence(self) -> float:
        """Edits below this confidence (0 to 1) are not made."""
        return {"careful": 0.9, "normal": 0.6, "aggressive": 0.4}[self.mode]
