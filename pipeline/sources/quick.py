"""The quick mode of ``heshu run --source``: documents as sources, with nobody's review in between.

Only figures that name their entity or their metric in the same sentence, row or caption are taken, so that a number
elsewhere on the page supports nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pipeline.model import Document, Figure, Pack, Term
from pipeline.sources.figures import Proposal
from pipeline.sources.proposing import propose
from pipeline.sources.terms import MONEY, slug


def quick_pack(documents: Sequence[Path], glossary: Sequence[Term] = ()) -> Pack:
    """A pack in memory of the strict proposals of documents. Raises InputError for one that cannot be read."""
    terms: dict[str, Term] = {term.id: term for term in glossary}
    found: list[Document] = []
    figures: list[Figure] = []
    digest = hashlib.sha256(b"quick")
    for path in sorted(documents):
        findings = propose(path, glossary)
        document = findings.document
        digest.update(path.read_bytes())
        taken = {other.id for other in found}
        document = document if document.id not in taken else replace(document, id=f"{document.id}_{len(found) + 1}")
        found.append(document)
        by_id = {term.id: term for term in findings.terms}
        for number, proposal in enumerate(findings.figures, 1):
            if proposal.known:
                figures.append(_figure(f"{document.id}.{number}", document.id, proposal, by_id, terms))
    for term in glossary:
        digest.update(repr(term).encode())
    name = "quick: " + ", ".join(document.title for document in found)
    return Pack(name, digest.hexdigest(), tuple(found), tuple(terms.values()), tuple(figures))


def _figure(name: str, document: str, proposal: Proposal, known: dict[str, Term], terms: dict[str, Term]) -> Figure:
    quantity = proposal.quantity
    is_date = quantity.unit == "date"
    ranged = quantity.value_high is not None or bool(quantity.date_high)
    return Figure(
        name,
        _term(proposal.entity, "entity", known, terms),
        _term(proposal.metric, "metric", known, terms),
        None if is_date else quantity.value or Decimal(0),
        quantity.value_high,
        quantity.unit or "count",
        quantity.relation if ranged or quantity.relation != "range" else "=",
        proposal.scope,
        proposal.as_of,
        document=document,
        locator=proposal.part.locator,
        date=quantity.date,
        date_high=quantity.date_high,
    )


def _term(name: str, kind: str, known: dict[str, Term], terms: dict[str, Term]) -> str:
    """The id of a term of the pack, which is added where it is new; a money metric is left without a currency."""
    term = terms.get(name) or known.get(name)
    if term is None:
        identity = slug(name)
        other = terms.get(identity)
        if other is not None and (other.kind == "metric") != (kind == "metric"):
            identity += "_" + kind
        term = terms.get(identity) or Term(identity, kind, name)  # type: ignore[arg-type]
    if term.unit == MONEY:
        term = replace(term, unit="")
    broader = term.broader if term.broader in terms or term.broader in known else ""
    terms.setdefault(term.id, replace(term, broader=broader))
    if broader:
        _term(broader, "entity", known, terms)
    return term.id
