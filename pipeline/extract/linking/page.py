"""One pass over a clean page: clauses with the names, words and cues that stand in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from operator import itemgetter

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.keys import Key
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.extract.linking.words import search_key
from pipeline.model import CleanPage, Quantity

# A comma or colon inside a number is none; every branch begins with its character, so that the search skips the others.
_BOUNDARY = re.compile(r"[，；：。！？!?;\n\t]|,(?:(?<!\d,)|(?!\d))|:(?:(?<!\d:)|(?!\d))|——")
_SENTENCE_END = frozenset("。！？!?\n")
_NEAR = 16  # characters before a number in which a list (分别) may begin
_STRONG = frozenset("；;")
_FAR = 1 << 32  # more than the characters of any page: orders by start, then by length, as one number
_place = itemgetter(0)
_ASCII_WORD = re.compile(r"[0-9a-z]")
# Words that make another product out of a name; a glossary that means them lists them.
_SUFFIX = re.compile(
    r"[ -]?(?:pro|max|plus|ultra|mini|lite|turbo|nano|se|air|nvl)(?![a-z])|-[a-z0-9]|\.\d", re.IGNORECASE
)
_INDEFINITE = re.compile(
    r"(?:但|而|也|还|又|却|据|对|由|让|连|不过|目前|此外|另外|同时|其中|后来|随后|有)*"
    r"(?:另?一|有|某|几|多|两|不少|许多|多数|个别)(?:家|位|款|名|份|所|支|批|些)(?!卫星|数|分别|各|均|都|合计|共|依次)|"
    r"(?:但|而|也|还|又)?有(?:人|[一-鿿]{2,9}?(?=说|称|透露|表示|指出|认为|估计|提醒|提到|介绍|爆料|反映|抱怨|猜测|统计|预计))|"
    r"某[一-鿿]{1,6}|(?:但|而|也|其|它的?|竞争|老)*对手(?=[^一-鿿]|[的只则仅也却却为是有在还达])|对方(?=[只则仅也却为是有的])|"
    r"最[高低大小多少长短快慢远近贵]的(?:[一那][个家座台条款]|[场站地款批])[一-鿿]{0,4}"
)


_ONE_OF_ITS = re.compile(r"\s?的(?:另?一|某)(?:家|款|座|艘|台|条|支)")  # 海曜的一家供应商
_COMPANY_REACH = 12
_COMPANY = re.compile(
    r"(?:(?<![一-鿿])|(?<=[年月日度末底期来中时但而且则也由据对让使前该本]))(?:公司|集团|企业)"
    r"(?![债法制化名们家层章]|文化|治理|员工|高管|股东|客户|人士|内部)"
)
# 8 月 19 日，随着 … 合闸，A 并网: a clause that stands between a date and what happened
CIRCUMSTANCE = re.compile(r"\s*(?:随着|伴随|经过|历经|由于|鉴于|应|当)")
_ONLY = re.compile(r"\s*(?:则|也|却|还|仅|只|才|就)*(?:有|为|是|达到?)?[约近]?\s*")
_SHORT_NAME = re.compile(
    r"[（(](?:以?下文?(?:统?简)?称为?|简称为?|又称|又名)[:：]?\s?[“\"「『‘]?([^（）()“”\"「」『』‘’，。,]{2,14})[”\"」』’]?[)）]"
)
_DEFINITE = re.compile(
    r"[但而也且则]?(?:该|上述|此|这(?:家|款|座|条|枚|台|辆|颗|个|项|份|种|处|部|艘|架|所|一)|本(?=[市省县区州国站]))(?!前|后|外|时|次|举|类|间|种|点|数字|成绩|结果|比例|价格)"
)


# 全市, 该厂, 本院: the thing in focus whose name ends in that character
_WHOLE = re.compile(
    r"(?:[但而也且则]|截至[^，。]{0,8}|目前)?(?:全|该|本|此|这[家座条个艘架所])"
    r"([厂港院校市省县区镇村州桥站库矿船店馆园线局队社塔坝湖城岛舰轮场])(?!长|域|委|政|级|值|子)"
)
Hit = tuple[int, int, int, Key]  # order, start, end, spelling


@dataclass(slots=True)
class Mention:
    """A glossary name in the text. ``demotion``: how little its place suits a subject (0: may be one)."""

    start: int
    end: int
    entities: tuple[str, ...]
    demotion: float = 0.0
    owner: bool = False
    product: bool = False


@dataclass(slots=True, init=False)
class Clause:
    """A stretch between punctuation marks, with what was found in it; positions are offsets of the page.

    ``features``, ``verbs`` and ``forms`` are filled in near quantities and in tables only.
    """

    start: int
    end: int
    sentence: int
    paragraph: int
    strong: bool
    cell: int
    other: int
    described: tuple[str, ...]
    mentions: tuple[Mention, ...]
    features: tuple[tuple[int, int, int], ...]
    verbs: tuple[tuple[int, int, int], ...]
    forms: tuple[tuple[int, int, int], ...]
    cues: tuple[tuple[str, int, int], ...]
    quantities: tuple[int, ...]

    def __init__(self, start: int, end: int, sentence: int, paragraph: int, cell: int = -1) -> None:
        """Written out: a page has hundreds, and default factories take twice as long."""
        self.start, self.end, self.sentence, self.paragraph, self.cell = start, end, sentence, paragraph, cell
        self.strong, self.other, self.described = False, -1, ()
        self.mentions = self.features = self.verbs = self.forms = self.cues = self.quantities = ()


@dataclass(slots=True)
class PageScan:
    """The page cut into clauses.

    ``sentences`` and ``paragraphs`` hold the number of their first clause, ``tables`` the number of the paragraph that
    starts the table of a row.
    """

    text: str
    key: str
    clauses: list[Clause]
    starts: list[int]
    sentences: list[int]
    paragraphs: list[int]
    tables: list[int]

    def place(self, quantities: Sequence[Quantity]) -> None:
        """Put quantities into their clauses, by number."""
        for clause in self.clauses:
            clause.quantities = ()
        for number, quantity in enumerate(quantities):
            self.clauses[self.clause_at(quantity.start)].quantities += (number,)

    def header(self, at: int) -> Clause | None:
        """The cell of the table's first row above a cell; None in the first row."""
        clauses = self.clauses
        cell, paragraph = clauses[at].cell, clauses[at].paragraph
        first = self.tables[paragraph]
        if first == paragraph:
            return None
        head = self.paragraphs[first] + cell
        return clauses[head] if head < len(clauses) and clauses[head].cell == cell else None

    def labels(self, at: int) -> list[Clause]:
        """What names a cell: the cells without numbers before it in its row and the cell above it in the first row."""
        clause = self.clauses[at]
        if clause.cell <= 0:
            return []
        row = self.clauses[self.paragraphs[clause.paragraph] : at]
        found = [cell for cell in row if not cell.quantities]
        head = self.header(at)
        return [*found, head] if head is not None else found

    def clause_at(self, offset: int) -> int:
        """Number of the clause that holds an offset."""
        return bisect_right(self.starts, offset) - 1


def scan_page(clean: CleanPage, index: PackIndex, quantities: Sequence[Quantity]) -> PageScan:
    """Cut the page into clauses and put every name, word, cue and quantity into its clause."""
    key = search_key(clean.text)
    scan = _clauses(clean.text, key, quantities)
    busy: set[int] = set()
    for quantity in quantities:
        near = scan.clauses[scan.clause_at(max(0, quantity.start - _NEAR))].sentence
        own = scan.clauses[scan.clause_at(quantity.start)].sentence
        busy.update(range(min(near, own - 1), own + 1))  # the sentence before may announce what is measured
    named = _fill(scan, index, busy)
    for clause in scan.clauses if named or index.organisations else ():
        if clause.sentence in busy:
            _describe(scan, clause, index)
    scan.place(quantities)
    for clause in scan.clauses:
        if clause.quantities and clause.mentions:
            _drop_own_words(scan, clause, quantities[clause.quantities[0]])
    return scan


def _drop_own_words(scan: PageScan, clause: Clause, quantity: Quantity) -> None:
    """安慰剂组只有 2.1%: with nothing but a name before the number, the words of the name measure nothing."""
    name = clause.mentions[0]
    bare = _ONLY.fullmatch(scan.text, name.end, quantity.start) and not scan.text[clause.start : name.start].strip()
    if bare and name.end <= quantity.start and not any(end <= name.end for _, _, end in clause.forms):
        clause.features = tuple(hit for hit in clause.features if hit[2] > name.end)


def _describe(scan: PageScan, clause: Clause, index: PackIndex) -> None:
    """一家云厂商, 该公司, 这座大桥: another thing, or a noun for one in focus, with those whose names end in it."""
    if lead := _INDEFINITE.match(scan.text, clause.start, clause.end):
        clause.other = lead.end()
    for mention in clause.mentions:
        if one := _ONE_OF_ITS.match(scan.text, mention.end, clause.end):
            clause.other, mention.demotion = one.end(), WEIGHTS.before + 2 * WEIGHTS.other
    _company(scan, clause, index)
    place = _WHOLE.match(scan.text, clause.start, clause.end)
    named = index.kinds.get(place[1], ()) if place else ()
    if place and named and not any(mention.start <= place.end() for mention in clause.mentions):
        clause.cues += (("pronoun", place.start(), place.end()),)
        clause.described = named
        return
    found = _DEFINITE.match(scan.text, clause.start, clause.end)
    if not found or any(mention.start <= found.end() + 1 for mention in clause.mentions):
        return
    clause.cues += (("pronoun", found.start(), found.end()),)
    if clause.described:
        return
    for end in range(found.end() + 2, min(found.end() + 5, clause.end + 1)):
        if owners := index.tails.get(scan.key[end - 2 : end]):
            clause.described = owners


def _company(scan: PageScan, clause: Clause, index: PackIndex) -> None:
    """公司上半年营收: the bare noun stands for the organisation in focus, where the pack has one."""
    found = _COMPANY.search(scan.text, clause.start, min(clause.end, clause.start + _COMPANY_REACH))
    if found is None or not index.organisations or clause.other >= found.end():
        return
    if any(mention.start < found.end() for mention in clause.mentions):
        return
    clause.cues += (("company", found.start(), found.end()),)
    clause.described = index.organisations


def _clauses(text: str, key: str, quantities: Sequence[Quantity]) -> PageScan:
    inside = {at for quantity in quantities for at in range(quantity.start, quantity.end)}
    clauses: list[Clause] = []
    sentences, paragraphs = [0], [0]
    start = 0
    cell = 0
    sentence = paragraph = 0
    row_until = _row_end(text, 0)
    for match in _BOUNDARY.finditer(text):
        at = match.start()
        mark = text[at]
        if at in inside or (at < row_until and mark != "\t"):
            continue
        clause = Clause(start, at, sentence, paragraph, cell if mark == "\t" or cell else -1)
        clauses.append(clause)
        cell = cell + 1 if mark == "\t" else 0
        start = at + 1 if mark != "—" else match.end()
        if mark in _SENTENCE_END:
            sentence += 1
            sentences.append(len(clauses))
            if mark == "\n":
                paragraph += 1
                paragraphs.append(len(clauses))
                row_until = _row_end(text, at + 1)
        elif mark in _STRONG:
            clause.strong = True
    clauses.append(Clause(start, len(text), sentence, paragraph, cell or -1))
    tables: list[int] = []
    for number, first in enumerate(paragraphs):
        follows = number and clauses[first].cell == 0 and clauses[paragraphs[number - 1]].cell == 0
        tables.append(tables[-1] if follows else number)
    return PageScan(text, key, clauses, [clause.start for clause in clauses], sentences, paragraphs, tables)


def _row_end(text: str, start: int) -> int:
    """Where a line with cells ends, else -1: in a row nothing but a tab parts clauses."""
    tab = text.find("\t", start)
    if tab < 0:
        return -1
    end = text.find("\n", start)
    end = end if end >= 0 else len(text)
    return end if tab < end else -1


def _hits(scan: PageScan, index: PackIndex) -> list[Hit]:
    """Every spelling of the automaton that is no part of a longer Latin word: the earlier, then the longer first."""
    key = scan.key
    hits: list[Hit] = []
    for last, found in index.automaton.iter(key, ignore_white_space=True):
        end = last + 1
        start = end - found.size
        if key.startswith(found.text, start):
            if found.han or _whole(key, start, end, found.text):
                hits.append((start * _FAR - end, start, end, found))
            continue
        while (spaces := key.count(" ", start, end)) > end - start - found.size:
            start = end - found.size - spaces
        while key[start] == " ":
            start += 1
        if _whole(key, start, end, found.text):
            hits.append((start * _FAR - end, start, end, found))
    hits.sort(key=_place)
    return hits


def _fill(scan: PageScan, index: PackIndex, busy: Container[int]) -> bool:
    """Put hits into clauses; words of metrics only into those of the sentences ``busy`` and of tables.

    False where the page names no entity.

    Of words that lie inside a longer one the longer counts, for forms and for words of the tables.
    """
    names: list[Hit] = []
    starts, clauses = scan.starts, scan.clauses
    form_reach = word_reach = -1
    for hit in _hits(scan, index):
        _, start, end, found = hit
        if found.entities and _whole_name(scan.text, scan.key, start, end, found.text):
            names.append(hit)
        by_form, by_word = end > form_reach and bool(found.forms), end > word_reach
        if not by_form and not by_word:
            continue
        if by_form:
            form_reach = end
        if by_word and found.word:
            word_reach = end
        if by_form or (by_word and found.tells):
            clause = clauses[bisect_right(starts, start) - 1]
            near = clause.sentence in busy or clause.cell >= 0
            if near and by_form:
                clause.forms += tuple([(form, start, end) for form in found.forms])
            if by_word and (near or found.cues):
                _put(hit, clause, near=near)
    for _, start, end, found in _longest(names):
        clauses[bisect_right(starts, start) - 1].mentions += (
            Mention(start, end, tuple(found.entities), WEIGHTS.weak if found.weak else 0.0),
        )
    _add_short_names(scan)
    return bool(names)


def _put(hit: Hit, clause: Clause, *, near: bool) -> None:
    """What a word tells goes into its clause: words of metrics where it is ``near`` a number, cues always."""
    _, start, end, found = hit
    if near and found.features:
        clause.features += tuple([(feature, start, end) for feature in found.features])
    if near and found.verbs:
        clause.verbs += tuple([(feature, start, end) for feature in found.verbs])
    if found.cues:
        clause.cues += tuple([(cue, start, end) for cue in found.cues])


def _add_short_names(scan: PageScan) -> None:
    """帆遥科技（下称“帆遥”）: a name that the article gives to an entity stands for it from there on."""
    for match in _SHORT_NAME.finditer(scan.text):
        before = scan.clauses[scan.clause_at(match.start())].mentions
        owner = next((m for m in reversed(before) if 0 <= match.start() - m.end <= 6), None)
        short = search_key(match.group(1)).strip()
        if owner is None or len(short) < 2:
            continue
        at = scan.key.find(short, match.end())
        while at >= 0:
            clause, end = scan.clauses[scan.clause_at(at)], at + len(short)
            taken = any(mention.start < end and at < mention.end for mention in clause.mentions)
            if not taken and _whole(scan.key, at, end, short):
                named = (*clause.mentions, Mention(at, end, owner.entities))
                clause.mentions = tuple(sorted(named, key=lambda mention: mention.start))
            at = scan.key.find(short, end)


def _whole(key: str, start: int, end: int, spelling: str) -> bool:
    """Latin and digit ends of a spelling must not touch more Latin letters or digits."""
    if spelling[0].isascii() and start and (before := key[start - 1]).isascii() and before.isalnum():
        return False
    return not (spelling[-1].isascii() and end < len(key) and (after := key[end]).isascii() and after.isalnum())


def _whole_name(text: str, key: str, start: int, end: int, spelling: str) -> bool:
    """False inside a longer product name (V2 in V2.5, R1 in R1-Lite) and in 新一代 for 一代."""
    if spelling[-1].isascii() and _SUFFIX.match(text, end):
        return False
    if (
        len(spelling) <= 3
        and spelling[0].isascii()
        and start > 1
        and text[start - 1] == "-"
        and text[start - 2].isalnum()
    ):
        return False
    if len(spelling) <= 4 and " " in key[start:end] and spelling.isascii() and "-" not in text[start:end]:
        return False
    return not (spelling.endswith("代") and start and text[start - 1] in "新上下老换")


def _longest(hits: list[Hit]) -> list[Hit]:
    """Names that do not overlap: the longer wins, then the earlier; ``hits`` are sorted by place."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit[1] < kept[-1][2]:
            if hit[2] - hit[1] > kept[-1][2] - kept[-1][1]:
                kept[-1] = hit
        else:
            kept.append(hit)
    return kept
