"""One pass over the text: find the places where a number may begin, read numeral, unit and the words around it."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.context import (
    comparison_flags,
    exceeds,
    look_after,
    look_before,
    merge_relations,
    relation_over,
    role_of,
)
from pipeline.extract.quantities.dates import read_date, read_relative
from pipeline.extract.quantities.items import Item, Kind
from pipeline.extract.quantities.labels import (
    bare_label,
    financial_name,
    is_article,
    label_before,
    masked_spans,
    name_end,
    names_thing,
)
from pipeline.extract.quantities.lexicon import NUMERAL_WORDS, WORDS, word_around
from pipeline.extract.quantities.measures import Measure, find_unit, read_measure
from pipeline.extract.quantities.numerals import ARABIC, Numeral, read_numeral
from pipeline.extract.quantities.settling import read_prefix, settle_unit
from pipeline.extract.quantities.shares import PERCENT_OF, read_fraction, read_ratio
from pipeline.extract.quantities.special import read_cents, read_special
from pipeline.model import Relation

_SCAN = re.compile(  # the class first, so that the search can skip; then what must hold of the character found
    r"[0-9.一二三四五六七八九两十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟几数半过超近对翻第今去明前后昨本上下当同次翌来大这](?:"
    r"(?<=[0-9二三四五六七八九两十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟])|(?<=\.)(?=\d)|"
    r"(?<=一)(?:(?![个些种般直样定切起旦])|(?=个多?半?(?:月|小时|星期|季度|工作日|百分点|亿|世纪|钟头)))|"
    r"(?<=[几数])(?=[十百千万亿])|(?<=半)(?=[年个小天月数成公米斤吨里亩分秒钟世])|(?<=[过超近对])(?=半)|"
    r"(?<=对)(?=折)|(?<=翻)(?=[了上一二两三四倍番])|(?<=第)(?=[0-9一二三四五六七八九十百 ])|"
    r"(?<=[今去明前后昨本上下当同次翌来大这])(?=[年天日晚早晨夜月个周季星礼一上下前后]))"
)
_DATE_AHEAD = re.compile(
    r"[0-9零〇一二三四五六七八九两十廿千]{1,4}(?:\s?[年月日号点时季世][^个]?|年代|[-/.](?:\d{1,2}[-/.]\d|\d\d?(?!\d|[万亿%]))|[:：]\d\d|\s?(?:Q[1-4]|H[12])(?!\w)|\s?(?:-|–|—+|~|至|到|、)\s?[\d一二三四五六七八九十]{1,4}\s?[年月])|Q[1-4]"
)
_CLOCK_BEFORE = re.compile("(?:" + "|".join(WORDS["clock"]) + r")\s?$")
_RANK_BEFORE = re.compile(
    r"(?:排名|位列|位居|排在|名列|排|居|列|世界|全国|全球|行业|跻身|升至|升到|跌至|降至|获|夺得|并列)(?:了)?(?:全球|全国|世界|行业)?\s?$"
)
_NO, _ONE = Decimal(0), Decimal(1)
_NUMERAL_BEFORE = frozenset(word for word in NUMERAL_WORDS["before"] if len(word) == 1)
_KINDS: dict[str, Kind] = {
    "percent": "percent",
    "money": "money",
    "measure": "measure",
    "times": "times",
    "duration": "duration",
    "count": "count",
    "age": "age",
}
_COUNTS = {
    "天": re.compile(r"(?:连着|连续|接连|一连|[用花等]了|整整|足足|大?约|不到|超过|只[要需]|历时|过了|近)\s?$"),
    "级": re.compile(r"(?:等级|级别|评级|星级|风力|震级|烈度)[^，。；\n]{0,4}[是为达到至]\s?$"),
}
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_PARTS = tuple(space + word for space in ("", " ") for word in ("条", "章", "页", "款", "节", "期", "号", "行", "集"))
_STATED = frozenset(("count", "money", "measure", "duration", "number"))
_JOINED = re.compile(r"\s?(?:到|至|~|-|—|、|和|与|或)\s?[一二三四五六七八九十两]")
_SHARE = re.compile(r"[一二三四五六七八九十百千万亿两]{1,6}\s?分\s?之\s?[负\-\d零一二三四五六七八九十百千万两]")


def _more(text: str, numeral: Numeral) -> Relation:
    """二十来个 is about 20, 二十多个 are more."""
    return "~" if text[numeral.end : numeral.end + 2].lstrip(" ").startswith("来") and not numeral.more else ">"


class Reader:
    """Reads one folded text; ``items`` holds what was found, in order and without overlap."""

    def __init__(self, text: str, reference: str) -> None:
        self.text = text
        self.reference = reference
        self.items: list[Item] = []

    def read(self) -> list[Item]:
        """All items of the text. Time grows linearly with its length."""
        text, pos = self.text, 0
        masks = masked_spans(text)
        search = _SCAN.search
        while (found := search(text, pos)) is not None:
            start = found.start()
            while masks and masks[0][1] <= start:
                masks.pop(0)
            if masks and masks[0][0] <= start:
                pos = masks[0][1]
                continue
            pos = max(self._at(start), start + 1)
        return self.items

    def _at(self, start: int) -> int:
        """Read at ``start``; returns where to go on."""
        char = self.text[start]
        cents = read_cents(self.text, start)
        if cents is not None:
            self._finish(cents)
            return cents.end
        if "0" <= char <= "9" or char == ".":
            return self._arabic(start)
        if char == "第":
            return self._ordinal(start)
        if char in "今去明前后昨本当上下同次翌来大这":
            return self._relative(start)
        special = read_special(self.text, start)
        if special is not None:
            if self.items and special.start < self.items[-1].end:
                special.start = start
            self._finish(special)
            return special.end
        return self._chinese(start)

    def _relative(self, start: int) -> int:
        hit = read_relative(self.text, start, self.reference)
        if hit is None:
            return start + 1
        self.items.append(
            Item(
                start,
                hit.end,
                "date",
                unit="date",
                dimension="date",
                date=hit.date,
                date_high=hit.date_high,
                flags=hit.flags,
                before_start=start,
            )
        )
        return hit.end

    def _date(self, start: int) -> int:
        """Reads a date where the characters ahead look like one; 0 where there is none."""
        if _DATE_AHEAD.match(self.text, start) is None:
            return 0
        begin = start
        clock = _CLOCK_BEFORE.search(self.text, max(0, start - 4), start)
        hit = read_date(self.text, start, self.reference)
        if hit is None:
            return 0
        if "clock" in hit.flags and clock is None and not self._is_clock(start, hit.end):
            return 0
        before = look_before(self.text, begin)
        item = Item(
            begin,
            hit.end,
            "date",
            unit="date",
            dimension="date",
            date=hit.date,
            date_high=hit.date_high,
            flags=hit.flags,
            before_start=before.start,
        )
        if hit.date_high:
            item.relation = "range"
        self.items.append(item)
        return hit.end

    def _is_clock(self, start: int, end: int) -> bool:
        written = self.text[start:end]
        if ":" in written or "：" in written or "分" in written or "半" in written or "刻" in written:
            return not (":" in written and self.text[end : end + 1] in ("比", "的"))
        previous = self.items[-1] if self.items else None
        return previous is not None and previous.kind == "date" and start - previous.end <= 1

    def _arabic(self, start: int) -> int:
        text = self.text
        skip = name_end(text, start)
        if skip:
            return skip
        if text[start] == ".":
            return start + 1 if start and text[start - 1].isalnum() else self._number(start)
        return self._date(start) or self._number(start)

    def _chinese(self, start: int) -> int:
        text = self.text
        if _SHARE.match(text, start):
            return self._number(start)
        word = word_around(text, start)
        if word is not None and not self._unit_wins(start, word):
            return word[1]
        if start and text[start - 1] in _NUMERAL_BEFORE and self._is_bound(start):
            return start + 1
        return self._date(start) or self._number(start)

    def _unit_wins(self, start: int, word: tuple[int, int]) -> bool:
        """十分 is a word, 十分钟 is not: a unit that reaches beyond the word decides; 连着九天 counts days."""
        if word == (start, start + 2) and self.text[start + 1] in "天级":
            return _COUNTS[self.text[start + 1]].search(self.text, max(0, start - 8), start) is not None
        found = find_unit(self.text, start + 1) if word[0] == start else None
        return found is not None and start + 1 + len(found[0]) > word[1]

    def _is_bound(self, start: int) -> bool:
        """每一, 某两: a determiner before a short numeral makes it no number."""
        return self.text[start - 1] != "每" or self.text[start] == "一"

    def _ordinal(self, start: int) -> int:
        text = self.text
        at = start + 1 + text.startswith(" ", start + 1)
        numeral = read_numeral(text, at) if at < len(text) else None
        if numeral is None:
            return start + 1
        hit = read_date(text, start, self.reference) if text[numeral.end : numeral.end + 1] == "季" else None
        if hit is not None:
            self.items.append(
                Item(
                    start,
                    hit.end,
                    "date",
                    unit="date",
                    dimension="date",
                    date=hit.date,
                    flags=hit.flags,
                    before_start=start,
                )
            )
            return hit.end
        measure = read_measure(text, numeral)
        item = Item(
            start,
            numeral.end,
            "ordinal",
            numeral.low,
            precision=numeral.precision,
            unit="rank",
            dimension="rank",
            role="ordinal",
            flags=["ordinal"],
            number_end=numeral.end,
            before_start=start,
        )
        if _RANK_BEFORE.search(text, max(0, start - 8), start):
            item.flags.append("rank")
        elif text.startswith("个年头", numeral.end):
            item.kind, item.unit, item.dimension, item.flags = "duration", "year", "duration", ["nth"]
            item.end = numeral.end + 3
        elif (text.startswith("连续", max(0, start - 2)) and measure is not None) or (
            numeral.low >= 1000 and measure is not None and measure.unit and not text.startswith(_PARTS, numeral.end)
        ):
            assert measure is not None
            item.kind, item.unit, item.dimension, item.flags = "count", measure.unit or "count", "count", ["nth"]
            if "月" in text[numeral.end : numeral.end + 2] or measure.kind == "duration":
                item.kind, item.unit, item.dimension = "duration", measure.unit or "month", "duration"
            item.end = max(item.end, measure.end)
        self.items.append(item)
        return item.end

    def _number(self, start: int) -> int:
        text = self.text
        numeral = read_numeral(text, start)
        if numeral is None and text[start] == "万" and PERCENT_OF.match(text, start + 1):
            numeral = Numeral(start, start + 1, Decimal(10**4), written="chinese")
        if numeral is None:
            found = ARABIC.match(text, start)
            return found.end() if found else start + 1
        fraction = read_fraction(text, numeral) or read_ratio(text, numeral)
        if fraction is not None:
            self._finish(fraction)
            return fraction.end
        if text[start] in _FINANCIAL and financial_name(text, numeral):
            return start + 1
        measure = read_measure(text, numeral)
        item = self._item(numeral, measure)
        if item is None:
            return numeral.end
        self._finish(item)
        return item.end

    def _item(self, numeral: Numeral, measure: Measure | None) -> Item | None:
        text = self.text
        flags: list[str] = []
        if label_before(text, numeral, measure):
            flags.append("label")
        if measure is not None and measure.kind == "label":
            return Item(
                numeral.start,
                measure.end,
                "number",
                numeral.low,
                flags=["label"],
                number_end=numeral.end,
                before_start=numeral.start,
            )
        if measure is None or not measure.kind:
            return self._bare(numeral, measure, flags)
        if numeral.lone and not self._lone_allowed(numeral, measure):
            return None
        if names_thing(text, numeral, measure):
            flags.append("name")
        scale = measure.factor
        low = numeral.low * scale + (measure.add * self._half_worth(numeral) if measure.add else _NO)
        high = None if numeral.high is None else numeral.high * scale + measure.add
        if measure.role == "discount" and len(numeral.digits) == 2 and numeral.written == "chinese":
            low, high = Decimal(numeral.digits), None
        precision = (
            Decimal(1)
            if measure.unit == "percent" and scale == 10 and measure.add % 10 != 0
            else numeral.precision * scale
        )
        item = Item(
            numeral.start, measure.end, _KINDS[measure.kind], low, high, measure.unit, measure.dimension,
            precision=precision, flags=flags + list(measure.flags), number_end=numeral.end, noun=measure.noun,
            written=numeral.written,
        )  # fmt: skip
        if numeral.more or measure.more:
            item.relation = _more(text, numeral)
        if is_article(text, numeral, measure):
            item.flags.append("article_word")
        return item

    @staticmethod
    def _half_worth(numeral: Numeral) -> Decimal:
        """三百万倍半 does not occur; 半 counts half a unit as written."""
        return _ONE if numeral.low < 10**4 else Decimal(10) ** (len(str(int(numeral.precision))) - 1)

    def _lone_allowed(self, numeral: Numeral, measure: Measure) -> bool:
        """A single Chinese character is a number only with a unit that cannot be part of a word."""
        char = self.text[numeral.start]
        if char in "万亿":
            return False
        if char in "百千":
            return look_before(self.text, numeral.start).relation != "" or measure.more
        return char not in "零〇" or measure.kind != "count"

    def _bare(self, numeral: Numeral, measure: Measure | None, flags: list[str]) -> Item | None:
        text = self.text
        end = numeral.end
        if numeral.lone or (numeral.written == "chinese" and numeral.digits and numeral.high is None):
            if not (measure is not None and measure.more) and not _JOINED.match(text, end):
                return None
            flags.append("lone")
        item = Item(
            numeral.start,
            end,
            "number",
            numeral.low,
            numeral.high,
            precision=numeral.precision,
            flags=flags,
            number_end=end,
            written=numeral.written,
        )
        if measure is not None and measure.more:
            item.relation, item.end = _more(text, numeral), measure.end
        elif numeral.more:
            item.relation = ">"
        reason = bare_label(text, numeral)
        if reason:
            item.flags.append(reason)
        if numeral.suffix:
            item.flags.append("suffix_" + numeral.suffix)
        if numeral.low >= 1000 and (not numeral.digits or numeral.written != "arabic"):
            item.flags.append("large")
        return item

    def _finish(self, item: Item) -> None:
        """Sign, currency before, relation and role around, then keep the item."""
        text = self.text
        read_prefix(text, item, self.items[-1] if self.items else None)
        before = look_before(text, item.start)
        after, word, end = look_after(text, item.end)
        if word in ("强", "弱") and item.kind != "percent":  # 三分之一强, but 一支强干的团队
            after, word, end = "", "", item.end
        more = item.relation == ">" and not before.relation
        item.before_start = before.start
        if item.kind in ("times", "percent") and not before.relation and not after:
            before.relation, before.modifier = relation_over(text, item.start)
        if item.relation == "~" and "vague" not in item.flags and not after:
            after = "~"
        relation = merge_relations(before.relation, after, more=more or item.relation == ">")
        if item.high is not None and relation in ("=", "~"):
            relation = "range"
        item.relation, item.modifier = relation, before.modifier or word
        if word:
            item.end = end
        if item.kind in ("percent", "times") or (
            before.change and (len(before.verb) > 1 or before.stepped or before.reaches)
        ):
            item.role = (
                item.role if item.role == "discount" else role_of(text, before, item.end, is_times=item.kind == "times")
            )
        if item.kind in _STATED and item.role in ("", "increase") and exceeds(text, before):
            item.role = "decrease" if before.change == "decrease" else "excess"
        if item.kind in ("percent", "times"):
            item.flags.extend(comparison_flags(text, before.start))
        if item.kind == "times" and item.role == "decrease":
            item.flags.append("multiple_of_decrease")
        settle_unit(text, item)
        self.items.append(item)
