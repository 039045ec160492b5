"""Dates, periods of the calendar and times of day at a given place of a folded text.

``read_date`` returns the date in the notation of CONTRACT.md: ``2024-08``, ``2025-01-20``, ``2024-Q3``; a date without
year takes that of the reference date, else ``--01-26``. Words such as 今年 or 上个月 are resolved against the
reference (the article's publication date), never against a clock. 年底, 下半年 and 月初 keep the year or month and
leave a flag, since a half or an end of a year is no more precise than that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

_CN = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "正": 1,
    "两": 2,
}
YEAR_WORDS = {
    "今年": 0, "本年度": 0, "本年": 0, "去年": -1, "上年": -1, "上年度": -1, "上一年": -1,
    "明年": 1, "来年": 1, "下一年": 1, "前年": -2, "后年": 2, "大前年": -3, "大后年": 3,
}  # fmt: skip
DAY_WORDS = {
    "今天": 0, "今日": 0, "今晚": 0, "今早": 0, "今晨": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1,
    "明天": 1, "明日": 1, "明晚": 1, "明早": 1,
    "前天": -2, "前日": -2, "后天": 2, "后日": 2, "大前天": -3, "大后天": 3,
}  # fmt: skip
MONTH_WORDS = {
    "本月": 0,
    "这个月": 0,
    "上月": -1,
    "上个月": -1,
    "下月": 1,
    "下个月": 1,
    "上上个月": -2,
    "下下个月": 2,
}
_QUARTER_WORDS = {"本季度": 0, "上季度": -1, "上个季度": -1, "下季度": 1, "下个季度": 1}
_WEEK_WORDS = {
    "本周": 0,
    "这周": 0,
    "上周": -1,
    "上个星期": -1,
    "上星期": -1,
    "下周": 1,
    "下个星期": 1,
    "下星期": 1,
    "上上周": -2,
    "下下周": 2,
    "上礼拜": -1,
    "下礼拜": 1,
}
_UNRESOLVED = ("同年", "当年", "次年", "翌年", "当天", "当日", "次日", "翌日", "同日", "同月", "次月", "当月")


def _alternatives(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


_YEAR_WORD = _alternatives([*YEAR_WORDS, "同年", "当年", "次年", "翌年"])
_YEAR = (
    r"[12]\d{3}|[一二][零〇一二三四五六七八九]{3}|[二两]千零?[一二三四五六七八九十]{0,3}|"
    r"0\d|\d\d(?=\s?年\s?\d{1,2}\s?月)|[零〇九八][零〇一二三四五六七八九]"
)
_MONTH = r"1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十正]"
_DAY = (
    r"3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|"
    r"十[一二三四五六七八九]|初[一二三四五六七八九十]|[一二三四五六七八九十]"
)
_PART_END = r"(?![步级始创次代中盘层部稿国央东小心标期学午信企证共石海航铁科文资介])"
_MAIN = re.compile(
    rf"""
    (?:(?P<era>公元前|公元|农历)\s?)?
    (?: (?P<word>{_YEAR_WORD})\s?的? | (?P<year>{_YEAR})\s?年(?:度|份)?\s? )?
    (?:
      (?P<month>{_MONTH})\s?月(?:份|(?!亮(?!相)|[球光饼经薪嫂牙供子氏色]))
        (?: \s?(?P<day>{_DAY})(?:\s?[日号](?![召线楼店机])|(?=\s?(?:-|–|—|~|至|到)\s?(?:{_DAY})\s?[日号]))
          | (?P<mpart>初|底|末|中旬|上旬|下旬|中下旬|上中旬){_PART_END} )?
    | 第?(?P<quarter>[一二三四1-4])季(?:度|(?=报))
    | Q(?P<q>[1-4])(?!\d)
    | (?P<half>上半年|下半年|全年|前三季度|H[12](?!\d))
    | (?P<ypart>年?[底末初终]|年中|[春夏秋冬]季|[春夏秋冬]天){_PART_END}
    )?
    """,
    re.VERBOSE | re.ASCII,
)
_COMES = tuple("起下上回出过进原近")
_YEARLY = tuple("产均薪报化")
_NARRATED = frozenset(("上年", "上年度", "上一年", "下一年"))
_WRITTEN_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?(?:年|Q[1-4]|H[12])", re.ASCII)
_MONTH_DAY = re.compile(rf"\s?的?(?P<day>{_DAY})\s?[日号](?![召线楼店机])", re.ASCII)
_YEAR_QUARTER = re.compile(r"([12]\d{3}|[12]\d)\s?(?:年\s?)?(?:Q([1-4])|(H[12]))(?!\w)", re.ASCII)
_AHEAD_BEFORE = re.compile(r"(?:将|预计|计划|拟|有望|定于|最快|争取|力争|预期|预告|约定)[^，。；\n\d]{0,6}$")
_AHEAD_AFTER = re.compile(r"[^，。；\n\d]{0,2}(?:将|才会|会|有望|预计|拟)")
_ISO = re.compile(r"([12]\d{3})([-/.])(0?[1-9]|1[0-2])(?:\2(3[01]|[12]\d|0?[1-9]))?(?![\d%]|[-/.]\d)", re.ASCII)
_BARE_RANGE = re.compile(r"([12]\d{3})\s?(?:年\s?)?(?:-|–|—|~|至|到|－|—+|~)\s?([12]\d{3})\s?年", re.ASCII)
_SPAN_END = re.compile(
    rf"\s?(?:-{{1,2}}|–|—{{1,2}}|~|至|到)\s?(?:(?P<month>{_MONTH})\s?月\s?)?(?P<day>{_DAY})\s?[日号]", re.ASCII
)
_MONTH_SPAN = re.compile(
    rf"(?:(?P<year>[12]\d{{3}})\s?年\s?)?(?P<a>{_MONTH})\s?(?:-|–|—|~|至|到|、)\s?(?P<b>{_MONTH})\s?月(?:份)?(?!\s?\d)",
    re.ASCII,
)
_DECADE = re.compile(
    r"(?:(?P<century>\d\d|十[一二三四五六七八九]|二十一?|上|本)\s?个?世纪)?\s?(?:(?P<decade>\d0|[二三四五六七八九]十)\s?年代)?",
    re.ASCII,
)
_RELATIVE = re.compile(_alternatives([*DAY_WORDS, *MONTH_WORDS, *_QUARTER_WORDS, *_WEEK_WORDS, *_UNRESOLVED]))
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天1-7]|[一二三四五六日天](?![个只家])")
_CLOCK_WORD = r"上午|下午|早上|晚上|中午|凌晨|傍晚|清晨|早晨|夜间|深夜|午后|晚间|早间|夜里|午夜|早|晚"
CLOCK = re.compile(
    rf"(?:(?:{_CLOCK_WORD})\s?)?(?:(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?![:：\d])"
    r"|(?:[01]?\d|2[0-4]|二?十[一二三四五六七八九]?|[零一二三四五六七八九两])\s?(?:点钟?|时(?=\s?\d{1,2}\s?分|许|整|[，,。]|左右))(?:\s?(?:半|整|[一三]刻|[0-5]?\d\s?分(?!之|钟)|[零一二三四五十]?[一二三四五六七八九十]{1,2}分))?)",
    re.ASCII,
)


@dataclass(slots=True)
class DateHit:
    """A date at ``text[start:end]``; ``date`` is empty where only the article's context could tell."""

    start: int
    end: int
    date: str = ""
    date_high: str = ""
    flags: list[str] = field(default_factory=list)


def small_number(written: str) -> int:
    """The worth of a year, month or day number in either kind of digits.

    >>> small_number("二零一六"), small_number("十二"), small_number("廿三"), small_number("07")
    (2016, 12, 23, 7)
    """
    if written.isascii():
        return int(written)
    written = written.lstrip("初")
    if "千" in written:
        return 2000 + (small_number(rest) if (rest := written.split("千")[1].lstrip("零")) else 0)
    if "十" in written or "廿" in written or "卅" in written:
        tens, _, ones = written.replace("廿", "二十").replace("卅", "三十").partition("十")
        return _CN.get(tens, 1) * 10 + _CN.get(ones, 0)
    return int("".join(str(_CN[char]) for char in written))


def full_year(written: str) -> int:
    """Two-digit years belong to 1950 to 2049."""
    year = small_number(written)
    if len(written) == 2 and year < 100:
        return 2000 + year if year < 50 else 1900 + year
    return year


def parse_reference(reference: str) -> date | None:
    """The day of an ISO date; None for an empty or partial one."""
    try:
        return date.fromisoformat(reference[:10])
    except ValueError:
        return None


def _year_of(reference: str) -> str:
    return reference[:4] if reference[:4].isdigit() and len(reference) >= 4 else ""


def read_date(text: str, pos: int, reference: str = "") -> DateHit | None:
    """The date, period or time of day that begins at ``text[pos]``, or None."""
    char = text[pos]
    if char.isascii():
        for reader in (_iso, _year_span, _year_quarter):
            hit = reader(text, pos)
            if hit is not None:
                return hit
    hit = _month_span(text, pos, reference) or _main(text, pos, reference) or _decade(text, pos)
    if hit is not None:
        return _with_end(text, hit)
    return _clock(text, pos)


def read_relative(text: str, pos: int, reference: str = "") -> DateHit | None:
    """今年 9 月, 昨天, 上个月, 下周三 …: resolved against ``reference`` where there is one; 加起来年产 is no year."""
    if text.startswith("来年", pos) and (text[pos - 1 : pos] in _COMES or text[pos + 2 : pos + 3] in _YEARLY):
        return None
    hit = _main(text, pos, reference)
    if hit is not None:
        hit.flags.append("relative")
        return _with_end(text, hit)
    found = _RELATIVE.match(text, pos)
    if found is None:
        return None
    hit = DateHit(pos, found.end(), flags=["relative"])
    day = parse_reference(reference)
    weekday = _WEEKDAY.match(text, found.end()) if found.group() in _WEEK_WORDS else None
    if weekday is not None:
        hit.end = weekday.end()
    if day is not None:
        hit.date = _resolve(found.group(), weekday.group() if weekday else "", day)
    number = _MONTH_DAY.match(text, found.end()) if found.group() in MONTH_WORDS else None
    if number is not None:  # 本月 5 日
        hit.end = number.end()
        hit.date = f"{hit.date}-{small_number(number['day']):02d}" if hit.date else ""
    return hit


def _resolve(word: str, weekday: str, day: date) -> str:
    if word in DAY_WORDS:
        return (day + timedelta(DAY_WORDS[word])).isoformat()
    if word in MONTH_WORDS:
        months = day.year * 12 + day.month - 1 + MONTH_WORDS[word]
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if word in _QUARTER_WORDS:
        quarters = day.year * 4 + (day.month - 1) // 3 + _QUARTER_WORDS[word]
        return f"{quarters // 4:04d}-Q{quarters % 4 + 1}"
    if word in _WEEK_WORDS and weekday:
        number = "一二三四五六日".find(weekday[-1].replace("天", "日"))
        number = int(weekday[-1]) - 1 if weekday[-1].isascii() else number
        return (day + timedelta(7 * _WEEK_WORDS[word] + number - day.weekday())).isoformat()
    return ""


def _iso(text: str, pos: int) -> DateHit | None:
    found = _ISO.match(text, pos)
    if found is None or (found[4] is None and found[2] != "-"):
        return None
    if found[4] is None and int(found[3]) < 10 and len(found[3]) == 1:
        return None
    day = f"-{int(found[4]):02d}" if found[4] else ""
    return DateHit(pos, found.end(), f"{found[1]}-{int(found[3]):02d}{day}")


def _year_span(text: str, pos: int) -> DateHit | None:
    found = _BARE_RANGE.match(text, pos)
    if found is None:
        return None
    following = text[found.end() : found.end() + 3]
    if re.match(r"\s?\d{1,2}月", following):
        return None
    return DateHit(pos, found.end(), found[1], found[2], ["period"])


def _year_quarter(text: str, pos: int) -> DateHit | None:
    """2025Q3, 2024 H1."""
    found = _YEAR_QUARTER.match(text, pos)
    if found is None:
        return None
    quarter = f"-Q{found[2]}" if found[2] else ""
    return DateHit(
        pos, found.end(), f"{full_year(found[1]):04d}{quarter}", flags=[] if quarter else [f"part:{found[3]}"]
    )


def _month_span(text: str, pos: int, reference: str) -> DateHit | None:
    """1-7月, 三到五月."""
    found = _MONTH_SPAN.match(text, pos)
    if found is None:
        return None
    year = found["year"] or _year_of(reference) or "-"
    low, high = small_number(found["a"]), small_number(found["b"])
    return DateHit(pos, found.end(), f"{year}-{low:02d}", f"{year}-{high:02d}", ["period"])


def _main(text: str, pos: int, reference: str) -> DateHit | None:
    found = _MAIN.match(text, pos)
    if found is None or found.end() == pos or found["era"] == "公元前":
        return None
    if not (found["word"] or found["year"] or found["month"] or found["quarter"] or found["half"]):
        return None
    hit = DateHit(pos, found.end())
    while text[hit.end - 1] == " ":
        hit.end -= 1
    if text[hit.end - 1] == "的" and found["word"]:
        hit.end -= 1
    year = _the_year(found, reference)
    if found["word"]:
        hit.flags.append("relative")
    if found["month"]:
        _month_value(found, hit, year)
    elif found["quarter"] or found["q"]:
        hit.date = f"{year}-Q{small_number(found['quarter'] or found['q'])}" if year else ""
    else:
        hit.date = year
        if found["half"] or found["ypart"]:
            hit.flags.append(f"part:{found['half'] or found['ypart']}")
    return hit


def _the_year(found: re.Match[str], reference: str) -> str:
    if found["year"]:
        return f"{full_year(found['year']):04d}"
    base = _year_of(reference)
    if found["word"]:
        if found["word"] in _NARRATED:
            base = _narrated_year(found.string, found.start())
        if not base or found["word"] not in YEAR_WORDS:
            return ""
        return f"{int(base) + YEAR_WORDS[found['word']]:04d}"
    narrated = _narrated_year(found.string, found.start()) if base and found["month"] else ""
    return "" if narrated not in ("", base) or _later(found, reference) else base


def _narrated_year(text: str, pos: int) -> str:
    """The year that the paragraph speaks of: 2024 年年报显示…，上年为 11.8 亿元; 2018 年春节档（2 月 15 日）."""
    begin = max(text.rfind("\n", 0, pos) + 1, pos - 160)
    year = ""
    for found in _WRITTEN_YEAR.finditer(text, begin, pos):
        year = found[1]
    return year


def _later(found: re.Match[str], reference: str) -> bool:
    """A month after the page's own may be last year's (12 月 26 日 on a page of January) unless words look ahead."""
    page = reference[5:7]
    if not page.isdigit():
        return False
    if found["month"]:
        later = small_number(found["month"]) > int(page)
    else:
        quarter = found["quarter"] or found["q"]
        later = bool(quarter) and small_number(quarter) > (int(page) + 2) // 3
    if not later:
        return False
    text, start = found.string, found.start()
    ahead = _AHEAD_BEFORE.search(text, max(0, start - 9), start) or _AHEAD_AFTER.match(text, found.end())
    return ahead is None


def _month_value(found: re.Match[str], hit: DateHit, year: str) -> None:
    month = f"{small_number(found['month']):02d}"
    hit.date = f"{year or '-'}-{month}"
    if found["day"]:
        hit.date += f"-{small_number(found['day']):02d}"
    elif found["mpart"]:
        hit.flags.append(f"part:{found['mpart']}")


def _with_end(text: str, hit: DateHit) -> DateHit:
    """7月4日到7月6日, 1月19日-20日."""
    if len(hit.date) < 7 or hit.date_high:
        return hit
    found = _SPAN_END.match(text, hit.end)
    if found is not None and hit.date[-3] == "-" and (text[hit.end - 1] in "日号" or not found["month"]):
        month = f"{small_number(found['month']):02d}" if found["month"] else hit.date[-5:-3]
        hit.date_high = f"{hit.date[:-5]}{month}-{small_number(found['day']):02d}"
        hit.end = found.end()
        hit.flags.append("period")
    return hit


def _decade(text: str, pos: int) -> DateHit | None:
    found = _DECADE.match(text, pos)
    if found is None or found.end() == pos:
        return None
    hit = DateHit(pos, pos + len(found.group().rstrip()), flags=["period"])
    century = found["century"] or ""
    base = {"上": 1900, "本": 2000, "": 1900}.get(century)
    if base is None:
        base = (small_number(century) - 1) * 100
    if found["decade"]:
        start = base + small_number(found["decade"])
        hit.date, hit.date_high = f"{start:04d}", f"{start + 9:04d}"
    else:
        hit.date, hit.date_high = f"{base:04d}", f"{base + 99:04d}"
    return hit


def _clock(text: str, pos: int) -> DateHit | None:
    found = CLOCK.match(text, pos)
    if found is None:
        return None
    return DateHit(pos, found.end(), flags=["clock"])
