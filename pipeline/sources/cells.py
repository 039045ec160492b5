"""Figures in the cells of tables: which axis names the things, which the measures, and in which unit."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.model import Quantity
from pipeline.sources.headers import MEASURE, bare_label, header_scale, header_unit, plain
from pipeline.sources.parts import Part
from pipeline.sources.terms import MONEY, Matcher, Mention
from pipeline.units import compatible

_PERCENT_MEASURE = re.compile(
    r"\b(?:EM|F1|Acc\w*|Pass@\d+\S*|Pass|Percentile|Resolved|Rate|Win\w*|Prompt Strict|Loose|Correct|Recall|Precision|"
    r"Exact Match|Cons@\d+|Maj@\d+|R@\d+|Top-\d|LC)\b|%|率|百分比|占比",
    re.IGNORECASE,
)
_BARE = re.compile(r"[†*↑↓ ]*\d{1,3}\.\d{1,2}[†*↑↓ ]*")
_PERIOD = re.compile(r"(?:FY\s?)?((?:19|20)\d\d)(?:[EA年]|年度)?|Q([1-4])\s?((?:19|20)\d\d)|((?:19|20)\d\d)\s?Q([1-4])")
_NAME = re.compile(r"[A-Z][\w.-]*\d|[a-z][A-Z]|[一-鿿]{2,}\d")
_SCORES = re.compile(r"\bscore|rating|得分|评分", re.IGNORECASE)
_COVERS = 0.5  # share of a header that a term has to cover to be what it names
_MAX_CELL = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: ids or names of entity and metric, the metric's header, the rest of the headers, the time."""

    quantity: Quantity
    entity: str
    metric: str
    header: str
    scope: str
    as_of: str


@dataclass(slots=True)
class TableSense:
    """What a document's tables are about, learnt from all their headers. Keys are (page, table)."""

    things_in_rows: dict[tuple[int, str], bool] = field(default_factory=dict)
    percent: set[tuple[int, str, str]] = field(default_factory=set)
    twins: set[tuple[int, str, str]] = field(default_factory=set)

    def rows_are_things(self, part: Part) -> bool:
        """True where the rows of the part's table name what is measured, False where the columns do."""
        return self.things_in_rows.get((part.page, part.table), True)

    def is_percent(self, part: Part) -> bool:
        """True where bare decimals under the part's measure are percentages."""
        measure = part.column if self.rows_are_things(part) else part.row
        return (part.page, part.table, measure) in self.percent

    def label(self, part: Part, header: str) -> str:
        """The bare label of a header, or all of it where another header of the table has the same bare label."""
        label = bare_label(header)
        return header.split("; ")[0].strip() if (part.page, part.table, label) in self.twins else label


def table_sense(parts: Sequence[Part], matcher: Matcher) -> TableSense:
    """Learn orientation and percentages from the cells of a document."""
    cells: dict[tuple[int, str], list[Part]] = defaultdict(list)
    for part in parts:
        if part.kind == "cell":
            cells[part.page, part.table].append(part)
    sense = TableSense()
    for key, table in cells.items():
        rows, columns = ({getattr(part, axis) for part in table} for axis in ("row", "column"))
        sense.things_in_rows[key] = _thinglike(rows, matcher) >= _thinglike(columns, matcher)
        for headers in (rows, columns):
            labels = Counter(bare_label(header) for header in {header.split("; ")[0] for header in headers})
            sense.twins |= {(*key, label) for label, count in labels.items() if count > 1 and label}
        sense.percent |= {(*key, measure) for measure in _percentages(table, sense)}
    return sense


def measure_headers(parts: Sequence[Part], sense: TableSense) -> Counter[str]:
    """Bare labels of the headers that name measures, with how many cells they have."""
    counts: Counter[str] = Counter()
    for part in parts:
        if part.kind == "cell":
            label = sense.label(part, part.column if sense.rows_are_things(part) else part.row)
            if any(char.isalpha() for char in label) and not _PERIOD.fullmatch(label):
                counts[label] += 1
    return counts


def _thinglike(headers: set[str], matcher: Matcher) -> float:
    """How much the headers of one axis look like names of things rather than of measures, from -1 to 1."""
    score = 0.0
    for header in headers:
        label = bare_label(header)
        mentions = matcher.find(label)
        metric = any(
            matcher.kind(mention.term) == "metric" and mention.end - mention.start >= _COVERS * len(label)
            for mention in mentions
        )
        measured = MEASURE.search(header.split("; ")[0]) and _PERCENT_MEASURE.search(header)
        if measured or metric or header_unit(header) or _PERIOD.fullmatch(header.strip()):
            score -= 1
        elif _NAME.search(header) or any(matcher.kind(mention.term) != "metric" for mention in mentions):
            score += 1
    return score / max(1, len(headers))


def _percentages(table: Sequence[Part], sense: TableSense) -> Iterator[str]:
    """Measures whose bare decimals are percentages: the header says so, or they run to 100 and are no scores."""
    values: dict[str, list[Decimal]] = defaultdict(list)
    said: set[str] = set()
    for part in table:
        measure, thing = (part.column, part.row) if sense.rows_are_things(part) else (part.row, part.column)
        if _BARE.fullmatch(part.text):
            values[measure].append(Decimal(part.text.strip("†*↑↓ ")))
        if _PERCENT_MEASURE.search(measure) or _PERCENT_MEASURE.search(thing):
            said.add(measure)
    some = bool(said)
    for measure, numbers in values.items():
        if max(numbers) > 100 or _SCORES.search(measure) or header_unit(measure):
            continue
        if measure in said or (max(numbers) > 10 and (some or len(numbers) > 2)):
            yield measure


def read_cell(part: Part, found: Sequence[Quantity], matcher: Matcher, sense: TableSense) -> Reading | None:
    """The reading of a cell that holds one number; None where it holds another kind of text."""
    if len(found) != 1 or len(part.text) > _MAX_CELL:
        return None
    rows = sense.rows_are_things(part)
    thing_header, measure_header = (part.row, part.column) if rows else (part.column, part.row)
    thing, *more = thing_header.split("; ")
    measure, *others = measure_header.split("; ")
    quantity = _with_header_unit(part, found[0], percent=sense.is_percent(part))
    period = next((text for text in (thing, measure, *more, *others) if _PERIOD.fullmatch(text.strip())), "")
    if period == measure:  # years head the columns: the other axis names the measure
        thing, measure = "", thing
    metric, left = _metric(sense.label(part, measure), quantity, matcher)
    if not _says_more(measure):
        metric, left = _captioned(part, quantity, matcher) or metric, ""
    if not left and metric not in matcher.terms:
        metric, thing, left = *_metric(sense.label(part, thing), quantity, matcher)[:1], "", measure
    if metric in matcher.terms:
        quantity = counting(quantity, matcher.terms[metric].unit)
    entity = _entity(thing, matcher)
    scope = [*(piece for piece in (*more, *others) if piece != period)]
    if left and left not in (measure, metric):
        scope.insert(0, left)
    if thing and not entity and thing != period:
        scope.insert(0, bare_label(thing))
    return Reading(quantity, entity, metric, measure, "; ".join(dict.fromkeys(scope)), as_of(period))


def _says_more(header: str) -> bool:
    """False for a header that is only a unit: ``in USD``, ``GB/s``."""
    return not header or header_scale(header) != header_scale("in " + bare_label(header)) or not header_unit(header)


def _captioned(part: Part, quantity: Quantity, matcher: Matcher) -> str:
    """The metric that the caption names, where it can have the unit of the number."""
    return next(
        (
            mention.term
            for mention in matcher.find(part.caption)
            if matcher.kind(mention.term) == "metric" and fits(matcher.terms[mention.term].unit, quantity)
        ),
        "",
    )


def _metric(label: str, quantity: Quantity, matcher: Matcher) -> tuple[str, str]:
    """(id or name of the metric, what else the header says): a term that covers most of it, else its bare label."""
    if not label or _PERIOD.fullmatch(label):
        return "", label
    best = _covering(matcher.find(label), label, matcher, quantity)
    if not best:
        return label, label
    return best, ""


def _covering(mentions: Sequence[Mention], label: str, matcher: Matcher, quantity: Quantity) -> str:
    for mention in reversed(mentions):
        term = matcher.terms[mention.term]
        if term.kind == "metric" and mention.end - mention.start >= _COVERS * len(label) and fits(term.unit, quantity):
            return term.id
    return ""


def _entity(header: str, matcher: Matcher) -> str:
    """The thing in a header: a term that begins it or covers most of it, else the header where it looks like a name."""
    label = bare_label(header)
    for mention in matcher.find(label):
        if matcher.kind(mention.term) != "metric" and mention.end - mention.start >= 0.7 * len(label):
            return mention.term
    return label if _NAME.search(label) else ""


def fits(unit: str, quantity: Quantity) -> bool:
    """A metric whose unit the number can have; a bare whole number may be any count."""
    if not unit or quantity.unit == unit:
        return True
    if {unit, quantity.unit} == {"percent", "times"}:
        return False
    if unit == MONEY:
        return quantity.kind == "money" or (len(quantity.unit) == 3 and quantity.unit.isupper())
    return compatible(unit, quantity.unit)


def counting(quantity: Quantity, unit: str) -> Quantity:
    """A bare number in the unit of its metric, where that counts things."""
    if quantity.unit not in ("count", "1") or unit in ("", MONEY, "date", "count") or not compatible(unit, "count"):
        return quantity
    return replace(quantity, unit=unit)


def as_of(period: str) -> str:
    """A year or quarter in the notation of figures.csv.

    >>> as_of("FY2023"), as_of("Q3 2024"), as_of("2024年")
    ('2023', '2024-Q3', '2024')
    """
    found = _PERIOD.fullmatch(period.strip())
    if found is None:
        return ""
    if found[1]:
        return found[1]
    return f"{found[3] or found[4]}-Q{found[2] or found[5]}"


def _with_header_unit(part: Part, quantity: Quantity, *, percent: bool) -> Quantity:
    """The unit and the scale that a header or the caption states for a bare number."""
    if "bare" not in quantity.flags and quantity.unit not in ("", "count", "1"):
        return quantity
    if quantity.value is None:
        return quantity
    for header in (part.row, part.column):
        scale, unit = header_scale(header)
        if unit or scale != 1:
            high = quantity.value_high
            return replace(
                quantity, value=plain(quantity.value * scale), value_high=None if high is None else plain(high * scale),
                unit=unit or quantity.unit, precision=quantity.precision and quantity.precision * scale,
            )  # fmt: skip
    said = _PERCENT_MEASURE.search(f"{part.row}\n{part.column}") and not _SCORES.search(f"{part.row}\n{part.column}")
    if 0 <= quantity.value <= 100 and ((percent and _BARE.fullmatch(part.text)) or said):
        return replace(quantity, unit="percent")
    return quantity
