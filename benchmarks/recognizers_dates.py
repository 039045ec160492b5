"""Dates in the conventions of Recognizers-Text's Chinese specification: past and future readings, half-open periods.

Digits and calendar words come from ``pipeline.extract.quantities``; a small recursive reader combines day, period and
time of day and resolves them against the case's reference date.
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.extract.quantities.dates import full_year, small_number
from pipeline.extract.quantities.numerals import read_numeral

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ERAS = {
    "贞观": 627, "开元": 713, "神龙": 705, "洪武": 1368, "建文": 1399, "永乐": 1403, "景泰": 1450,
    "天顺": 1457, "成化": 1465, "嘉靖": 1522, "万历": 1573, "崇祯": 1628, "顺治": 1644, "康熙": 1662,
    "雍正": 1723, "乾隆": 1736, "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862, "光绪": 1875,
    "宣统": 1909, "民国": 1912, "贞元": 785, "元和": 806, "天宝": 742, "景德": 1004, "庆历": 1041,
    "熙宁": 1068, "宣和": 1119, "靖康": 1126, "弘治": 1488, "正德": 1506, "天启": 1621, "宣德": 1426,
    "正统": 1436, "隆庆": 1567, "武德": 618, "永徽": 650, "建安": 196, "太康": 280,
}  # fmt: skip
CN = "零〇一二三四五六七八九十"
YEAR_WORD = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "这年": 0,
    "这一年": 0,
    "明年": 1,
    "来年": 1,
    "下年": 1,
    "后年": 2,
    "大后年": 3,
}
DAY_WORD = {
    "大前天": -3,
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "后日": 2,
    "大后天": 3,
    "今": 0,
    "明": 1,
    "最近": 0,
}
STEP = {
    "上上个": -2,
    "上上": -2,
    "上一个": -1,
    "上个": -1,
    "上一": -1,
    "上": -1,
    "这一个": 0,
    "这个": 0,
    "这一": 0,
    "这": 0,
    "本个": 0,
    "本": 0,
    "下下个": 2,
    "下下": 2,
    "下一个": 1,
    "下个": 1,
    "下一": 1,
    "下": 1,
}
YEAR = rf"[12]\d{{3}}(?!\d)|(?<!\d)\d{{2,3}}(?!\d)|[二两]千零?[{CN}]{{0,3}}|[一二三四五六七八九零〇]{{2,4}}|[{CN}]{{2}}"
MONTH = r"1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十正]"
DAYNUM = (
    r"3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|"
    r"初[一二三四五六七八九十]|十[一二三四五六七八九]|[一二三四五六七八九十]"
)
WEEKDAY = r"(?:星期|周|礼拜)(?P<wd>[一二三四五六日天])"
STEPS = "|".join(sorted(STEP, key=len, reverse=True))
ERA = "|".join(ERAS)
YW = "|".join(sorted(YEAR_WORD, key=len, reverse=True))
DW = "|".join(sorted((w for w in DAY_WORD if len(w) > 1 and w != "最近"), key=len, reverse=True))

MAIN = re.compile(
    rf"(?:农历|阴历)?\s?(?:(?P<yw>{YW})的?\s?|(?P<era>{ERA})(?P<ey>元|\d{{1,2}}|[{CN}]{{1,3}})\s?年\s?|(?P<year>{YEAR})\s?年\s?(?:的(?=\d{{1,2}}月|[{CN}]{{1,2}}月))?)?"
    rf"(?:(?P<mw>(?:{STEPS})(?=月)|(?:{STEPS})(?=个月))个?月|(?P<month>{MONTH})\s?月(?:份)?)?的?\s?"
    rf"(?:(?P<day>{DAYNUM})\s?(?P<mark>[日号]|(?![\d{CN}点时年个月周天:：.%万亿])))?(?:\s?[，,]?\s?(?:星期|礼拜)[一二三四五六日天])?"
)
NEWYEAR = re.compile(r"大年(?P<day>初[一二三四五六七八九十]|三十)")
ISO = re.compile(r"(?<![\d.-])(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?![\d-])")
SHORT = re.compile(r"(?<![\d./-])(\d{1,2})([-/])(\d{1,2})\2(\d{4}(?!\d)|\d{1,2}(?![\d-]))")
TWO = re.compile(r"(?<![\d./-])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/年月])")
DAYREL = re.compile(rf"(?P<dw>{DW})")
WEEKREL = re.compile(rf"(?P<step>{STEPS})?\s?{WEEKDAY}(?!末)")
AGO = re.compile(r"(?P<unit>天|日)\s?(?P<dir>之?前|以前|之?后|以后)")
CLOCK_WORDS = {
    "凌晨": 0,
    "清晨": 0,
    "早晨": 0,
    "今晨": 0,
    "早上": 0,
    "早间": 0,
    "晨": 0,
    "早": 0,
    "上午": 0,
    "中午": 12,
    "下午": 12,
    "午后": 12,
    "傍晚": 12,
    "晚上": 12,
    "晚间": 12,
    "夜里": 12,
    "夜间": 12,
    "深夜": 12,
    "晚": 12,
    "夜晚": 12,
}
PARTS = {
    "上午": (8, 12),
    "早上": (8, 12),
    "早间": (8, 12),
    "早晨": (8, 12),
    "清晨": (8, 12),
    "早": (8, 12),
    "中午": (11, 13),
    "下午": (12, 16),
    "午后": (12, 16),
    "傍晚": (16, 20),
    "晚上": (16, 20),
    "晚间": (16, 20),
    "夜里": (20, 24),
    "夜间": (20, 24),
    "深夜": (20, 24),
    "凌晨": (0, 8),
}
CW = "|".join(sorted(CLOCK_WORDS, key=len, reverse=True))
HOURS = r"二?十[一二三四]?|二十[一二三四]|十[一二三四五六七八九]|[零一二两三四五六七八九]|\d{1,2}"
MINUTES = r"[二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九]|\d{1,2}"
CLOCK = re.compile(
    rf"(?P<about>大约|大概|约)?(?P<cw>{CW})?的?\s?(?:(?P<h2>\d{{1,2}})[:：](?P<m2>[0-5]\d)(?:[:：](?P<s2>[0-5]\d))?\s?(?P<ap>[ap]\.?m\.?)?|"
    rf"(?P<h>{HOURS})(?:点钟?|时(?!间|候|代|期))(?:整|(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>{MINUTES})分?(?:(?P<s>{MINUTES})秒)?)?)"
)
UNIT_SECONDS = {
    "年": 365 * 86400,
    "个月": 30 * 86400,
    "月": 30 * 86400,
    "个星期": 7 * 86400,
    "星期": 7 * 86400,
    "周": 7 * 86400,
    "个礼拜": 7 * 86400,
    "礼拜": 7 * 86400,
    "天": 86400,
    "日": 86400,
    "个小时": 3600,
    "小时": 3600,
    "个钟头": 3600,
    "钟头": 3600,
    "时": 3600,
    "分钟": 60,
    "分": 60,
    "秒钟": 1,
    "秒": 1,
    "个季度": 90 * 86400,
    "世纪": 36500 * 86400,
    "个世纪": 36500 * 86400,
    "个工作日": 86400,
    "整天": 86400,
    "工作日": 86400,
}
LENGTH = re.compile(
    r"\s?(?P<half1>半)?(?P<unit>"
    + "|".join(sorted(UNIT_SECONDS, key=len, reverse=True))
    + r")(?P<half2>半)?(?!代|级|纪|度|初|底|末|[间候岁])"
)
HALF_UNIT = re.compile(r"半(?P<unit>个月|年|天|个小时|小时|个钟头|个世纪|个星期|日)(?![后前])")


class Hit:
    """Readings of an expression: ``kind``, past and future ``values`` (dates, or (start, end) pairs)."""

    def __init__(self, start, end, kind, values, *, point=None, full=False):
        self.start, self.end, self.kind, self.values, self.point, self.full = start, end, kind, values, point, full


def safe(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def add_months(day, months):
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    for number in (day.day, 30, 29, 28):
        found = safe(year, month, number)
        if found:
            return found
    return None


def nearest_year(ref, month, day):
    """The last such day before the reference and the next from it on."""
    past = next((d for y in range(ref.year, ref.year - 9, -1) if (d := safe(y, month, day)) and d < ref), None)
    future = next((d for y in range(ref.year, ref.year + 9) if (d := safe(y, month, day)) and d >= ref), None)
    return [past, future]


def nearest_month(ref, day):
    first = ref.replace(day=1)
    months = [add_months(first, k) for k in range(-4, 5)]
    days = [d for m in months if (d := safe(m.year, m.month, day))]
    return [max((d for d in days if d < ref), default=None), min((d for d in days if d >= ref), default=None)]


def year_of(match, ref):
    if match["yw"]:
        return ref.year + YEAR_WORD[match["yw"]]
    if match["era"]:
        return ERAS[match["era"]] + (1 if match["ey"] == "元" else small_number(match["ey"])) - 1
    if match["year"]:
        written = match["year"]
        if len(written) == 2 and written.isascii():
            return 2000 + int(written) if int(written) < 50 else 1900 + int(written)
        return full_year(written) if "十" not in written or "千" in written else 0
    return None


def read_main(text, pos, ref):
    m = MAIN.match(text, pos)
    if m is None or not m.group().strip():
        return None
    year = year_of(m, ref)
    if year == 0 or (m["year"] and len(m["year"]) == 2 and m["year"][0] >= "一" and not m["month"]):
        return None
    if m["mw"] is not None:
        base = add_months(dt.date(year or ref.year, ref.month, 1), STEP[m["mw"]])
        year, month = base.year, base.month
    else:
        month = small_number(m["month"]) if m["month"] else None
    day = small_number(m["day"]) if m["day"] else None
    end = m.end()
    while text[end - 1] in " 的":
        end -= 1
    if day is None and month is None and year is None:
        return None
    if day is not None and month is None and (year is not None or m["mark"] != "日"):
        return _cut_day(m, text, pos, year)
    if day is not None and not m["mark"] and m["day"].isascii():
        return None
    if day is not None:
        return _day_hit(pos, end, (year, month, day), ref)
    return _period_hit(m, text, pos, end, (year, month), ref)


def _cut_day(m, text, pos, year):
    if year is None:
        return None
    end = m.start("day")
    while text[end - 1] in " 的":
        end -= 1
    return Hit(
        pos, end, "daterange", [(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))], point=dt.date(year, 1, 1), full=True
    )


def _day_hit(pos, end, parts, ref):
    year, month, day = parts
    if year is not None:
        found = safe(year, month, day)
        return Hit(pos, end, "date", [found] if found else [], full=True)
    if month is not None:
        return Hit(pos, end, "date", nearest_year(ref, month, day))
    return Hit(pos, end, "date", nearest_month(ref, day))


def _period_hit(m, text, pos, end, parts, ref):
    year, month = parts
    if month is None:
        if m["year"] is None and m["era"] is None and m["yw"] is None:
            return None
        start = dt.date(year, 1, 1)
        stop = dt.date(year + 1, 1, 1)
        half = re.compile(r"[的\s]?(上半年|前半年|下半年|后半年|第?[一二三四1-4]季度|[春夏秋冬][天季])").match(
            text, end
        )
        if half is not None:
            return _year_part(half, pos, year)
        inner = _inside_year(text, pos, end, year)
        if inner is not None:
            return inner
        return Hit(
            pos, end, "daterange", [(start, ref if m["yw"] in ("今年", "本年") else stop)], point=start, full=True
        )
    if year is not None:
        start = dt.date(year, month, 1)
        return Hit(pos, end, "daterange", [(start, add_months(start, 1))], point=start, full=True)
    pairs = [
        (d, add_months(d, 1)) if d else None
        for d in nearest_year(ref.replace(day=1) if ref.month == month else ref, month, 1)
    ]
    return Hit(pos, end, "daterange", pairs, point=None)


INSIDE = re.compile(
    r"的?\s?(?P<which>第|前|最[后後])\s?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s?(?P<unit>周|个?星期|个?月|天)"
)


def _inside_year(text, pos, end, year):
    """2021 年的第二周, 明年第九个月, 去年的前 10 天, 今年的最后 3 周."""
    m = INSIDE.match(text, end)
    if m is None:
        return None
    count, unit = small_number(m["n"]), m["unit"][-1]
    if m["which"] == "第":
        if unit in "周期":
            start = dt.date.fromisocalendar(year, min(count, 52), 1)
            span = (start, start + 7 * DAY)
        elif unit == "月":
            start = dt.date(year, min(count, 12), 1)
            span = (start, add_months(start, 1))
        else:
            start = dt.date(year, 1, 1) + DAY * (count - 1)
            span = (start, start + DAY)
    else:
        days = count * (7 if unit in "周期" else 1)
        first, stop = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        if unit in "周期":
            first += DAY * (-first.weekday() % 7)
            stop = (stop - DAY) - DAY * (stop - DAY).weekday()
        if unit == "月":
            span = (first, add_months(first, count)) if m["which"] == "前" else (add_months(stop, -count), stop)
        else:
            span = (first, first + DAY * days) if m["which"] == "前" else (stop - DAY * days, stop)
    return Hit(pos, m.end(), "daterange", [span], full=True)


def _year_part(half, pos, year):
    word = half[1]
    if word[0] in "上前":
        span = (dt.date(year, 1, 1), dt.date(year, 7, 1))
    elif word[0] in "下后":
        span = (dt.date(year, 7, 1), dt.date(year + 1, 1, 1))
    elif word[0] in "春夏秋冬":
        return Hit(pos, half.end(), "daterange", [])
    else:
        quarter = small_number(re.sub("[第季度]", "", word))
        start = dt.date(year, 3 * quarter - 2, 1)
        span = (start, add_months(start, 3))
    return Hit(pos, half.end(), "daterange", [span], full=True)


def read_numeric(text, pos, ref):
    m = ISO.match(text, pos)
    if m is not None:
        found = safe(int(m[1]), int(m[3]), int(m[4]))
        return Hit(pos, m.end(), "date", [found] if found else [], full=True)
    m = SHORT.match(text, pos)
    if m is not None:
        a, b, c = int(m[1]), int(m[3]), int(m[4])
        if len(m[4]) == 4:
            found = safe(c, b, a) or safe(c, a, b)
        elif len(m[1]) == 2 and c <= 31 and a > 0 and m[2] == "-":
            found = safe(2000 + a if a < 50 else 1900 + a, b, c)
        else:
            found = safe(2000 + c if c < 50 else 1900 + c, b, a) or safe(2000 + c if c < 50 else 1900 + c, a, b)
        return Hit(pos, m.end(), "date", [found], full=True) if found else None
    m = TWO.match(text, pos)
    if m is not None:
        return Hit(pos, m.end(), "date", nearest_year(ref, int(m[1]), int(m[2])))
    return None


def read_day(text, pos, ref):
    """A day or a month or year at ``pos``."""
    hit = read_numeric(text, pos, ref)
    if hit is not None:
        return hit
    m = NEWYEAR.match(text, pos)
    if m is not None:
        return Hit(pos, m.end(), "date", nearest_year(ref, 1, small_number(m["day"])))
    m = DAYREL.match(text, pos)
    if m is not None and not text.startswith(("头条", "之后》"), m.end()):
        return Hit(pos, m.end(), "date", [ref + DAY * DAY_WORD[m["dw"]]])
    m = WEEKREL.match(text, pos)
    if m is not None:
        return _weekday(m, ref)
    for reader in (read_weeks, read_steps, read_decade, read_last_weekday, read_main):
        hit = reader(text, pos, ref)
        if hit is not None:
            return hit
    return None


def _weekday(m, ref):
    number = "一二三四五六日".find(m["wd"].replace("天", "日"))
    monday = ref - DAY * ref.weekday()
    if m["step"] is not None:
        return Hit(m.start(), m.end(), "date", [monday + DAY * (7 * STEP[m["step"]] + number)])
    day = monday + DAY * number
    return Hit(m.start(), m.end(), "date", [day, day + 7 * DAY] if day < ref else [day - 7 * DAY, day])


WEEKS = re.compile(
    rf"(?P<step>{STEPS}|前(?=半[年月])|[后](?=半[年月]))(?P<unit>周末|星期|周|礼拜|个?月|半年|半月|季度|年度?)(?![一二三四五六日天末初])"
)


def read_weeks(text, pos, ref):
    m = WEEKS.match(text, pos)
    if m is None:
        return None
    word = {"前": "上", "后": "下"}.get(m["step"], m["step"])
    step, unit = STEP[word], m["unit"]
    monday = ref - DAY * ref.weekday()
    if unit == "周末":
        start, stop = monday + DAY * (7 * step + 5), monday + DAY * (7 * step + 7)
    elif unit in ("星期", "周", "礼拜"):
        start, stop = monday + DAY * 7 * step, monday + DAY * (7 * step + 7)
    elif unit == "半年":
        half = 1 if ref.month > 6 else 0
        index = ref.year * 2 + ((word == "下") if word in ("上", "下") else half + step)
        start = dt.date(index // 2, 1 + 6 * (index % 2), 1)
        stop = add_months(start, 6)
    elif unit == "半月":
        start = ref.replace(day=1 if word == "上" else 16)
        stop = ref.replace(day=16) if word == "上" else add_months(ref.replace(day=1), 1)
    elif unit == "季度":
        first = dt.date(ref.year, 3 * ((ref.month - 1) // 3) + 1, 1)
        start, stop = add_months(first, 3 * step), add_months(first, 3 * step + 3)
    elif "月" in unit:
        start = add_months(ref.replace(day=1), step)
        stop = add_months(start, 1)
        day = re.compile(rf"({DAYNUM})[日号]").match(text, m.end())
        if day is not None:
            found = safe(start.year, start.month, small_number(day[1]))
            return Hit(pos, day.end(), "date", [found] if found else [])
    else:
        start, stop = dt.date(ref.year + step, 1, 1), dt.date(ref.year + step + 1, 1, 1)
    return Hit(pos, m.end(), "daterange", [(start, stop)])


NEAR = re.compile(
    r"(?P<dir>上|前|过去|之前|最近|近|后|下|未来|今后|之后|接下来|还剩)(?:的)?\s?(?!半[年月])(?=[\d一二两三四五六七八九十半几])"
)


def read_steps(text, pos, ref):
    """前 1 周, 后 1 年, 之后 5 分钟."""
    m = NEAR.match(text, pos)
    if m is None:
        return None
    length = read_length(text, m.end())
    if length is None:
        return None
    end, seconds, unit, count = length
    back = m["dir"] in ("上", "前", "过去", "之前", "最近", "近")
    if unit in ("小时", "个小时", "分钟", "分", "秒", "钟头", "个钟头", "秒钟"):
        now = RefClock.now
        delta = dt.timedelta(seconds=seconds)
        return Hit(pos, end, "datetimerange", [(now - delta, now) if back else (now, now + delta)])
    if m["dir"] == "还剩":
        return None
    shift = _shift(ref, unit, count, back=back)
    return Hit(pos, end, "daterange", [(shift, ref) if back else (ref + DAY, shift + DAY)])


def _shift(ref, unit, count, *, back):
    sign = -1 if back else 1
    if "年" in unit:
        return add_months(ref, int(sign * 12 * count))
    if "月" in unit:
        return add_months(ref, int(sign * count))
    return ref + dt.timedelta(seconds=sign * UNIT_SECONDS[unit] * float(count))


DECADE = re.compile(rf"(?:(?P<c>本|上|\d\d|[{CN}]{{1,3}})个?世纪)?的?(?P<d>\d0|[一二三四五六七八九]十)年代")


def read_decade(text, pos, ref):
    m = DECADE.match(text, pos)
    if m is None:
        return None
    decade = small_number(m["d"])
    if m["c"] is None:
        bases = [1900, 2000]
    elif m["c"] in "本上":
        bases = [ref.year // 100 * 100 - (100 if m["c"] == "上" else 0)]
    else:
        bases = [(small_number(m["c"]) - 1) * 100]
    return Hit(pos, m.end(), "daterange", [(dt.date(b + decade, 1, 1), dt.date(b + decade + 10, 1, 1)) for b in bases])


LAST = re.compile(rf"(?P<m>{MONTH})月的?最[后後]一个(?:星期|周|礼拜)(?P<wd>[一二三四五六日天])")


def read_last_weekday(text, pos, ref):
    m = LAST.match(text, pos)
    if m is None:
        return None
    month, number = small_number(m["m"]), "一二三四五六日".find(m["wd"].replace("天", "日"))

    def last(year):
        day = add_months(dt.date(year, month, 1), 1) - DAY
        return day - DAY * ((day.weekday() - number) % 7)

    this = last(ref.year)
    return Hit(pos, m.end(), "date", [this, last(ref.year + 1)] if this < ref else [last(ref.year - 1), this])


def read_length(text, pos):
    """A duration: (end, seconds, unit, count)."""
    half = HALF_UNIT.match(text, pos)
    if half is not None:
        seconds = {"个月": 15 * 86400, "月": 15 * 86400, "年": 365 * 43200}.get(
            half["unit"], UNIT_SECONDS.get(half["unit"], 0) // 2
        )
        return half.end(), seconds, half["unit"], 0.5
    if pos >= len(text):
        return None
    numeral = read_numeral(text, pos)
    if numeral is None or (numeral.digits and len(numeral.digits) == 4) or (numeral.lone and text[pos] in "百千万亿"):
        return None
    split = re.compile(r"\s?个半?(?=月|小时|钟头|星期|礼拜)").match(text, numeral.end)
    unit = LENGTH.match(text, numeral.end)
    count = float(numeral.low)
    if unit is None and split is not None and "半" in split.group():
        unit, count = LENGTH.match(text, split.end()), count + 0.5
    if unit is None or (unit["unit"] in ("月", "日") and not split):
        return None
    if unit["half2"]:
        count += 0.5
    return unit.end(), count * UNIT_SECONDS[unit["unit"]], unit["unit"], count


def durations(text, pos):
    first = read_length(text, pos)
    if first is None:
        return None
    end, seconds, unit, _ = first
    if unit == "时" and seconds <= 86400:
        return None
    while True:
        at = re.compile(r"\s?[又零加和]?\s?").match(text, end).end()
        more = read_length(text, at) if at < len(text) else None
        if more is None:
            break
        end, seconds = more[0], seconds + more[1]
    if unit == "年" and numeral_year(text, pos):
        return None
    return Hit(pos, end, "duration", [seconds])


def numeral_year(text, pos):
    return re.compile(rf"(?:0\d|\d{{3,4}}|[{CN[:-1]}]{{2,4}})年").match(text, pos) is not None


class RefClock:
    now = dt.datetime(2000, 1, 1)


def read_clock(text, pos):
    """A time of day: (end, seconds, ambiguous, about_start) or None."""
    m = CLOCK.match(text, pos)
    if m is None:
        return None
    hour = int(m["h2"]) if m["h2"] else small_number(m["h"].replace("两", "二"))
    minute = (
        int(m["m2"] or 0)
        if m["h2"]
        else 30
        if m["half"]
        else {"一": 15, "三": 45}.get(m["quarter"], 0)
        if m["quarter"]
        else small_number(m["m"])
        if m["m"]
        else 0
    )
    second = int(m["s2"] or 0) if m["h2"] else small_number(m["s"]) if m["s"] else 0
    if hour > 24 or minute > 59:
        return None
    ambiguous = False
    if m["cw"]:
        if (
            CLOCK_WORDS[m["cw"]] == 12
            and 1 <= hour < (11 if m["cw"] == "中午" else 12)
            and not (m["cw"] == "中午" and hour > 3)
        ):
            hour += 12
    elif m["ap"]:
        hour = hour % 12 + (12 if m["ap"][0] == "p" else 0)
    else:
        ambiguous = 1 <= hour <= 12
    return m.end(), (hour % 24) * 3600 + minute * 60 + second, ambiguous, bool(m["cw"])


def clock_text(seconds):
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


# ------------------------------------------------------------------ combinations

CONNECT = re.compile(r"\s?(?:到|至|~|-|–|—)\s?")
AND = re.compile(r"\s?(?:和|与|到|至)\s?")
BETWEEN = re.compile(r"之间|间")
AFTER_DATE = re.compile(
    r"(?P<before>或之前|及以前|或以前|及之前|以前|之前)|(?P<after>或之后|及以后|或以后|及之后|以后|之后|开始|起|以来)"
)
BEFORE_DATE = re.compile(r"(?:截止到|截至|直到)$")
SINCE = re.compile(r"自$")
SPAN_DAY = re.compile(rf"\s?(?:到|至|-|~|–)\s?(?P<d>{DAYNUM})[日号]")


def day_text(day):
    return (
        day.isoformat()
        if isinstance(day, dt.date) and not isinstance(day, dt.datetime)
        else day.strftime("%Y-%m-%d %H:%M:%S")
        if day
        else None
    )


def starts(hit):
    """The first days of a hit's readings."""
    return [v[0] if isinstance(v, tuple) else v for v in hit.values]


def as_range(begin, end, first, second):
    """Both ends as readings; the end of a period counts by its first day, as the specification has it."""
    a, b = starts(first), starts(second)
    if not a or not b or None in a or None in b:
        return Hit(begin, end, "daterange", [])
    if len(a) == 2 and len(b) == 1:
        return Hit(begin, end, "daterange", [(min(a, key=lambda d: abs((b[0] - d).days)), b[0])])
    if second.full:
        return Hit(begin, end, "daterange", [(a[-1], b[-1])])
    now = RefClock.now.date()
    pairs = []
    for start in a:
        later = [d for d in b if d >= start] if first.full else None
        if first.full and len(b) == 2:
            month_day = next((safe(start.year, d.month, d.day) for d in b), None)
            stop = month_day if month_day and month_day >= start else min(later or b)
        else:
            stop = next((d for d in (safe(start.year, x.month, x.day) for x in b) if d and d >= start), None) or (
                safe(start.year + 1, b[0].month, b[0].day) if len(b) == 2 else b[0]
            )
        pairs.append((start, stop))
        last = add_months(stop, 1) if second.kind == "daterange" else stop
        if len(a) == 2 and start <= now < last:
            return Hit(begin, end, "daterange", pairs[-1:])
    return Hit(begin, end, "daterange", pairs)


def bare_year(text, pos):
    m = re.compile(r"[12]\d{3}(?!\d|[.,/%万亿个])").match(text, pos)
    if m is None:
        return None
    year = dt.date(int(m.group()), 1, 1)
    return Hit(pos, m.end(), "daterange", [(year, dt.date(int(m.group()) + 1, 1, 1))], point=year, full=True)


def read_range(text, pos, ref):
    """从 A 到 B, A 和 B 之间, A 之后 B 之前."""
    start = pos + text.startswith("从", pos)
    first = read_day(text, start, ref) or bare_year(text, start)
    if first is None:
        return None
    short = SPAN_DAY.match(text, first.end)
    if short is None and "/" in text[start : first.end]:
        dash = re.compile(r"\s?-\s?(?=\d)").match(text, first.end)
        second = read_numeric(text, dash.end(), ref) if dash is not None else None
        if second is not None:
            return as_range(pos, second.end, first, second)
    if short is not None and first.kind == "date":
        ends = [safe(d.year, d.month, small_number(short["d"])) if d else None for d in first.values]
        return Hit(pos, short.end(), "daterange", [(a, b) for a, b in zip(first.values, ends, strict=True) if a and b])
    return _two_days(text, pos, start, first, ref)


def _two_days(text, pos, start, first, ref):
    """The second end of a range whose first is read: to B, and B 之间, 之后 B 之前."""
    gap = CONNECT.match(text, first.end)
    if gap is not None:
        second = read_day(text, gap.end(), ref) or bare_year(text, gap.end())
        if second is not None:
            tail = BETWEEN.match(text, second.end)
            if first.full and second.kind == "date" and not first.values:
                return Hit(pos, second.end, "daterange", [])
            return as_range(pos, tail.end() if tail else second.end, first, second)
    gap = AND.match(text, first.end)
    if gap is not None:
        second = read_day(text, gap.end(), ref) or bare_year(text, gap.end())
        tail = BETWEEN.match(text, second.end) if second is not None else None
        if tail is not None:
            return as_range(start, tail.end(), first, second)
    if text.startswith("之后", first.end):
        second = read_day(text, first.end + 2, ref)
        if second is not None and text.startswith("之前", second.end) and first.kind == second.kind:
            return as_range(start, second.end + 2, first, second)
    return None


def read_datetime(text, pos, ref):
    """A day with a time of day, or with a part of the day."""
    day = read_day(text, pos, ref)
    if day is None:
        prefix = re.compile(r"今|明|昨|当").match(text, pos)
        if prefix is None or not re.compile("[晨早晚]").match(text, prefix.end()):
            return None
        day = Hit(pos, prefix.end(), "date", [ref + DAY * {"今": 0, "明": 1, "昨": -1, "当": 0}[prefix.group()]])
    if day.kind != "date":
        return None
    at = day.end + (text.startswith(" ", day.end) or text.startswith("的", day.end))
    clock = read_clock(text, at)
    values = [v for v in day.values if v]
    if clock is not None:
        end, seconds, _, worded = clock
        stop = re.compile(r"\s?(?:到|至|-|~)\s?").match(text, end)
        later = read_clock(text, stop.end()) if stop is not None else None
        if later is not None:
            second = later[1] + (43200 if worded and not later[3] and later[1] < 43200 and seconds >= 43200 else 0)
            return Hit(pos, later[0], "datetimerange", [(stamp(v, seconds), stamp(v, second)) for v in values])
        return Hit(pos, end, "datetime", [stamp(v, seconds) for v in values])
    part = re.compile("|".join(sorted(PARTS, key=len, reverse=True))).match(text, at)
    if part is not None:
        low, high = PARTS[part.group()]
        return Hit(pos, part.end(), "datetimerange", [(stamp(v, low * 3600), stamp(v, high * 3600)) for v in values])
    return None


def stamp(day, seconds):
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(seconds=seconds)


def read_datetime_range(text, pos, ref):
    start = pos + text.startswith("从", pos)
    first = read_datetime(text, start, ref)
    if first is None or first.kind != "datetime":
        return None
    gap = re.compile(r"\s?(?:到|至|-|~|和|与)\s?").match(text, first.end)
    second = read_datetime(text, gap.end(), ref) if gap is not None else None
    if second is None or second.kind != "datetime":
        return None
    tail = BETWEEN.match(text, second.end)
    if text[gap.start() : gap.end()].strip() in ("和", "与") and tail is None:
        return None
    a, b = first.values, second.values
    if len(a) == 2 and len(b) == 2:
        a, b = a[1:], b[1:]
    return Hit(
        start if tail else pos,
        tail.end() if tail else second.end,
        "datetimerange",
        [(x, y) for x, y in zip(a, b, strict=False)],
    )


def read_time(text, pos):
    start = pos + text.startswith("从", pos)
    first = read_clock(text, start)
    if first is None:
        part = re.compile("上午|下午|晚上|早上|中午|傍晚|早间|晚间").match(text, pos)
        if part is not None:
            low, high = PARTS[part.group()]
            return Hit(pos, part.end(), "timerange", [(clock_text(low * 3600), clock_text(high * 3600))])
        return None
    end, seconds, ambiguous, worded = first
    if text[start:end].isdigit():
        return None
    gap = re.compile(r"\s?(?:到|至|-|~)\s?").match(text, end)
    second = read_clock(text, gap.end()) if gap is not None else None
    if second is not None:
        stop = second[1] + (43200 if worded and not second[3] and second[1] < 43200 and seconds >= 43200 else 0)
        return Hit(pos, second[0], "timerange", [(clock_text(seconds), clock_text(stop))])
    bound = AFTER_DATE.match(text, end)
    both = [clock_text(seconds)] + ([clock_text((seconds + 43200) % 86400)] if ambiguous else [])
    if bound is not None:
        return Hit(start, bound.end(), "timerange", [(None, t) if bound["before"] else (t, None) for t in both])
    return Hit(start, end, "time", both)


SET = re.compile(
    r"每(?:个)?(?:天|日|周[一二三四五六日天]?|星期[一二三四五六日天]?|月|年|季度|小时|分钟|晚|早)|每个(?:星期|月)"
)


def read_other(text, pos, ref):
    """每天, 马上, 五年前."""
    m = SET.match(text, pos)
    if m is not None:
        return Hit(pos, m.end(), "set", [])
    m = re.compile(r"马上|现在|此刻|立刻").match(text, pos)
    if m is not None:
        return Hit(pos, m.end(), "datetime", [RefClock.now])
    if not text[pos].isdigit() and text[pos] not in "一二两三四五六七八九十半":
        return None
    length = None if numeral_year(text, pos) else read_length(text, pos)
    if length is None:
        return None
    end, seconds, unit, count = length
    m = re.compile(r"\s?(?:之|以)?(?P<dir>前|后)(?!天|年|[日一])").match(text, end)
    if m is None:
        return None
    back = m["dir"] == "前"
    if unit in ("小时", "个小时", "分钟", "分", "秒", "钟头", "个钟头", "秒钟"):
        delta = dt.timedelta(seconds=seconds)
        return Hit(pos, m.end(), "datetime", [RefClock.now - delta if back else RefClock.now + delta])
    return Hit(pos, m.end(), "date", [_shift(ref, unit, count, back=back)])


def bounded(text, hit):
    """A date with 之前, 以后, 起, 截止到 …"""
    m = AFTER_DATE.match(text, hit.end)
    begin = hit.start
    values = [v for v in hit.values if v]
    if m is not None and m["before"]:
        return Hit(begin, m.end(), "daterange", [(None, v[0] if isinstance(v, tuple) else v) for v in values])
    if m is not None:
        since = SINCE.search(text[:begin]) if m.group() == "以来" else None
        inside = m.group() in ("以后", "之后") and values and isinstance(values[0], tuple)
        return Hit(
            since.start() if since else begin,
            m.end(),
            "daterange",
            [((v[1] if inside else v[0]) if isinstance(v, tuple) else v, None) for v in values],
        )
    m = BEFORE_DATE.search(text[:begin])
    if m is not None:
        return Hit(m.start(), hit.end, "daterange", [(None, v[0] if isinstance(v, tuple) else v) for v in values])
    return hit


QUICK = re.compile(
    r"[0-9一二两三四五六七八九十零廿初正今昨明前后大去来上下本这星周礼农阴从每马现半早晚中凌傍清之过未接还约春夏秋冬="
    + "".join({e[0] for e in ERAS})
    + "]"
)


SEASON = re.compile(r"[春夏秋冬][天季]")


def read_season(text, pos):
    m = SEASON.match(text, pos)
    return Hit(pos, m.end(), "daterange", []) if m is not None else None


def candidates(text, kind, ref):
    if kind == "duration":
        return [lambda p: durations(text, p)]
    if kind == "date":
        return [lambda p: read_other(text, p, ref), lambda p: read_day(text, p, ref)]
    if kind == "daterange":
        return [lambda p: read_range(text, p, ref), lambda p: read_day(text, p, ref), lambda p: read_season(text, p)]
    return [
        lambda p: read_datetime_range(text, p, ref),
        lambda p: read_range(text, p, ref),
        lambda p: read_datetime(text, p, ref),
        lambda p: read_other(text, p, ref),
        lambda p: _bound_day(text, p, ref),
        lambda p: durations(text, p),
        lambda p: read_time(text, p),
    ]


def _bound_day(text, pos, ref):
    equal = re.compile(r"=\s?").match(text, pos)
    if equal is not None:
        year = bare_year(text, equal.end())
        return Hit(pos, year.end, "daterange", year.values) if year else None
    hit = read_day(text, pos, ref)
    return bounded(text, hit) if hit is not None else None


def extract(text, kind, reference):
    """Results of one date kind in the scorer's shape; without a reference nothing is resolved."""
    if reference is None:
        reference = dt.datetime(2019, 1, 1)
        if kind == "datetime" and not re.search(r"\d", text):
            return []
    RefClock.now = reference
    readers = candidates(text, kind, reference.date())
    out, pos = [], 0
    while (m := QUICK.search(text, pos)) is not None:
        pos = m.start()
        hit = next((h for reader in readers if (h := reader(pos)) is not None and h.end > pos), None)
        if hit is None:
            pos += 1
            continue
        out.append(show(hit))
        pos = hit.end
    return out


def show(hit):
    values = []
    for value in hit.values:
        if value is None:
            continue
        values.append(tuple(plain(v) for v in value) if isinstance(value, tuple) else plain(value))
    return {"start": hit.start, "end": hit.end - 1, "value": list(dict.fromkeys(values)), "unit": hit.kind}


def plain(value):
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
