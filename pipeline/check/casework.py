"""A claim, the figure that would refute it, and the words around it: what tests of restricting words look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.check.assessing import Assessment, Page
from pipeline.check.naming import cell_labels, squeezed
from pipeline.check.values import counts_things
from pipeline.model import Claim, Figure, Quantity, Term
from pipeline.tables import read_table
from pipeline.text import matching_key

CLAUSE = re.compile(r"[，,；;：:。！？!?\n]")
DIGIT, TIME = re.compile(r"\d"), re.compile(r"(?<!\d)(?:19|20)\d{2}年?(?![\d.万亿])|[今去前明上]年|\d+月\d+日")
FROM_TO = re.compile(r"从 ?\d[^,]*[到至] ?\d[^,]{0,3}$")
UNDER = re.compile(r"在(?![此这])(?P<where>[^,的]{2,12})下(?![降跌滑调线载半一个])")
_LATER = re.compile(r"[。！？!?\n]|[，,]?(?:此后|后来|随后|其后|从此|自此)")  # where what is said of a date ends
_SENTENCE = re.compile(r"[。！？!?\n]")
_LEAD, _SHORT, _APART = 80, 14, re.compile(r"[；;]")
_MARKS = re.compile(r"[的之 、“”\"'《》()（）\-]+")


class Kind(NamedTuple):
    """A row of ``check_restrictions.csv``."""

    name: str
    words: re.Pattern[str]
    accounted: re.Pattern[str] | None

    def accounted_by(self, own: str) -> bool:
        """True where the figure's own words say that it is of this kind."""
        return self.accounted is not None and self.accounted.search(own) is not None


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """The kinds of words of ``check_restrictions.csv``."""
    return {
        row["kind"]: Kind(
            row["kind"], re.compile(row["words"]), re.compile(row["accounted"]) if row["accounted"] else None
        )
        for row in read_table("check_restrictions.csv")
    }


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the figure that would refute it, and the text around it as matching keys.

    ``lead`` stands before the number in its clause, ``before`` in the short clause before, ``tail`` behind it (of a
    date to the end of the sentence); of a table cell ``lead`` is its labels. ``previous`` is the clause before,
    whatever its length; ``own`` are the figure's words.
    """

    claim: Claim
    quantity: Quantity
    figure: Figure
    entity: str
    metric: Term | None
    page: Page
    own: str
    lead: str
    before: str
    tail: str
    previous: str
    table: bool

    @property
    def dated(self) -> bool:
        """True for dates."""
        return self.quantity.date != ""

    @property
    def counted(self) -> bool:
        """True for a number of things."""
        return counts_things(self.quantity.unit)

    @property
    def names_of_metric(self) -> tuple[str, ...]:
        """Names of the metric."""
        return self.page.view.written.get(self.figure.metric, ())

    @property
    def names_of_entity(self) -> tuple[str, ...]:
        """Names of the entity."""
        return self.page.view.written.get(self.entity, ())

    @property
    def said_of(self) -> str:
        """Words of the figure's scope and metric, without those of its entity."""
        scopes = self.page.view.scopes.get(self.figure.id, frozenset())
        words = (self.figure.scope, *(spelling for feature in scopes for spelling in feature), *self.names_of_metric)
        return matching_key(" ".join(words))

    @property
    def names(self) -> list[str]:
        """Names of metric and entity, the longest first."""
        return sorted((*self.names_of_metric, *self.names_of_entity), key=len, reverse=True)

    @property
    def ahead(self) -> str:
        """The short clause before and what stands before the number in its own."""
        return f"{self.before},{self.lead}"


def case_of(claim: Claim, quantity: Quantity, reading: Assessment, figure: Figure, page: Page) -> Case:
    """The words around a claim and those of a figure."""
    own = _own_words(figure, reading.link.entity, page)
    about = (claim, quantity, figure, reading.link.entity, page.view.terms.get(figure.metric), page, own)
    labels = cell_labels(page.text, claim.start)
    if labels:
        return Case(*about, labels, "", "", "", table=True)
    low = max(0, claim.start - _LEAD)
    text = matching_key(page.text[low : claim.end + _LEAD])
    clauses = CLAUSE.split(_SENTENCE.split(text[: claim.start - low])[-1])
    follow = text[claim.end - low :]
    tail = (_LATER if quantity.date else CLAUSE).split(follow, maxsplit=1)[0]
    previous = before = clauses[-2] if len(clauses) > 1 else ""
    if _APART.search(text[: claim.start - low].removesuffix(clauses[-1])[-1:]):
        before = ""
    stated = DIGIT.search(TIME.sub("", squeezed(before)))
    condition = FROM_TO.match(before.strip()) or UNDER.search(before)
    before = "" if len(before) > _SHORT or (stated and not condition) else before
    return Case(*about, clauses[-1], before, tail, previous, table=False)


def _own_words(figure: Figure, entity: str, page: Page) -> str:
    """Scope, its spellings in the text's language, those of a formula's operands, names of metric and entity."""
    view = page.view
    figures = [figure, *(view.figures[name] for name in figure.terms if name in view.figures)]
    words = [figure.metric.replace("_", " "), figure.unit]
    for ident in dict.fromkeys((figure.metric, entity, *(item.entity for item in figures))):
        term = view.terms.get(ident)
        words += [] if term is None else [ident.replace("_", " "), term.name, *term.aliases]
    for item in figures:
        words += [item.scope, *(spelling for feature in view.scopes.get(item.id, ()) for spelling in feature)]
    return matching_key(" ".join(words))


def accounted(words: str, own: str) -> bool:
    """True where a pair of characters of some words stands in the figure's own."""
    plain = _MARKS.sub("", words)
    pairs = [plain[at : at + 2] for at in range(len(plain) - 1)] or [plain]
    return any(pair in own for pair in pairs)
