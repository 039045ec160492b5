"""The plain data that passes between the stages; every type is frozen and pickles.

Of blocks and edits a page has hundreds: they are named tuples, which are made several times faster.

Offsets count Unicode code points, start inclusive, end exclusive. Variable names are the type names in
lower case everywhere: ``page``, ``clean``, ``claim``, ``figure``, ``verdict``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

PageFormat = Literal["text", "html"]
BlockKind = Literal["title", "heading", "paragraph", "list_item", "table_row", "caption", "other"]
ArticleStatus = Literal["ok", "not_article", "duplicate", "failed"]
Relation = Literal["=", "~", ">", ">=", "<", "<=", "range"]
VerdictLabel = Literal["supported", "refuted", "not_enough_info"]
Modality = Literal["stated", "estimated", "hypothetical", "forecast", "opinion"]
TermKind = Literal["entity", "metric", "technology"]


# ------------------------------------------------------------------ read


class Block(NamedTuple):
    """A run of visible text, ``page.text[start:end]``, that the page sets apart from its neighbours.

    ``container`` numbers the nearest enclosing box (-1: none), ``hints`` are short tags that the reader saw
    (``hidden``, ``nav``, ``caption``, ``bold`` …), ``link_chars`` counts characters inside links.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    container: int = -1
    link_chars: int = 0
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What a page says about itself, as written; every field may be empty.

    ``titles`` holds (source, text) pairs such as ``("h1", …)`` or ``("og:title", …)``, best first. ``published`` is
    ISO 8601 with the precision (and the zone, if any) that the page gives. ``unseen``: keywords of the head and texts
    of hidden elements, the first few thousand characters, where spam hides.
    """

    titles: tuple[tuple[str, str], ...] = ()
    outlet: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One decoded page. ``text`` is the whole file (text pages) or the rendered visible text (HTML pages).

    In an HTML page's text the ``<title>`` comes first, on a line of its own, then the visible text in document
    order, a line per block, table cells joined by a tab. ``main`` lists the blocks (indices into ``blocks``) that
    boilerplate removal keeps; None where the reader did not decide (text pages). ``not_article`` gives the reason
    where the page as a whole is no article.
    """

    path: str
    format: PageFormat
    encoding: str
    text: str
    blocks: tuple[Block, ...] = ()
    meta: PageMeta = field(default_factory=PageMeta)
    main: tuple[int, ...] | None = None
    not_article: str = ""

    @staticmethod
    def from_text(text: str, path: str = "") -> Page:
        """A text page from a string that is already decoded; one block a line."""
        blocks = []
        start = 0
        for line in text.split("\n"):
            if line.strip():
                blocks.append(Block(start, start + len(line)))
            start += len(line) + 1
        return Page(path, "text", "str", text, tuple(blocks))


# ------------------------------------------------------------------ clean


class Edit(NamedTuple):
    """Replace ``page.text[start:end]`` by ``replacement`` (nearly always nothing), because of rule ``code``."""

    start: int
    end: int
    replacement: str
    code: str
    reason: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Structure:
    """A piece of the clean text that is a subhead, a caption or a table row: ``clean.text[start:end]``."""

    start: int
    end: int
    kind: Literal["subhead", "figure_caption", "table_caption", "table_row", "list_item"]


@dataclass(frozen=True, slots=True)
class CleanPage:
    """An article as its author wrote it: title, empty line, body with one paragraph a line.

    Law: applying ``edits`` to ``page.text`` gives ``text`` exactly. ``status`` is ``ok`` or ``not_article`` (then
    ``reason`` says why and ``text`` may be empty).
    """

    path: str
    title: str
    text: str
    edits: tuple[Edit, ...] = ()
    structure: tuple[Structure, ...] = ()
    outlet: str = ""
    author: str = ""
    published: str = ""
    status: ArticleStatus = "ok"
    reason: str = ""

    @staticmethod
    def from_text(text: str, path: str = "", published: str = "") -> CleanPage:
        """A clean page from text that needs no cleaning; a first line before an empty line is the title."""
        first, _, rest = text.partition("\n")
        title = first if rest.startswith("\n") else ""
        return CleanPage(path, title, text, published=published)


# ------------------------------------------------------------------ extract


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as the text states it; ``text[start:end] == quote``.

    ``value`` (and ``value_high`` of a range) is in ``unit`` with 万/亿/K/M/B multiplied in; dates have ``date``
    (CONTRACT.md section 2 notation) instead of a value, and ``date_high`` for date ranges. ``precision`` is the worth
    of the last written digit in ``unit`` (278.8 万 -> 1000), so that 2.4 does not match 2. ``modifier``
    keeps the words that gave the relation, ``role`` its part in a multiple or change (``ratio``, ``excess``,
    ``increase``, ``decrease``, ``from``, ``to``, ``part``, ``whole``, ``ordinal`` …).
    """

    start: int
    end: int
    quote: str
    kind: Literal["number", "percent", "money", "measure", "count", "times", "date", "duration", "age", "ordinal"]
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    dimension: str = ""
    relation: Relation = "="
    precision: Decimal | None = None
    date: str = ""
    date_high: str = ""
    modifier: str = ""
    role: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A reading of a claim: this entity and metric of the glossary, with a score that never saw the value."""

    entity: str
    metric: str
    score: float
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class FactLink:
    """A fact of the pack that a clause may state, how near the two are, and whether they agree in polarity."""

    fact: str
    score: float
    same_polarity: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable statement of the clean text: a quantity of an entity and a metric, or a technical claim.

    ``clean.text[start:end] == quote``. ``entity`` and ``metric`` are glossary ids or empty; ``links`` are the
    readings best first, with the runner-ups.
    """

    claim_id: str
    kind: Literal["quantity", "technical"]
    quote: str
    start: int
    end: int
    sentence: str
    quantity: Quantity | None = None
    entity: str = ""
    metric: str = ""
    links: tuple[Link, ...] = ()
    facts: tuple[FactLink, ...] = ()
    scope: str = ""
    time: str = ""
    speaker: str = ""
    modality: Modality = "stated"


# ------------------------------------------------------------------ packs


@dataclass(frozen=True, slots=True)
class Document:
    """A row of documents.csv."""

    id: str
    title: str
    author: str = ""
    publisher: str = ""
    date: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A row of glossary.csv; ``aliases`` without the name itself."""

    id: str
    kind: TermKind
    name: str
    aliases: tuple[str, ...] = ()
    broader: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of figures.csv with its formula resolved: ``value`` is always set, or ``date`` for dates.

    ``terms`` are the ids of the figures that the formula uses, ``formula`` is empty for printed values.
    """

    id: str
    entity: str
    metric: str
    value: Decimal | None
    value_high: Decimal | None = None
    unit: str = ""
    relation: Relation = "="
    scope: str = ""
    as_of: str = ""
    formula: str = ""
    document: str = ""
    locator: str = ""
    note: str = ""
    date: str = ""
    date_high: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of facts.csv; ``polarity`` False marks a statement that is wrong as it stands."""

    id: str
    subject: str
    predicate: str
    object: str
    statement: str
    polarity: bool = True
    scope: str = ""
    document: str = ""
    locator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A source pack, validated. ``digest`` is a hash of its files' contents."""

    name: str
    digest: str
    documents: tuple[Document, ...] = ()
    terms: tuple[Term, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[Fact, ...] = ()


# ------------------------------------------------------------------ check


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pack says about one claim, with the evidence; the columns of checks.csv.

    ``entity`` and ``metric`` are the settled reading: that of the claim, or the one that the value confirmed.
    """

    claim_id: str
    verdict: VerdictLabel
    reason: str
    figure: str = ""
    source_value: str = ""
    source_value_high: str = ""
    source_unit: str = ""
    difference: Decimal | None = None
    confidence: float = 0.0
    explanation: str = ""
    document: str = ""
    locator: str = ""
    entity: str = ""
    metric: str = ""


# ------------------------------------------------------------------ rules


@dataclass(frozen=True, slots=True)
class Rule:
    """A removal code or a verdict reason: what ``heshu explain CODE`` prints."""

    code: str
    kind: Literal["removal", "structure", "supported", "refuted", "not_enough_info", "not_article"]
    name_zh: str
    summary_zh: str
    summary_en: str
    example: str
