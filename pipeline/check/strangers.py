"""Somebody or something else that a number may be about: subjects that the pack does not know, other times and parts.

Linking carries a subject on to where none is named; a refutation must not rest on that where the words between the
last name of the entity and the number bring in another subject: 早一代的 M2, 同城的另一家, 小一号的冰壶-400, 一位车主.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.check.borrowed import in_line
from pipeline.check.naming import NOISE, may_be_subject, squeezed
from pipeline.check.packview import PackView
from pipeline.check.periods import PERIOD, of_period
from pipeline.check.values import PURE
from pipeline.model import Claim, Figure, Quantity
from pipeline.tables import read_table
from pipeline.text import matching_key

_SENTENCE = re.compile(r"[。！？!?；;\n]")
_CLAUSE = re.compile(r"[，,：:、（(]")
_COMPARED = "(?<![比较与和跟对])"
_BACK = 200
_BEFORE_FIRM = re.compile(r"[㐀-鿿]{2,4}$")
_SPOKEN = re.compile(
    r"(?:的)?[^，,]{0,8}?(?:数据|统计|表示|说|称|报告|介绍|认为|预计|发布|披露|公告|通报|月报|年报|显示|手册|规格书|指出)"
)
_NO_FIRM = re.compile(r"^(?:[这该本两我据]|公司|[去今明]年|[上下]半年)|据$")
_MODEL = re.compile(
    r"(?<![a-z0-9.])[a-z]+[- ]?\d+[a-z0-9]*(?![a-z0-9.])|"
    r"[㐀-鿿](?![年月日本这那])[㐀-鿿](?:[一二三四五六七八九十]|\d+)号(?![线楼车称召码文公位厂机])"
)
_VERSION = re.compile(
    r"(?P<stem>.*?[^\d一二三四五六七八九十\s-])[\s-]?(?P<version>\d+[a-z]*|[一二三四五六七八九十]{1,2})[号代型款期版]?"
)
_SIZED = re.compile(r"(?P<version>\d+)(?P<stem>英寸|寸)")
_SHARE = re.compile(r"(?P<part>[㐀-鿿]{2,8}?)占(?:到|了|去|比)?[约近超过]*$")
_OWNED = re.compile(r"(?:[a-z\d%]|用|配备?|搭载|采用|支持|内置|装有?|使用)\s*$")  # 80 GB HBM3
_VARIANT = re.compile(
    r"\s?[- ]?(?:lite|pro|max|plus|ultra|mini|se|air)(?![a-z])|[- ]?(?:\d|[一二三四五六七八九十]{1,2}[号代型款期])"
)
_AHEAD = 6  # characters: 更早的 X, 小一号的 X
_A_YEAR, _SHORTER = len("2024"), re.compile(r"[上下]半年|季度|单季|单月|当月|[QH][1-4]")
_STEM = 2

_Versions = dict[str, frozenset[str]]


def stranger(claim: Claim, quantity: Quantity, figure: Figure, entity: str, text: str, view: PackView) -> str:
    """What in the words before a number speaks of something else than ``figure`` of ``entity``.

    A kind of ``check_strangers.csv``, ``model``, ``sibling``, ``period`` or ``share``; empty where nothing does.
    """
    found = other_subject(text, claim.start, claim.start, entity, view)
    if found:
        return found
    lead = matching_key(text[_begin(text, claim.start) : claim.start])
    if _other_model(_since_named(lead, entity, view), view):
        return "model"
    *earlier, clause = _CLAUSE.split(lead.rstrip())
    clause = clause.removesuffix(quantity.modifier).rstrip() if quantity.modifier else clause
    own = _own_words(figure, view)
    for kind in ("earlier", "derived", "part", "denied", "planned", "standard", "reckoning"):
        said = _words()[kind].search(",".join((*earlier[-1:], clause)) if kind == "reckoning" else clause)
        whole = said is not None and said.group() == "其中" and _overlap(squeezed(clause), own)
        if said is not None and not whole and squeezed(said.group()) not in own:
            return kind
    if not quantity.date and _words()["version"].match(text, claim.end):
        return "version"
    of_year = "\t" in lead and len(claim.time) == _A_YEAR and claim.time.isdigit()  # a column or row of a table
    if _other_period(lead, figure) or (of_year and _SHORTER.search(figure.scope)):
        return "period"
    share = _SHARE.search(clause) if quantity.unit in PURE else None
    return "share" if share is not None and not _overlap(share["part"], own) else ""


def _other_period(lead: str, figure: Figure) -> bool:
    """二季度收入 338 亿元，净利润 29.5 亿元: the period named last in the sentence is not the figure's."""
    said = list(PERIOD.finditer(lead))
    return bool(said) and bool(figure.as_of) and not of_period(said[-1], figure)


def other_subject(text: str, start: int, end: int, entity: str, view: PackView) -> str:
    """What between the last name of an entity (or the beginning of its sentence) and ``end`` brings in another subject.

    ``start`` is where the claim begins: its sentence is looked at from its own beginning on.
    """
    lead = matching_key(text[_begin(text, start) : end])
    if "\t" in lead:
        return ""
    piece = _since_named(lead, entity, view)
    for kind in ("other", "indefinite"):
        if _words()[kind].search(piece):
            return kind
    if any(_is_firm(piece, match) for match in _words()["firm"].finditer(piece)):
        return "firm"
    return "sibling" if _sibling(piece, view) else ""


def _other_model(piece: str, view: PackView) -> bool:
    """True where a piece of text has the name of a model that the pack does not know, and not as what something has."""
    known = _vocabulary(view)
    return any(
        squeezed(match.group()) not in known and not _OWNED.search(piece[: match.start()])
        for match in _MODEL.finditer(piece)
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    return {
        row["kind"]: re.compile(row["words"].replace("COMPARED", _COMPARED))
        for row in read_table("check_strangers.csv")
    }


def _begin(text: str, at: int) -> int:
    low = max(0, at - _BACK)
    return max((match.end() for match in _SENTENCE.finditer(text, low, at)), default=low)


def _since_named(lead: str, entity: str, view: PackView) -> str:
    """The lead from the last place on that names the entity or its kin as a subject; other known names are dots."""
    places = [place for place, char in enumerate(lead) if not NOISE.match(char)]
    flat = "".join(lead[place] for place in places)
    masked, begin = list(lead), 0
    for last, number in view.places.iter(flat):
        name, entities = view.names[number]
        first, end = places[last - len(name) + 1], places[last] + 1
        if lead[end - 1].isascii() and lead[end : end + 1].isascii() and lead[end : end + 1].isalnum():
            continue  # H20 in H200
        masked[first:end] = "·" * (end - first)
        owned = any(other == entity or in_line(other, entity, view) for other in entities)
        ahead = lead[max(0, first - _AHEAD) : first]
        same = not _words()["elsewhere"].search(ahead) and (
            _numbered(name) or not (_VARIANT.match(lead, end) or _words()["other"].search(ahead))
        )
        if owned and same and may_be_subject(lead, first, end):
            begin = max(begin, end)
        elif owned and not same:
            masked[first:end] = lead[first:end]
    return "".join(masked)[begin:]


def _numbered(name: str) -> bool:
    """True for names that tell the version: X7, 玄火二号."""
    return _VERSION.fullmatch(name) is not None


def _is_firm(piece: str, match: re.Match[str]) -> bool:
    name = _BEFORE_FIRM.search(piece[: match.start()])
    if name is None or _NO_FIRM.search(name.group()):
        return False
    source = piece[max(0, name.start() - 1) : name.start()] == "据"
    return not source and _SPOKEN.match(piece, match.end()) is None


@lru_cache(maxsize=8)
def _vocabulary_of(keys: tuple[tuple[str, ...], ...], scopes: tuple[str, ...]) -> str:
    return " ".join([key for names in keys for key in names] + [squeezed(scope) for scope in scopes])


def _vocabulary(view: PackView) -> str:
    """All names and scopes of the pack."""
    scopes = sorted({figure.scope for figure in view.figures.values()})
    return _vocabulary_of(tuple(view.keys.values()), tuple(scopes))


@lru_cache(maxsize=8)
def _stems_of(
    names: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Beginnings of names that a version follows, and ends that one precedes, with the versions that the pack has."""
    behind: dict[str, set[str]] = {}
    ahead: dict[str, set[str]] = {}
    for name, _ in names:
        version, sized = _VERSION.fullmatch(name), _SIZED.match(name)
        if version is not None and len(version["stem"]) >= _STEM:
            behind.setdefault(version["stem"], set()).add(version["version"])
        if sized is not None:
            ahead.setdefault(sized["stem"], set()).add(sized["version"])
    return (
        {stem: frozenset(versions) for stem, versions in behind.items()},
        {stem: frozenset(versions) for stem, versions in ahead.items()},
    )


def _sibling(piece: str, view: PackView) -> bool:
    """True for a version of something that the pack knows in others only: 冰壶-400 beside 冰壶-800."""
    behind, ahead = _stems_of(view.names)
    flat = squeezed(piece)
    for stem, versions in behind.items():
        for match in re.finditer(re.escape(stem) + r"(\d+[a-z]*|[一二三四五六七八九十]{1,2}(?=[号代型款期]))", flat):
            if match[1] not in versions:
                return True
    return any(
        match[1] not in versions
        for stem, versions in ahead.items()
        for match in re.finditer(r"(?<![\d.])(\d+)" + re.escape(stem), flat)
    )


def _own_words(figure: Figure, view: PackView) -> str:
    terms = [term for ident in (figure.metric, figure.entity) if (term := view.terms.get(ident)) is not None]
    names = [name for term in terms for name in (term.name, *term.aliases)]
    scope = [spelling for feature in view.scopes.get(figure.id, ()) for spelling in feature]
    return squeezed(" ".join([figure.scope, *names, *scope]))


def _overlap(words: str, own: str) -> bool:
    return any(words[at : at + 2] in own for at in range(len(words) - 1))
