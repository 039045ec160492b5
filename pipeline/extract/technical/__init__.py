"""Technical claims: clauses without a number that state, or deny, what a fact of the pack says."""

from __future__ import annotations

from pipeline.extract.technical.claims import technical_claims

__all__ = ["technical_claims"]
