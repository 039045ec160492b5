"""Which time a claim speaks of, and whether a figure of a certain time answers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.check.dates import compare_dates, date_parts
from pipeline.model import Claim, Figure

# 上年 counts from the year of the report, which only the reader of dates, or the sentence, may know
_RELATIVE = {"去年": -1, "今年": 0, "本年": 0, "年内": 0, "前年": -2, "明年": 1, "后年": 2}
_BEFORE_THAT, _NAMED = re.compile("上一?年"), re.compile(r"(\d{4}) ?年|去年|今年|前年")
_WORD = re.compile("|".join(_RELATIVE))
_BASE = re.compile(
    r"(?:[比较与和同跟]|相比|对比|相较)\s?(?:于\s?)?"
    r"(?:去年|上年|前年|上月|上季|上一[年季]|同期|\d{4} ?年|\d{1,2} ?月)[^，,。；;]{0,8}?"
    r"(?:相比|同期|年?底|全年|持平|[多少高低增减降涨翻提下上快慢]|$)|"
    r"(?:去年|上年|前年|上月|上季|上一[年季]|同期|\d{4} ?年)(?:同期|同月|全年|年?[底末])?的? ?"
    r"(?:(?:约|近|将近|不到|不足|超过|大约|逾) ?)?[\d零一二两三四五六七八九十百几半.]+ ?[多余几]?"
    r"(?:倍|(?:成|%|分之|半)(?![^，,。；;]{0,12}[到至为]))"
)
_OVERRULED = re.compile(r"当[月天日年季时]|(?<!年)同[期月]|目前|现在|如今|现有|迄今|至今|累计")
_SCOPE_TIME = re.compile(
    r"\d{4} ?年?|[第前]?[一二三四1-4]个?季度?|[上下前后]?半年|\d{1,2} ?月|[上去前本今]?年[初末底]?|期[初末]|"
    r"[QqHh][1-4]|全|累计|底|末|\W"
)
_CLAUSE = re.compile(r"[，,；;：:。]")
_YEAR = re.compile(r"\d{4}")
_DATED = re.compile(r"(?:(\d{4})|-)(?:-(\d{2}))?(?:-\d{2})?")
_FULL = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def years_of_days(figures: Iterable[Figure]) -> dict[str, frozenset[int]]:
    """Days that figures name (``--01-20``) to their years."""
    days: dict[str, set[int]] = {}
    for figure in figures:
        for text in (figure.date, figure.as_of):
            if match := _FULL.fullmatch(text):
                days.setdefault(f"--{match[2]}-{match[3]}", set()).add(int(match[1]))
    return {day: frozenset(years) for day, years in days.items()}


def article_year(published: str, claims: Iterable[Claim], days: Mapping[str, frozenset[int]]) -> int | None:
    """The year that 今年 means: of publication, else of the pack's dates that the page names by month and day alone.

    ``days`` are the pack's, see :func:`years_of_days`.
    """
    if _YEAR.match(published):
        return int(published[:4])
    found: set[int] = set()
    for claim in claims:
        years = days.get(claim.quantity.date, ()) if claim.quantity else ()
        if len(years) == 1:
            found.update(years)
    return found.pop() if len(found) == 1 else None


def claimed_time(claim: Claim, year: int | None) -> str:
    """The time of a claim as a date, 去年 and 今年 resolved; empty where it is not known.

    A time that only serves a comparison (比去年同期), or that an anaphor (当月) or a word of the present (目前) in the
    clause of the number overrules, is not the claim's.
    """
    before = _year_before(_lead(claim), year)
    if before:
        return before
    if not claim.time or _only_compared(claim) or _OVERRULED.search(_CLAUSE.split(_lead(claim))[-1]):
        return ""
    if date_parts(claim.time):
        return _with_year(claim.time, year)
    return _relative(claim.time, year)


def _year_before(lead: str, year: int | None) -> str:
    """去年营收 X, 上年同期 Y: the year before the one that the sentence names before it; empty where it names none."""
    *earlier, clause = _CLAUSE.split(lead)
    named = list(_NAMED.finditer("，".join(earlier))) if _BEFORE_THAT.search(clause) else []
    if not named or _OVERRULED.search(clause):
        return ""
    said = named[-1]
    base = int(said[1]) if said[1] else None if year is None else year + _RELATIVE[said[0]]
    return "" if base is None else str(base - 1)


@lru_cache(maxsize=64)
def _compares(sentence: str) -> bool:
    """True where a time of the sentence only serves a comparison."""
    return _BASE.search(sentence) is not None


def _only_compared(claim: Claim) -> bool:
    """True where the time stands in a comparison (较去年同期); 7 月 before it is the claim's all the same."""
    base = _BASE.search(claim.sentence)
    if base is None:
        return False
    match = _DATED.fullmatch(claim.time)
    if match is None:
        return claim.time not in _BASE.sub("", _lead(claim))
    if _lead(claim).find(base[0]) >= 0:
        return True
    year, month = match[1], match[2]
    return bool((year and year in base[0]) or (month and re.search(rf"(?<!\d)0?{int(month)} ?月", base[0])))


def guessed_time(claim: Claim, figures: Iterable[Figure]) -> str:
    """去年 and 今年 before the number, against the newest of the figures that may be meant.

    For pages that nothing dates: good enough to choose among figures, not to accuse.
    """
    if claim.quantity is not None and claim.quantity.role == "from":
        return ""  # 今年弃电率从 7.9% 压到 4.6%: the first number is older than what the sentence speaks of
    years = () if date_parts(claim.time) else [int(figure.as_of[:4]) for figure in figures if figure.as_of]
    if not years or _compares(claim.sentence):
        return ""
    return _relative(claim.time or _lead(claim), max(years))


def _lead(claim: Claim) -> str:
    at = claim.sentence.find(claim.quote)
    return claim.sentence[: at if at >= 0 else len(claim.sentence)]


def _relative(text: str, year: int | None) -> str:
    found = _WORD.search(text)
    return "" if found is None or year is None else str(year + _RELATIVE[found.group()])


def _with_year(time: str, year: int | None) -> str:
    return f"{year:04d}{time[1:]}" if time.startswith("--") and year is not None else time


def time_fit(figure: Figure, time: str) -> int:
    """1 where a figure is of the claimed time, 0 where that is open, -1 where it is of another."""
    if not figure.as_of or not time:
        return 0
    found = compare_dates(time, figure.as_of)
    if found == "different":
        return -1
    if found == "unknown" or (found == "finer" and len(figure.as_of) == 4):
        return 0
    return 1


@lru_cache(maxsize=4096)
def timeless(scope: str) -> str:
    """A scope without its words of time: 2025 上半年同比 and 2024 上半年同比 are one."""
    return _SCOPE_TIME.sub("", scope)


def earlier(figures: Iterable[Figure], time: str) -> set[str]:
    """Ids of the figures that 从 A 到 B may mean by A: of no time, or older than another of the same scope.

    Where the claim has a time, B is of that time, and A of none that fits it.
    """
    rows = list(figures)
    newest: dict[str, str] = {}
    for figure in rows:
        newest[timeless(figure.scope)] = max(figure.as_of, newest.get(timeless(figure.scope), ""))
    several = len(rows) > 1
    return {
        figure.id
        for figure in rows
        if (not figure.as_of and several)
        or (time_fit(figure, time) < 0 if time else "" < figure.as_of < newest[timeless(figure.scope)])
    }


def latest(figures: Iterable[Figure]) -> set[str]:
    """Ids of the newest figures: among those of one scope the newest ``as_of`` counts where no time is said."""
    newest: dict[str, str] = {}
    rows = list(figures)
    for figure in rows:
        if figure.as_of > newest.get(timeless(figure.scope), ""):
            newest[timeless(figure.scope)] = figure.as_of
    return {figure.id for figure in rows if not figure.as_of or figure.as_of == newest[timeless(figure.scope)]}
