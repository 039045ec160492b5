"""Doubts about a refutation: signs, in value and wording, that the claim is about something else.

Errors of writers are near the truth (a digit, a unit, a power of ten, another entity's number); a number that is
nowhere near its figure, and that no slip explains, is more often the number of another thing than an error.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.check.assessing import Assessment, Page
from pipeline.check.borrowed import in_line, sentences_back
from pipeline.check.casework import kinds
from pipeline.check.naming import cell_labels, last_named, may_be_subject, mentions, squeezed
from pipeline.check.packview import PackView
from pipeline.check.slips import miswritten, one_digit_off
from pipeline.check.values import GENERIC, PURE, digits_of
from pipeline.model import Claim, Link, Quantity

_PLAIN = frozenset({"value_mismatch", "bound_violated"})
_NEAR, _NEAR_SURE = Decimal("2.5"), Decimal(3)
_SURE, _CLOSE = 0.8, 0.2
_IN_TURN, _BY_VERB = 0.95, 0.4
_TWO_DIGITS = 2
_ANOTHER = re.compile(r"(?:还|另|另外|此外|也)有?(?:过)?(?:一|另一|某)[个款种家台座项套类批][^，,。；;：:\n]{0,8}$")
_ANOTHER_REACH = 24
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n\t]")
_NOUN = re.compile(r"([\u3400-\u9fff]{2})$")
_ADJECTIVE = re.compile(r"([长重高宽厚深轻快远久卖价耗载装])[达为是有了到约近\s]*$")
_SMALL, _MANY_DIGITS = 10, 3
_LEAD, _BACK, _ATTRIBUTE = 80, 200, 8


def doubt(claim: Claim, quantity: Quantity, reading: Assessment, page: Page) -> str:
    """Why a refuted reading should not refute: ``far_off``, ``maybe_other_entity``, ``small_count`` …; or empty."""
    unspoken = _unspoken(claim, quantity, reading, page)
    if unspoken:
        return unspoken
    if reading.reason in _PLAIN and reading.slip is None and not _spelled_out(claim, reading, page):
        if _far_off(quantity, reading) and not _told_by_digits(quantity, reading):
            return "far_off"
        if _small_count(quantity, reading) and not _counted_by(claim, reading, page.view):
            return "small_count"
    if _sorts_out(claim, quantity, reading, page):
        return "maybe_other_entity"
    if quantity.date and not (
        _named_in_sentence(claim, reading.link.entity, page.view)
        or _named_last(claim, reading.link.entity, page)
        or _owned_by_one(claim, reading, page)
    ):
        return "maybe_other_entity"
    if not _in_turn(claim, reading) and _named_nearer(claim, reading.link.entity, page):
        return "maybe_other_entity"
    return ""


def _unspoken(claim: Claim, quantity: Quantity, reading: Assessment, page: Page) -> str:
    """Why the text may not speak of entity and measure of a reading at all; empty where it does."""
    if not on_page(reading.link.entity, page) or _namesake(claim, reading.link.entity, page.view):
        return "maybe_other_entity"
    if _is_label(claim, page):
        return "other_scope"
    if _ANOTHER.search(page.text[max(0, claim.start - _ANOTHER_REACH) : claim.start]):
        return "maybe_other_entity"
    return "" if _spoken_of(claim, quantity, reading, page) else "measure_not_said"


def _in_turn(claim: Claim, reading: Assessment) -> bool:
    """True where 分别 gives each name its own number, whichever name stands nearer."""
    at = claim.sentence.find(claim.quote)
    return reading.link.score >= _IN_TURN and "分别" in claim.sentence[: max(at, 0)]


def _is_label(claim: Claim, page: Page) -> bool:
    """True for 80 岁及以上 and 接种后 6 个月, where such a number tells the scopes of figures apart."""
    quote = squeezed(claim.quote)
    return any(quote.startswith(label) for label in page.view.labels)


def _namesake(claim: Claim, entity: str, view: PackView) -> bool:
    """True where a short name of the entity, in the sentence, is the beginning of another firm's: 澄江重工 for 澄江."""
    names = view.keys.get(entity, ())
    if not names:
        return False
    at = claim.sentence.find(claim.quote)
    full, sentence = names[0], squeezed(claim.sentence[: at if at >= 0 else None])
    if full in sentence:
        return False
    short = [name for name in names if full.startswith(name) and name in sentence]
    own = "".join(names)
    places = [match for name in short for match in re.finditer(re.escape(name), sentence)]
    firms = [kinds()["firm"].words.match(sentence, match.end()) for match in places]
    return bool(firms) and all(firm is not None and firm.group() not in own for firm in firms)


def _sorts_out(claim: Claim, quantity: Quantity, reading: Assessment, page: Page) -> bool:
    """True where a bound only says which ones are meant: 80 岁及以上的老人, where neither side names the metric."""
    if quantity.relation not in {">", ">=", "<", "<="} or quantity.unit in PURE:
        return False
    behind = page.text[claim.end : claim.end + _ATTRIBUTE]
    if not behind.startswith("的") or _spelled_out(claim, reading, page):
        return False
    metric = page.view.terms.get(reading.link.metric)
    names = () if metric is None else (metric.name, *metric.aliases)
    return not any(name[:2] in behind or name[-2:] in behind for name in names)


def spoken_of_another(claim: Claim, reading: Assessment, view: PackView) -> bool:
    """True where the sentence names, before the number, another entity that has other figures of the metric.

    Only of an entity that it does not name itself, and where the other one is a reading that comes close.
    """
    entity, metric = reading.link.entity, reading.link.metric
    rival = max(
        (link for link in claim.links if link.metric == metric and link.entity != entity), key=_score, default=None
    )
    if (
        rival is None
        or rival.score < _CLOSE
        or reading.link.score >= _SURE
        or (rival.entity, metric) not in view.by_pair
    ):
        return False
    at = claim.sentence.find(claim.quote)
    lead = squeezed(claim.sentence[: max(at, 0)])
    own = [other for _, _, other in mentions(squeezed(claim.sentence), view) if other == entity]
    return not own and last_named(lead, rival.entity, view) >= 0


def _score(link: Link) -> float:
    return link.score


def on_page(entity: str, page: Page) -> bool:
    """True where the page has a proper name of an entity, or of what stands next to it in the glossary."""
    text = squeezed(page.text)
    return any(name in text for name in page.view.proper.get(entity, ()))


def generic(unit: str) -> bool:
    """True for units that many metrics share: shares, multiples, counts of no particular thing, dates."""
    return unit in PURE or unit in GENERIC or unit == "date"


def _told_by_digits(quantity: Quantity, reading: Assessment) -> bool:
    """True where the digits show that the figure is meant: all but one of many, or of two where the reading is sure."""
    item = reading.deciding
    if item is None:
        return False
    return miswritten(quantity, item) or (reading.link.score >= _SURE and one_digit_off(quantity, item))


def _far_off(quantity: Quantity, reading: Assessment) -> bool:
    item = reading.deciding
    if item is None or item.source is None or quantity.value is None:
        return False
    known = [value for value in (item.source.value, item.source.high) if value is not None]
    said = [value for value in (quantity.value, quantity.value_high) if value is not None]
    reach = _NEAR_SURE if reading.link.score >= _SURE and not generic(quantity.unit) else _NEAR
    return not any(a and b and 1 / reach <= abs(a / b) <= reach for a in said for b in known)


def named_in_clause(claim: Claim, reading: Assessment, page: Page) -> bool:
    """True where the clause of the number, or a label of its table cell, names the entity of a reading."""
    labels = cell_labels(page.text, claim.start)
    if labels:
        return any(entity == reading.link.entity for _, _, entity in mentions(labels, page.view))
    lead = squeezed(_CLAUSE.split(page.text[max(0, claim.start - _LEAD) : claim.start])[-1])
    return any(entity == reading.link.entity for _, _, entity in mentions(lead, page.view))


def _spelled_out(claim: Claim, reading: Assessment, page: Page) -> bool:
    """True where the clause has a name of the metric as it stands, and the sentence names the entity."""
    labels = cell_labels(page.text, claim.start)
    lead = labels or squeezed(_CLAUSE.split(page.text[max(0, claim.start - _LEAD) : claim.start])[-1])
    metric = page.view.terms.get(reading.link.metric)
    names = () if metric is None else (squeezed(name) for name in (metric.name, *metric.aliases))
    said = any(len(name) > 1 and name in lead for name in names)
    return said and (bool(labels) or _named_in_sentence(claim, reading.link.entity, page.view))


def _spoken_of(claim: Claim, quantity: Quantity, reading: Assessment, page: Page) -> bool:
    """False where no word of the measure stands near: that the unit fits does not make 运来 46 吨零件 a mass."""
    many = digits_of(quantity.value) >= _MANY_DIGITS
    told = reading.deciding is not None and miswritten(quantity, reading.deciding)
    slipped = reading.slip is not None and (many or reading.slip.figure is not None or _same_digits(quantity, reading))
    if quantity.date or slipped or told or _counted_by(claim, reading, page.view):
        return True
    names = page.view.keys.get(reading.link.metric, ())
    pieces = {name[at : at + 2] for name in names for at in range(len(name) - 1)}
    pieces -= {name[at : at + 2] for name in page.view.keys.get(reading.link.entity, ()) for at in range(len(name) - 1)}
    adjective = _ADJECTIVE.search(page.text[max(0, claim.start - _ATTRIBUTE) : claim.start])
    if adjective and any(adjective[1] in name for name in names):
        return True
    low = sentences_back(page.text, claim.start, 2)
    near = squeezed(cell_labels(page.text, claim.start) + page.text[low : claim.end] + claim.sentence)
    return any(piece in near for piece in pieces)


def _same_digits(quantity: Quantity, reading: Assessment) -> bool:
    """能跑 24 里 of a range of 24 公里: a verb that may mean the measure, and two digits in another unit."""
    unit = reading.slip is not None and reading.slip.reason == "unit_error"
    return unit and digits_of(quantity.value) >= _TWO_DIGITS and reading.link.score >= _BY_VERB


def _small_count(quantity: Quantity, reading: Assessment) -> bool:
    """Numbers under ten count many things; the text must name what the figure counts."""
    item = reading.deciding
    if item is None or quantity.value is None or digits_of(quantity.value) > 1 or abs(quantity.value) >= _SMALL:
        return False
    return quantity.unit in GENERIC or item.figure.unit in GENERIC


def _counted_by(claim: Claim, reading: Assessment, view: PackView) -> bool:
    """True where the noun behind the number is in a name of the metric: 7个泊位 and 泊位数."""
    metric = view.terms.get(reading.link.metric)
    noun = _NOUN.search(claim.quote)
    return bool(metric and noun and any(noun[1] in name for name in (metric.name, *metric.aliases)))


def _named_in_sentence(claim: Claim, entity: str, view: PackView) -> bool:
    """Dates stand everywhere: the sentence must name whose it is, or a part or kind of it."""
    sentence = squeezed(claim.sentence)
    return any(other == entity or in_line(other, entity, view) for _, _, other in mentions(sentence, view))


def _named_last(claim: Claim, entity: str, page: Page) -> bool:
    """True where the text before, some sentences back, names the entity last: 项目 and 公司 stand for it."""
    lead = squeezed(page.text[max(0, claim.start - _BACK) : claim.start])
    found = [(start, other) for start, end, other in mentions(lead, page.view) if may_be_subject(lead, start, end)]
    last = max(found, default=(0, ""))[1]
    return last != "" and (last == entity or in_line(last, entity, page.view))


def _owned_by_one(claim: Claim, reading: Assessment, page: Page) -> bool:
    """True where nothing else of the pack has such a date, which the sentence names; and the paragraph names its owner.

    Where the paragraph has no other subject, the page may have named it before.
    """
    entity, view = reading.link.entity, page.view
    owners = {figure.entity for figure in view.by_metric.get(reading.link.metric, ())}
    metric = view.terms.get(reading.link.metric)
    sentence = squeezed(claim.sentence)
    names = () if metric is None else (squeezed(name) for name in (metric.name, *metric.aliases))
    if owners != {entity} or reading.link.score < _SURE or not any(len(key) > 1 and key in sentence for key in names):
        return False
    first = page.text.rfind("\n", 0, claim.start) + 1
    paragraph = squeezed(page.text[first : claim.start])
    found = mentions(paragraph, view)
    if not any(may_be_subject(paragraph, start, end) for start, end, _ in found):
        found += mentions(squeezed(page.text[:first]), view)
    return any(other == entity for _, _, other in found)


def _named_nearer(claim: Claim, entity: str, page: Page) -> bool:
    """True where the clause names another entity as its subject, and not the one meant."""
    lead = _CLAUSE.split(page.text[max(0, claim.start - _LEAD) : claim.start])[-1]
    if claim.quantity is not None and claim.quantity.unit in PURE and lead.rstrip().endswith("的"):
        return False  # 占 X 的 12%: the whole of a share
    clause = squeezed(lead)
    found = mentions(clause, page.view)
    if any(other == entity or in_line(other, entity, page.view) for _, _, other in found):
        return False
    return any(may_be_subject(clause, start, end) for start, end, _ in found)
