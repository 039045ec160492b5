"""One document to what it proposes: figures, terms, and the place where each of them is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pipeline.model import Document, Quantity, Term
from pipeline.sources.cells import TableSense, measure_headers, table_sense
from pipeline.sources.details import Details, document_details
from pipeline.sources.documents import document_title, read_document
from pipeline.sources.figures import Proposal, propose_figures, sentence_at
from pipeline.sources.parts import Part
from pipeline.sources.terms import Matcher, introduced_aliases, is_acronym, named_entities, slug, with_base_terms
from pipeline.units import parse_unit

_FLOOR = 0.2  # proposals below are noise
_MIN_CELLS = 2  # of a table's header that is a metric of the document
_NAME_WORDS = 3  # of the head of a title that is a name
_FREQUENT = 5  # mentions of a name that is worth a row of the glossary without any figure


@dataclass(frozen=True, slots=True)
class TermProof:
    """How often a document speaks of a term, and the first place where it does."""

    count: int
    part: Part
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What one document proposes. ``terms`` are all that it was read with, ``proofs`` those that it mentions, by id."""

    document: Document
    terms: tuple[Term, ...]
    figures: tuple[Proposal, ...]
    proofs: dict[str, TermProof]
    own: frozenset[str]

    def notable(self) -> list[str]:
        """Ids of the document's own terms that it introduces with an abbreviation or uses often."""
        by_id = {term.id: term for term in self.terms}
        return [
            name
            for name, proof in self.proofs.items()
            if name in self.own and (by_id[name].kind == "technology" or proof.count >= _FREQUENT)
        ]


def propose(path: Path, glossary: Sequence[Term] = ()) -> Findings:
    """Read a document and propose. ``glossary``: the user's terms. Raises InputError for one that cannot be read."""
    parts = read_document(path)
    title = document_title(parts, path)
    known = with_base_terms(glossary)
    sense = table_sense(parts, Matcher(known))
    terms, weak = _document_terms(parts, known, sense)
    matcher = Matcher(terms, weak)
    found = propose_figures(parts, matcher, _subject(parts, title, matcher), sense)
    usable = [entry for entry in found if _usable(entry)]
    details = document_details(path)
    note = ", ".join(filter(None, (path.name, details.note)))
    return Findings(
        Document(slug(path.stem), title, details.author, date=details.date, note=note),
        tuple(terms),
        (*_about_itself(title, details), *_distinct(usable)),
        _proofs(parts, matcher),
        frozenset(term.id for term in terms[len(known) :]),
    )


def _proofs(parts: Sequence[Part], matcher: Matcher) -> dict[str, TermProof]:
    """Where every term of the matcher is mentioned first, in reading order."""
    proofs: dict[str, TermProof] = {}
    for part in parts:
        text = f"{part.row} | {part.column}" if part.kind == "cell" else part.text
        for mention in matcher.find(text):
            seen = proofs.get(mention.term)
            if seen is None:
                sentence = text if part.kind == "cell" else sentence_at(text, mention.start)
                proofs[mention.term] = TermProof(1, part, text[mention.start : mention.end], sentence)
            else:
                proofs[mention.term] = replace(seen, count=seen.count + 1)
    return proofs


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
    frequent = sorted(named_entities(parts).items(), key=lambda entry: (-entry[1], entry[0]))
    names = [*_title_names(parts), *(name for name, _ in frequent)]
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


def _title_names(parts: Sequence[Part]) -> list[str]:
    """What a title such as ``Kestrel: A Small Turbine`` names, where the text speaks of it too."""
    title = next((part.text for part in parts if part.kind == "title"), "")
    head = re.split(r"\s?[:：–—]\s|[:：]", title, maxsplit=1)[0].strip()
    if not head or head == title or len(head.split()) > _NAME_WORDS:
        return []
    text = "\n".join(part.text for part in parts if part.kind == "paragraph")
    return [head] if text.count(head) > 1 else []


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
