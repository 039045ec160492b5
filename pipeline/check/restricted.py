"""Words that make a claim one of something narrower or other than the figure: a part, a period, a plan, another state.

A figure says nothing about 海外营收, 日均门诊量, 在东南亚的份额 or 上一代 X unless its own words (scope, metric,
entity) do. Such a claim may be supported by it, never refuted; nor is a number that the sentence itself denies.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.check.assessing import Assessment, Page
from pipeline.check.casework import CLAUSE, DIGIT, FROM_TO, TIME, UNDER, Case, accounted, case_of, kinds
from pipeline.check.contrasts import CONTRAST_TESTS
from pipeline.check.naming import mentions, squeezed
from pipeline.check.parts import PART_TESTS, phase, replica
from pipeline.check.periods import PERIOD, of_period
from pipeline.check.slips import swapped
from pipeline.check.times import claimed_time, time_fit
from pipeline.check.values import PURE
from pipeline.model import Claim, Quantity
from pipeline.text import matching_key

_NEGATED = re.compile(
    r"(?:不是|并非|并不是|绝非|不再是|没有|没|未|尚未|不会|不可能|不能|远不)(?:能|有|达到?|到|做到|超过|突破)*"
    r"(?:所谓的?|什么)?$"
)
_ATTRIBUTE = 8
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUESTION = re.compile(r"[？?]|吗$|呢$")
_PLACE = re.compile(
    r"(?<![现正存所实自内潜好旨意重贵写印列放摆挂标登])在(?P<where>[^，,。；;的\d在]{2,10}?)(?:的|市场|地区|，|,|$)"
)
_NO_PLACE = re.compile(
    r"^[这那该同]|^[手此内建线轨研册校职岗售产押途乎于]|[年月日时后前下间末底初会有]$|以|上述|"
    r"(?:过程|会|报告|节目|采访|演讲|微博|基础|名单|榜单|文|信|声明|年报|公告|文件|表|表格|图|附录|正文|屏幕|海报|纸面|现场|测试|竞争|市场)[上中里]$"
)
_EVENT = re.compile(r"推出|发布|上线|问世|亮相|面世|登场|首发|成立|创立|创办|投产|量产|开通|启用")
_A_DATE = re.compile(r"\d ?[年月日](?![\d ]|[前后内里间来以]|[^，,。；;]{0,4}$)")
_WHOLE_OF = re.compile("占比|比重|比例|份额")
_TIME_WORDS = frozenset(("日期", "时间", "年份", "月份", "日子"))
_SPOKEN = re.compile(r"表示|宣布|称|发布|介绍|说|透露|公布|披露|写道|指出")
_CONFIG = re.compile(r"(?P<what>[a-z0-9㐀-鿿]{2})(?P<kind>版|款|档|组|配置|套餐)(?!本|图|权|式)")
_NO_CONFIG = re.compile(
    r"[这该本此那两一首新每多哪几各三四某同全出再改](?:版|款|档|组)|机组|小组|模组|编组|重组|分组|电池组|付款|贷款|存款"
)
_SEVERAL = re.compile(
    r"(?:[两二三四五六七八九十几数]|(?<!\d)(?:[2-9]|\d\d+)) ?[辆台座块张个组套颗家所片枚部栋条架艘] ?$"
)
_THAN = re.compile(r"(?:比起?|相比于?|较|不如|对标|对比|比较) ?(?:[^，,。；;]{0,6}[达到为有的])?(?:约|近|超过)?\s*$")
_MEANWHILE = re.compile(r"\s?(?:里(?!程)|来|以来|间(?!隔)|当中|之中|下来)")
_OF = re.compile(r"\s?(?:左右|上下)?的")
_STANDARD = re.compile(r"[比较与和同跟于是达]$")
_TIMED, _YEAR = re.compile(r"\d{4}|[季月年]"), re.compile(r"\d{4}")
_SPAN, _DAY = re.compile(r"\d ?[-–至到] ?\d+ ?月"), len("2025-01-20")
_RATE = re.compile(r"(?:每[一]?|[一单])个?(?P<time>小时|分钟|[天日周月季年秒])|(?P<mean>[日周月季年])均")
_SUMMED = re.compile("合计|总共|一共|共计|累计|加起来|总计|合共")
_RATES = {
    **dict.fromkeys(("天", "日"), "天|日|day|daily"),
    "小时": "时|hour|/h",
    "分钟": "分|min",
    "周": "周|week",
    "月": "月|month",
    "季": "季|quarter",
    "年": "年|year|annual",
    "秒": "秒|/s|second|speed|速",
}
_PART = r"[之当]?[中里]$"
_ENOUGH = re.compile(r"[^,]{0,3}[能可][^,]{1,6}\d")
_ABOUT = r"(?:了|出|出了)?(?:约|近|将近|超过|逾|不到)? ?$"
_DIFFERS = re.compile(
    r"(?:[比较]|高于|低于|多于|少于)[^,]{1,14}[多少高低长短大小贵重轻快慢宽]" + _ABOUT + "|"
    r"(?:便宜|增加|减少|(?<![大许众诸至不])[多少]|高出|多出|少了|多了|低了|高了)" + _ABOUT
)
_CHANGES = re.compile(
    "差|缩|省|提前|延|cut|增|减|升|降|多|少|涨|跌|gain|drop|gap|diff|delta|rise|growth|change|increase|decrease|saving"
)
_BASE = re.compile(r"(?:[和与同跟]|相较于?|比起?|较)(?P<base>[^,的]{1,10}?)(?:相比|比|[多高低少快慢提增降减])")
_OTHERS = re.compile(r"对手|同行|同类|竞品|行业|友商|业内|平均|其他|别的|别人|它的|他们")
_TIMES_OF = re.compile(r"(?:它|他们?|其|前者|后者|对手|同行|行业|业内|平均)[^,]{0,6}的 ?$")
_OF_NUMBERS = (
    "cumulative",
    "sum",
    "average",
    "yearly",
    "peak",
    "plan",
    "past",
    "condition",
    "variant",
    "peers",
    "another",
    "rest",
)
_OF_DATES = ("past", "condition", "another")


def restriction(claim: Claim, quantity: Quantity, reading: Assessment, page: Page, *, slipped: bool = False) -> str:
    """Why the figure of a reading does not speak about the claim: ``denied``, ``other_scope``; empty where it does.

    ``slipped``: the number has the digits of a figure, so that words count only that tell of another thing altogether.
    """
    if reading.deciding is None:
        return ""
    if not slipped and _denied(claim, quantity):
        return "denied"
    if swapped(quantity, reading.deciding):
        return ""
    case = case_of(claim, quantity, reading, reading.deciding.figure, page)
    tests = _DATE_TESTS if case.dated else _TABLE_TESTS if case.table else _NUMBER_TESTS
    if slipped:
        tests = _WHATEVER_SLIPPED
    return "other_scope" if any(test(case) for test in tests) else ""


def _denied(claim: Claim, quantity: Quantity) -> bool:
    """True where the sentence rejects the number, or only asks for it."""
    sentence = matching_key(claim.sentence)
    if kinds()["denied"].words.search(sentence) or _QUESTION.search(sentence.rstrip('”’"」 ')):
        return True
    at = claim.sentence.find(claim.quote)
    lead = CLAUSE.split(sentence[: max(at, 0)])[-1].rstrip()
    if quantity.modifier:
        lead = lead.removesuffix(quantity.modifier).rstrip()
    return _NEGATED.search(lead) is not None


def _other_kind(case: Case) -> bool:
    """A sum, an average, a plan, a former state that the figure is not of."""
    text = case.ahead
    if case.dated:
        text = f"{'' if case.before else case.previous},{text}{case.tail}"
    for name in _OF_DATES if case.dated else _OF_NUMBERS:
        kind = kinds()[name]
        if kind.accounted_by(case.own):
            continue
        words = case.lead if name == "peers" else text
        if any(not _harmless(name, words, match, case) for match in kind.words.finditer(words)):
            return True
    return False


def _another(case: Case) -> bool:
    """上一艘, 姊妹船, 备用电池: another of its kind."""
    kind = kinds()["another"]
    named = any(name in case.lead for name in case.names_of_entity)
    text = case.lead if named else f"{case.previous},{case.lead}"
    return not kind.accounted_by(case.own) and kind.words.search(text) is not None


def _harmless(name: str, text: str, match: re.Match[str], case: Case) -> bool:
    """True where the word restricts nothing here: 此前公布, 比上一代, 累计 of what no period limits."""
    if name == "cumulative":
        limited = PERIOD.search(case.figure.scope) or _YEAR.search(case.figure.scope) or _SPAN.search(case.figure.scope)
        return not limited or any(of_period(said, case.figure) for said in PERIOD.finditer(text))
    if name == "peak":
        return len(case.figure.as_of) == _DAY
    if name in {"average", "yearly"}:
        return "/" in case.figure.unit or "/" in case.quantity.unit
    if name == "past":
        known = time_fit(case.figure, claimed_time(case.claim, case.page.year)) == 1
        said = kinds()["news"].words.match(text, match.end())
        standard = _STANDARD.search(text[: match.start()])
        return bool(known or said or standard or case.quantity.role == "from")
    return False


def _other_rate(case: Case) -> bool:
    """每小时 of what is counted by the day, 日均 of a yearly total, and the other way round."""
    times = [match["time"] or match["mean"] for match in _RATE.finditer(case.ahead)]
    summed = _SUMMED.search(case.ahead)
    if summed and ("/" in case.figure.unit and "/" not in case.quantity.unit and not times):
        return True
    named = {entity for _, _, entity in mentions(squeezed(case.lead), case.page.view)}
    if summed and len(named) > 1 and not kinds()["sum"].accounted_by(case.own):
        return True
    return any(not re.search(_RATES[time], case.own) for time in times)


def _difference(case: Case) -> bool:
    """比 X 多 83 千瓦时: how much two differ by, where the figure is no difference; 投资中省里出了: a part."""
    if case.quantity.unit in PURE or case.quantity.unit == "percentage_point":
        return _other_base(case)
    lead = case.lead.removesuffix(case.quantity.modifier)
    if _DIFFERS.search(lead) and not _CHANGES.search(case.own):
        return True
    of_whole = any(re.search(re.escape(name) + _PART, case.before.rstrip()) for name in case.names_of_metric)
    from_to = FROM_TO.match(case.before.strip())
    other_span = from_to is not None and not any(number in case.own for number in _NUMBER.findall(case.before))
    return of_whole or other_span or _ENOUGH.match(case.tail) is not None


def _other_base(case: Case) -> bool:
    """和对手相比 of what is compared with its own past; 是它的两倍."""
    if case.quantity.unit == "times" and _TIMES_OF.search(case.lead):
        return True
    bases = (match["base"] for match in _BASE.finditer(case.ahead))
    return any(_OTHERS.search(base) and not accounted(base, case.own) for base in bases)


def _other_period(case: Case) -> bool:
    """A half, a quarter or a month that a figure, which is of some time, is not of."""
    if not case.figure.as_of and not _TIMED.search(case.figure.scope):
        return False
    said = list(PERIOD.finditer(case.ahead))
    return bool(said) and not any(of_period(match, case.figure) for match in said)


def _elsewhere(case: Case) -> bool:
    """在东南亚的份额: a place or part that the figure is not of."""
    if _SPOKEN.search(case.claim.sentence):
        return False
    text = f"{case.ahead},{case.tail}," if case.dated else case.ahead
    document = case.page.view.documents.get(case.figure.document)
    own = f"{case.own} {matching_key(document.title) if document else ''}"
    for name in case.names:
        text = text.replace(name, "的")
        own = own.replace(name, " ")
    return any(_is_place(match, text, own, case) for find in (_PLACE, UNDER) for match in find.finditer(text))


def _is_place(match: re.Match[str], text: str, own: str, case: Case) -> bool:
    """False for 铺在…上, for the whole of a share (在总营收中的占比), and for what the figure is of."""
    where = match["where"].strip()
    lead = text[: match.start()].rstrip()
    if lead and not (lead[-1] in ",的也还则就仅只" or lead[-1].isascii() or _named_at_end(lead, case)):
        return False
    if _NO_PLACE.search(where) or (
        case.quantity.unit in PURE and (where.endswith("中") or _WHOLE_OF.match(text, match.end()))
    ):
        return False
    return not accounted(where + text[match.end() : match.end() + 4], own)


def _named_at_end(lead: str, case: Case) -> bool:
    keys = case.page.view.names
    return any(squeezed(lead).endswith(name) for name, _ in keys)


def _other_event(case: Case) -> bool:
    """A date of what no name of the metric speaks of: 公布了预告图 is no 上市, nor 6 月 in 成立于 2019 年，6 月融资."""
    sentence = matching_key(case.claim.sentence)
    at = sentence.find(matching_key(case.claim.quote))
    dates = [match.end() for match in _A_DATE.finditer(sentence, 0, max(at, 0))]
    said = sentence[max(dates[-1], at - len(case.lead)) :] if dates else sentence
    pieces = {name[at : at + 2] for name in case.names_of_metric for at in range(len(name) - 1)} - _TIME_WORDS
    return not any(piece in said for piece in pieces) and not _EVENT.search(said)


def _other_config(case: Case) -> bool:
    """入门版, 丙组: a version or group that the figure's words do not have."""
    for match in _CONFIG.finditer(case.lead):
        if any(squeezed(case.lead[match.end() :]).startswith(name) for name, _ in case.page.view.names):
            continue  # 特供版 X
        own = match["what"] in case.own or match.group()[1:] in case.own
        if not own and not _NO_CONFIG.search(match.group()):
            return True
    return False


def _compared(case: Case) -> bool:
    """比 150 千瓦时的对手大: the number is the standard of a comparison."""
    return _THAN.search(case.lead) is not None and _OF.match(case.tail) is not None


def _meanwhile(case: Case) -> bool:
    """三年里跌了六成: the time in which something happens is no measure of it."""
    return case.quantity.kind == "duration" and _MEANWHILE.match(case.tail) is not None


def _several(case: Case) -> bool:
    """两辆 X 的电池: several of the entity."""
    lead = squeezed(case.lead)
    places = (lead.find(name) for name in case.page.view.keys.get(case.entity, ()))
    return any(at > 0 and _SEVERAL.search(lead[:at]) for at in places)


def _attributed(case: Case) -> bool:
    """X 的海外营收, 研发员工: an attribute between the entity (or the clause's beginning) and a name of the metric."""
    if case.metric is None:
        return False
    lead = squeezed(case.lead)
    names = [squeezed(name) for name in (case.metric.name, *case.metric.aliases)]
    found = [(lead.rfind(name) + len(name), -lead.rfind(name)) for name in names if len(name) > 1 and name in lead]
    if not found:
        return False
    at = -max(found)[1]
    start = max((end for _, end, _ in mentions(lead[:at], case.page.view)), default=0)
    between = lead[start:at]
    if DIGIT.search(TIME.sub("", PERIOD.sub("", between))) or (case.quantity.unit in PURE and lead.endswith("的")):
        return False
    return 0 < len(between) <= _ATTRIBUTE and not _plain(between, squeezed(case.own), called=start == 0)


def _plain(between: str, own: str, *, called: bool) -> bool:
    """True where nothing but verbs, common words, times and the figure's own words stands there.

    ``called``: no name stands before, so that 园区 and 列车 may be what the thing is called.
    """
    rest = kinds()["verb"].words.sub("", TIME.sub("", PERIOD.sub("", between)))
    of_thing = kinds()["thing"].words.sub("", rest)
    if not of_thing:
        return not rest or called or accounted(rest, own)
    pairs = [of_thing[at : at + 2] for at in range(len(of_thing) - 1)] or [of_thing]
    return 2 * sum(pair in own for pair in pairs) >= len(pairs)


_NUMBER_TESTS: tuple[Callable[[Case], bool], ...] = (
    *(_other_kind, _other_period, _other_rate, _elsewhere, _other_config),
    *(_compared, _difference, _several, _attributed, _meanwhile, *PART_TESTS, *CONTRAST_TESTS),
)
_TABLE_TESTS: tuple[Callable[[Case], bool], ...] = (_other_kind, _other_period, _other_config)
_DATE_TESTS: tuple[Callable[[Case], bool], ...] = (_other_kind, _elsewhere, _attributed, _other_event, phase)
_WHATEVER_SLIPPED: tuple[Callable[[Case], bool], ...] = (replica, _another)
