"""``heshu pack build``: documents to a pack folder in which everything is proposed and nothing counts yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Term
from pipeline.sources.figures import Proposal
from pipeline.sources.files import PackFiles, Row, new_folder, write_pack
from pipeline.sources.proposing import Findings, TermProof, propose
from pipeline.sources.terms import MONEY, slug


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What ``build_pack`` wrote."""

    folder: Path
    documents: int
    terms: int
    figures: int


def build_pack(documents: Sequence[Path], out: Path, glossary: Sequence[Term] = ()) -> BuildResult:
    """Read documents and write a proposed pack to the folder ``out``, which must be new or empty.

    ``glossary`` are accepted terms whose ids the proposals use. Raises InputError for a document that cannot be
    read, OutputError where ``out`` cannot be used. Rows are in reading order; the same documents give the same bytes.
    """
    new_folder(out)
    if not documents:
        raise InputError("no documents: give PDF, HTML, DOCX, Markdown, CSV or XLSX files")
    files = PackFiles()
    terms = _Terms(glossary)
    for path in sorted(documents):
        _add_document(propose(path, glossary), files, terms)
    for term, status, confidence in terms.rows():
        files.glossary.append(_term_row(term, status, confidence))
    taken = {row["id"] for row in files.evidence}
    files.evidence += [_proof_row(name, proof) for name, proof in terms.proofs() if name not in taken]
    write_pack(out, files)
    return BuildResult(out, len(files.documents), len(files.glossary), len(files.figures))


class _Terms:
    """The glossary in the making: given terms, and those that proposals need."""

    def __init__(self, given: Sequence[Term]) -> None:
        self._terms = {term.id: term for term in given}
        self._given = frozenset(self._terms)
        self._confidence: Counter[str] = Counter()
        self._proofs: dict[str, TermProof] = {}

    def use(self, name: str, kind: str, unit: str, known: dict[str, Term]) -> str:
        """The id of a term by id or name; a new one is made where there is none."""
        term = self._terms.get(name) or known.get(name) or self._named(name, kind)
        if term is not None and term.unit == MONEY:
            term = replace(term, unit=unit)
        if term is None:
            identity = slug(name)
            held = self._terms.get(identity)
            if held is not None and (held.kind == "metric") != (kind == "metric"):
                identity += "_" + kind
            term = self._terms.get(identity) or Term(identity, kind, name, (), "", unit)  # type: ignore[arg-type]
        self._terms.setdefault(term.id, term)
        self._confidence[term.id] += 1
        return term.id

    def _named(self, name: str, kind: str) -> Term | None:
        """A term that has this very name, as the document whose title is in the glossary."""
        same = (term for term in self._terms.values() if (term.kind == "metric") == (kind == "metric"))
        return next((term for term in same if name.lower() in (term.name.lower(), *map(str.lower, term.aliases))), None)

    def prove(self, proofs: dict[str, TermProof]) -> None:
        """Keep where terms were found; the first document counts."""
        for name, proof in proofs.items():
            self._proofs.setdefault(name, proof)

    def proofs(self) -> list[tuple[str, TermProof]]:
        """(id, where it was found) of the proposed terms."""
        return [(name, self._proofs[name]) for name in self._terms if name in self._proofs and name not in self._given]

    def rows(self) -> Iterable[tuple[Term, str, float]]:
        """(term, status, confidence); parents that are not in the glossary are left out."""
        most = max(self._confidence.values(), default=1)
        for term in self._terms.values():
            given = term.id in self._given
            broader = term.broader if term.broader in self._terms else ""
            confidence = 1.0 if given else round(0.3 + 0.6 * self._confidence[term.id] / most, 2)
            yield replace(term, broader=broader), "accepted" if given else "proposed", confidence


def _add_document(found: Findings, files: PackFiles, terms: _Terms) -> None:
    document = found.document
    taken = {row["id"] for row in files.documents}
    identity = document.id if document.id not in taken else f"{document.id}_{len(taken) + 1}"
    about = {"title": document.title, "author": document.author, "date": document.date, "note": document.note}
    files.documents.append({"id": identity} | about)
    by_id = {term.id: term for term in found.terms}
    numbers: Counter[str] = Counter()
    for proposal in found.figures:
        unit = proposal.quantity.unit or "count"
        metric = terms.use(proposal.metric, "metric", "" if unit == "date" else unit, by_id)
        entity = terms.use(proposal.entity or document.title, "entity", "", by_id)
        numbers[metric] += 1
        row_id = f"{identity}.{metric}.{numbers[metric]}"
        files.figures.append(_figure_row(row_id, entity, metric, identity, proposal))
        files.evidence.append(_evidence_row(row_id, proposal))
    for name in found.notable():
        terms.use(name, by_id[name].kind, "", by_id)
    terms.prove(found.proofs)


def _figure_row(row_id: str, entity: str, metric: str, document: str, proposal: Proposal) -> Row:
    quantity = proposal.quantity
    high = quantity.date_high or ("" if quantity.value_high is None else format(quantity.value_high, "f"))
    relation = quantity.relation if high or quantity.relation != "range" else "="
    return {
        "id": row_id, "entity": entity, "metric": metric,
        "value": quantity.date or format(quantity.value or 0, "f"), "value_high": high if relation == "range" else "",
        "unit": quantity.unit or "count", "relation": relation, "scope": proposal.scope, "as_of": proposal.as_of,
        "document": document,
        "locator": proposal.part.locator, "status": "proposed", "confidence": f"{proposal.confidence:.2f}",
    }  # fmt: skip


def _evidence_row(row_id: str, proposal: Proposal) -> Row:
    part = proposal.part
    return {
        "id": row_id, "kind": "cell" if part.kind == "cell" else "sentence", "quote": proposal.quantity.quote,
        "page": str(part.page or ""), "section": part.section, "table": part.table, "row": part.row,
        "column": part.column, "noun": proposal.noun, "evidence": proposal.evidence,
    }  # fmt: skip


def _term_row(term: Term, status: str, confidence: float) -> Row:
    return {
        "id": term.id, "kind": term.kind, "name": term.name, "aliases": "|".join(term.aliases), "broader": term.broader,
        "unit": term.unit, "status": status, "confidence": f"{confidence:.2f}",
    }  # fmt: skip


def _proof_row(name: str, proof: TermProof) -> Row:
    part = proof.part
    return {
        "id": name, "kind": "term", "quote": proof.name, "page": str(part.page or ""), "section": part.section,
        "table": part.table, "row": part.row, "column": part.column, "evidence": proof.sentence,
    }  # fmt: skip
