"""Numbers of what a text sets against the figure: 次屏壁 beside 主屏壁, INT4 beside INT8, 主干, 环比, 压载航行时."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pipeline.check.casework import DIGIT, TIME, Case, accounted, kinds
from pipeline.check.naming import mentions, squeezed
from pipeline.check.periods import PERIOD
from pipeline.text import matching_key

_OPPOSITES = (
    *(
        "大小中",
        "主次副辅",
        "单双三多",
        "上下中",
        "满空半压",
        "内外",
        "前后",
        "新旧老",
        "长短",
        "高低中",
        "冷热常",
        "快慢",
    ),
    *(
        "男女",
        "左右",
        "东西南北中",
        "正负",
        "首末次",
        "一二三四五六七八九十",
        "甲乙丙丁",
        "abcdefg",
        "买卖",
        "进出",
        "早晚",
    ),
)
_CODE = re.compile(r"([a-z]+)-?(\d+)")
_PIECES = re.compile(r"[㐀-鿿a-z0-9]+")
_SHORT, _LONG = 2, 6
_WHEN = re.compile(
    r"(?<![\d\s]\d)(?<![\d\s]\d )(?P<what>(?:(?![的了到在从至把被将是为和与])[㐀-鿿]){2,6}?)"
    r"(?:(?<!些)的?时候|之?(?<![小瓦安工同平及随届当临准按定实暂有这那此历耗限计])时(?![间速候刻代期段长光点效延序差分隔常而])|状态下|情况下|条件下|"
    r"[之以]?后(?![年月天日来期续置备面方端台])|(?<![年月日天周时期国境海业])内(?![部存容置饰卷地核阻径]))"
)
_MOST = re.compile(r"最[㐀-鿿](?:处|的地方|的?时候)")
_SIZE = re.compile(
    r"(?P<what>[㐀-鿿]{2,8}?)(?:总|全)?(?<![增成延拉生])[长重高宽厚深](?:[度量])?(?:约|近|达|为|有|是|超过|仅|只有|就)*$"
)
_ALONE, _TO_BE = (
    re.compile(
        r"(?!.*[了着过不再又还也才已就更最很都各每这那的是同设进来上出下起成入满塞占装做拿给用增降])[㐀-鿿]{2,4}$"
    ),
    re.compile(r"[要需花用得可能达为是有则只仅约近到]+$"),
)
_COMPOUND = re.compile(r"[\d十百千万亿多余] ?[㐀-鿿](?P<what>[㐀-鿿]{2,4})(?P<head>[㐀-鿿])$")
_LISTED = re.compile(r"[和与及、] ?$")
_REGION = re.compile(
    "(?:全球|世界|国际|海外|境外|国外|国内|全国|亚太|欧洲|北美|美国|日本|东南亚|中东|非洲|拉美|印度)的?$"
)
_AMONG = re.compile(r"其中[㐀-鿿]{2,8}")
_SUM_WORDS = frozenset(("合计", "总计", "共计", "总共", "累计", "平均", "其中", "约合"))
_THIS = re.compile(r"[这该本此]")
_RELATES = re.compile(r"[的在较比与和同跟从到至由将把被对于按以]")
_FULL_YEAR = re.compile(
    r"(?:去年|前年|(?<!\d)(?:19|20)\d{2} ?年)(?!同|[上下]半|第?[一二三四1-4]季|前|初|底|末|年| ?\d)(?:全年)?|"
    r"全年|(?<![近过了这每\d])一年(?![来里内前后多])"
)
_HALF_OR_LESS = re.compile(r"半年|季|\d ?[-至到] ?\d+ ?月|[hq][1-4]|当月|单月")


def _contrasted(case: Case) -> bool:
    """次屏壁 where the figure is of 主屏壁, INT4 where it is of INT8: all but one character of its scope."""
    scope = matching_key(case.figure.scope)
    lead = squeezed(case.lead)
    codes = {match[1]: match[2] for match in _CODE.finditer(scope)}
    if any(codes.get(match[1], match[2]) != match[2] and match[0] not in scope for match in _CODE.finditer(lead)):
        return True
    return any(_one_off(piece, lead) for piece in _pieces(scope)) and squeezed(scope) not in lead


def _pieces(scope: str) -> Iterable[str]:
    return (piece for piece in _PIECES.findall(TIME.sub(" ", scope)) if _SHORT <= len(piece) <= _LONG)


def _one_off(piece: str, lead: str) -> bool:
    """True where the lead has a word that is the piece but for one character, which is its opposite."""
    for at in range(len(lead) - len(piece) + 1):
        window = lead[at : at + len(piece)]
        wrong = [(a, b) for a, b in zip(window, piece, strict=True) if a != b]
        if len(wrong) == 1 and any(wrong[0][0] in group and wrong[0][1] in group for group in _OPPOSITES):
            return piece not in lead
    return False


def _when(case: Case) -> bool:
    """压载航行时, 待机状态下, 最浅处: a condition that the figure's words do not have."""
    if any(match.group()[:2] not in case.own for match in _MOST.finditer(case.lead)):
        return True
    lead = TIME.sub("", case.lead)
    for name in sorted(case.names_of_entity, key=len, reverse=True):
        lead = lead.replace(name, "的")
    return any(not _known(match["what"], case, case.said_of) for match in _WHEN.finditer(lead))


def _measured_part(case: Case) -> bool:
    """主干长 8900 公里, 备份星重 4.8 吨: the size of something that goes by another name."""
    lead = _bare(case).strip()
    match = None if _THIS.search(lead) else _SIZE.search(lead)
    return match is not None and not _known(match["what"], case)


def _alone(case: Case) -> bool:
    """双手 24 个, 销售 210 人: in a list, a noun that neither figure nor measure nor thing goes by."""
    lead = _TO_BE.sub("", _bare(case).strip())
    if _AMONG.fullmatch(lead):
        return not _known(lead[2:], case)
    if not case.previous or not DIGIT.search(case.previous) or _ALONE.fullmatch(lead) is None:
        return False
    if (
        lead.startswith("的")
        or lead in _SUM_WORDS
        or _RELATES.match(lead)
        or mentions(squeezed(case.lead), case.page.view)
    ):
        return False
    return not _known(lead, case)


def _bare(case: Case) -> str:
    """The lead without the modifier, names of thing and measure, and times."""
    lead = case.lead.rstrip().removesuffix(case.quantity.modifier)
    for name in case.names:
        lead = lead.replace(name, "的")
    return TIME.sub("", PERIOD.sub("", lead))


def _known(words: str, case: Case, own: str = "") -> bool:
    """True where words are verbs and such, or mostly the figure's own."""
    rest = kinds()["verb"].words.sub("", words.strip("的"))
    pairs = [rest[at : at + 2] for at in range(len(rest) - 1)]
    return len(rest) < _SHORT or 2 * sum(pair in (own or case.own) for pair in pairs) >= len(pairs)


def _other_compound(case: Case) -> bool:
    """63 艘集装箱船 of LNG 船: a noun with the head of the measure's, and another before it."""
    noun = _COMPOUND.search(matching_key(case.quantity.quote))
    if noun is None or accounted(noun["what"], case.own) or not _LISTED.search(case.lead):
        return False
    return any(
        name.rstrip("数量").endswith(noun["head"]) or f"{noun['head']}数" in name for name in case.names_of_metric
    )


def _owned_part(case: Case) -> bool:
    """X 的前摄 3200 万像素: something of the thing, that neither figure nor measure goes by."""
    lead = _TO_BE.sub("", squeezed(case.lead.rstrip().removesuffix(case.quantity.modifier)))
    for name in case.names_of_entity:
        _, found, rest = lead.rpartition(f"{squeezed(name)}的")
        if found and _ALONE.fullmatch(rest):
            return not _known(rest, case)
    return False


def _wider(case: Case) -> bool:
    """全球手机市场 where the figure is of a market that is not called so."""
    starts = [case.lead.find(name) for name in case.names_of_entity]
    words = [match.group() for at in starts if at > 0 and (match := _REGION.search(case.lead[:at]))]
    return any(word not in case.own for word in words)


def _other_change(case: Case) -> bool:
    """环比 of what the figure compares with the year before, and the other way round."""
    before, year = "环比" in case.lead, "同比" in case.lead
    own_before = re.search(r"环比|\bmom\b|month|quarter on quarter|较上[月季]", case.own) is not None
    return (before and not year and not own_before) or (year and not before and own_before)


def _longer(case: Case) -> bool:
    """去年营收 of a figure of half a year: a year is said, and nothing shorter before the number."""
    if not _HALF_OR_LESS.search(matching_key(case.figure.scope)):
        return False
    at = case.claim.sentence.find(case.claim.quote)
    said = matching_key(case.claim.sentence[: max(at, 0)])
    shorter = any(not match["year"] for match in PERIOD.finditer(said)) or "同期" in said or "半年" in said
    return not shorter and _FULL_YEAR.search(case.lead) is not None


CONTRAST_TESTS: tuple[Callable[[Case], bool], ...] = (
    *(_contrasted, _when, _measured_part, _alone, _other_compound, _owned_part, _wider, _other_change, _longer),
)
