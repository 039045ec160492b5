"""``heshu pack build``: documents to a pack folder in which everything is proposed and nothing counts yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import Document, Quantity, Term
from pipeline.sources.cells import TableSense, measure_headers, table_sense
from pipeline.sources.details import Details, document_details
from pipeline.sources.documents import document_title, read_document
from pipeline.sources.figures import Proposal, propose_figures
from pipeline.sources.files import PackFiles, Row, new_folder, write_pack
from pipeline.sources.parts import Part
from pipeline.sources.terms import (
    MONEY,
    Matcher,
    introduced_aliases,
    is_acronym,
    named_entities,
    slug,
    with_base_terms,
)
from pipeline.units import parse_unit

_FLOOR = 0.2  # proposals below are noise
_MIN_CELLS = 2  # of a table's header that is a metric of the document


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
        _add_document(path, files, terms)
    for term, status, confidence in terms.rows():
        files.glossary.append(_term_row(term, status, confidence))
    write_pack(out, files)
    return BuildResult(out, len(files.documents), len(files.glossary), len(files.figures))


def propose(path: Path, glossary: Sequence[Term] = ()) -> tuple[Document, tuple[Term, ...], list[Proposal]]:
    """The proposals of one document, with the terms that they were matched against."""
    parts = read_document(path)
    title = document_title(parts, path)
    known = with_base_terms(glossary)
    sense = table_sense(parts, Matcher(known))
    terms, weak = _document_terms(parts, known, sense)
    matcher = Matcher(terms, weak)
    found = propose_figures(parts, matcher, _subject(parts, title, matcher), sense)
    usable = [entry for entry in found if _usable(entry)]
    details = document_details(path)
    about = list(_about_itself(title, details))
    document = Document(
        slug(path.stem),
        title,
        details.author,
        date=details.date,
        note=", ".join(filter(None, (path.name, details.note))),
    )
    return document, tuple(terms), about + _distinct(usable)


def _about_itself(title: str, details: Details) -> Iterator[Proposal]:
    """The length of the document, and the day when its file was made: a first guess at its date."""
    part = Part("title", title, section="file")
    if details.pages:
        pages = Decimal(details.pages)
        quantity = Quantity(0, 0, "", "count", pages, unit="page", precision=Decimal(1))
        yield Proposal(quantity, part, title, "pages", "", "pages", f"The file has {pages} pages.", 0.6)
    if details.date or details.created:
        day = details.date or details.created
        quantity = Quantity(0, 0, "", "date", unit="date", date=day)
        said = f"The page is dated {day}." if details.date else f"The file was created on {day}."
        yield Proposal(quantity, part, title, "publication_date", "", "date", said, 0.4)


def _usable(proposal: Proposal) -> bool:
    quantity = proposal.quantity
    if proposal.confidence < _FLOOR or quantity.kind == "ordinal":
        return False
    if quantity.value is None and not quantity.date[:1].isdigit():  # a date without a year cannot be a source
        return False
    try:
        parse_unit(quantity.unit or "count")
    except ValueError:
        return False
    return bool(proposal.metric)


def _distinct(proposals: Iterable[Proposal]) -> list[Proposal]:
    """One proposal for each thing that is said of one subject on one page; the surest one stays."""
    best: dict[tuple[str, ...], int] = {}
    kept: list[Proposal] = []
    for proposal in proposals:
        quantity = proposal.quantity
        key = (
            *(str(quantity.value), quantity.date, quantity.unit, quantity.relation, proposal.metric, proposal.entity),
            *(proposal.scope, proposal.as_of, str(proposal.part.page), proposal.part.table),
        )
        if key not in best:
            best[key] = len(kept)
            kept.append(proposal)
        elif kept[best[key]].confidence < proposal.confidence:
            kept[best[key]] = proposal
    return kept


def _document_terms(
    parts: Sequence[Part], known: Sequence[Term], sense: TableSense
) -> tuple[list[Term], frozenset[str]]:
    """Known terms, the measures of the document's tables, the names that it uses; and the ids of its techniques.

    Abbreviations that the document introduces become aliases.
    """
    pairs = introduced_aliases(part.text for part in parts if part.kind in ("paragraph", "caption", "title"))
    folded = {name.lower(): at for at, term in enumerate(known) for name in (term.name, *term.aliases)}
    terms = list(known)
    for long, short in pairs.items():
        at = folded.get(long.lower(), folded.get(short.lower()))
        if at is not None and not {long.lower(), short.lower()} <= folded.keys():
            terms[at] = replace(terms[at], aliases=tuple(dict.fromkeys((*terms[at].aliases, long, short))))
    taken, ids = set(folded), {term.id for term in known}
    measures = [name for name, count in measure_headers(parts, sense).items() if count >= _MIN_CELLS]
    names = [name for name, _ in sorted(named_entities(parts).items(), key=lambda entry: (-entry[1], entry[0]))]
    metrics = Matcher(term for term in known if term.kind == "metric")
    owned = any(term.kind == "entity" for term in known)  # the user's entities: others have only their table cells
    weak: set[str] = set()
    for name, kind in [*((name, "metric") for name in measures), *((name, "entity") for name in names)]:
        if name.lower() in taken or slug(name) in ids or metrics.find(name):
            continue
        taken.add(name.lower())
        ids.add(slug(name))
        long = "" if kind == "metric" else next((key for key, value in pairs.items() if value == name), "")
        if long or is_acronym(name) or owned:
            weak.add(slug(name))
        terms.append(Term(slug(name), "technology" if long else kind, name, (long,) if long else ()))  # type: ignore[arg-type]
    return terms, frozenset(weak)


def _subject(parts: Sequence[Part], title: str, matcher: Matcher) -> str:
    """The entity that the document is about: named in its title, though not the title itself, and the most frequent."""
    counts: Counter[str] = Counter()
    for part in parts:
        if part.kind in ("paragraph", "heading", "caption"):
            counts.update(mention.term for mention in matcher.find(part.text))
    things = [term for term in matcher.terms.values() if term.kind == "entity" and term.id not in matcher.weak]
    named = [term.id for term in things if any(_names_part(name, title) for name in (term.name, *term.aliases))]
    pool = named or [term.id for term in things]
    return max(pool, key=lambda term: counts[term], default="")


def _names_part(name: str, title: str) -> bool:
    return (
        name.lower() != title.lower()
        and re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", title.lower()) is not None
    )


class _Terms:
    """The glossary in the making: given terms, and those that proposals need."""

    def __init__(self, given: Sequence[Term]) -> None:
        self._terms = {term.id: term for term in given}
        self._given = frozenset(self._terms)
        self._confidence: Counter[str] = Counter()

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

    def rows(self) -> Iterable[tuple[Term, str, float]]:
        """(term, status, confidence); parents that are not in the glossary are left out."""
        most = max(self._confidence.values(), default=1)
        for term in self._terms.values():
            given = term.id in self._given
            broader = term.broader if term.broader in self._terms else ""
            confidence = 1.0 if given else round(0.3 + 0.6 * self._confidence[term.id] / most, 2)
            yield replace(term, broader=broader), "accepted" if given else "proposed", confidence


def _add_document(path: Path, files: PackFiles, terms: _Terms) -> None:
    document, known, proposals = propose(path, tuple(terms._terms.values()))
    taken = {row["id"] for row in files.documents}
    identity = document.id if document.id not in taken else f"{document.id}_{len(taken) + 1}"
    files.documents.append(
        {
            "id": identity,
            "title": document.title,
            "author": document.author,
            "date": document.date,
            "note": document.note,
        }
    )
    by_id = {term.id: term for term in known}
    for number, proposal in enumerate(proposals, 1):
        unit = proposal.quantity.unit or "count"
        metric = terms.use(proposal.metric, "metric", "" if unit == "date" else unit, by_id)
        entity = terms.use(proposal.entity or document.title, "entity", "", by_id)
        row_id = f"{identity}.{metric}.{number}"
        files.figures.append(_figure_row(row_id, entity, metric, identity, proposal))
        files.evidence.append(_evidence_row(row_id, proposal))


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
