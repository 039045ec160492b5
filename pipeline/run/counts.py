"""What a run counted, and the law that the counts add up."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.errors import HeshuError
from pipeline.run.page import PageRecord

STATUSES = ("ok", "not_article", "duplicate", "failed")
VERDICTS = ("supported", "refuted", "not_enough_info")


class CountError(HeshuError):
    """The counts of a run do not add up: a mistake in heshu, and its results are not to be trusted."""


@dataclass(slots=True)
class Counts:
    """Pages by outcome, claims by verdict. ``claims_of_duplicates`` are included in ``claims``, not in summary.csv."""

    read: int = 0
    ok: int = 0
    not_article: int = 0
    duplicate: int = 0
    failed: int = 0
    claims: int = 0
    supported: int = 0
    refuted: int = 0
    not_enough_info: int = 0
    claims_of_duplicates: int = 0
    removed: int = 0
    errors: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, record: PageRecord) -> None:
        """Count one page's record."""
        self.read += 1
        setattr(self, record.status, getattr(self, record.status) + 1)
        self.claims += len(record.claims)
        self.removed += len(record.removed)
        self.errors += len(record.errors)
        if record.status == "duplicate":
            self.claims_of_duplicates += len(record.claims)
        for check in record.checks:
            verdict, reason = str(check[3]), str(check[4])
            setattr(self, verdict, getattr(self, verdict) + 1)
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def join(self, other: Counts) -> None:
        """Add what another counted."""
        for name in self.__slots__:
            if name != "reasons":
                setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, count in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + count

    def check(self, pages: int, rows: dict[str, int]) -> None:
        """Compare with the number of inputs and of rows written. Raises CountError where anything differs."""
        laws = {
            "pages read = inputs": (self.read, pages),
            "read = ok + not_article + duplicate + failed": (self.read, sum(getattr(self, name) for name in STATUSES)),
            "claims = supported + refuted + not_enough_info": (
                self.claims,
                sum(getattr(self, name) for name in VERDICTS),
            ),
            "claims = sum of reasons": (self.claims, sum(self.reasons.values())),
            "rows of articles.csv": (self.read, rows["articles"]),
            "rows of claims.csv": (self.claims, rows["claims"]),
            "rows of checks.csv": (self.claims, rows["checks"]),
            "rows of removed.csv": (self.removed, rows["removed"]),
            "rows of errors.csv": (self.errors + self.skipped, rows["errors"]),
        }
        broken = [f"{law}: {left} is not {right}" for law, (left, right) in laws.items() if left != right]
        if broken:
            raise CountError("the counts of this run do not add up, please report this: " + "; ".join(broken))

    def to_dict(self) -> dict[str, object]:
        """For run.json; reasons in alphabetical order."""
        names = [name for name in self.__slots__ if name != "reasons"]
        return {name: getattr(self, name) for name in names} | {"reasons": dict(sorted(self.reasons.items()))}
