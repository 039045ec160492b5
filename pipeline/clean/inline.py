"""Foreign matter inside a line: invisible characters, hash strings, mojibake, broken references, adverts, contacts."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.clean.contacts import contacts
from pipeline.clean.references import references
from pipeline.clean.twice_decoded import twice_decoded
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ue000-\uf8ff\ufff9-\ufffc\u2028\u2029\u3164\uffa0\U000e0000-\U000e0fff\U000f0000-\U0010ffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+"
)
_EMOJI_JOIN = re.compile(
    "[\u2190-\u2bff\u3030\u303d\u3297\u3299\xa9\xae\u203c\u2049\u2122\u2139\U0001f000-\U0001faff\ufe0f][\u200d\ufe0f\ufe0e]|[0-9#*]\ufe0f(?=\u20e3)|[\u0600-\u0dff][\u200c\u200d](?=[\u0600-\u0dff])"
)
_NOISE_UNIT = (
    r"\?{3,}|？{4,}|\ufffd|锟斤拷|锟斤|锟叫|[锟斤拷]{3,}|烫{3,}|屯{3,}|(?<=烫)屯{2,}|(?<=屯)烫{2,}|锘縬Q?|锘縚?|锘{2,}|锘(?=[\u3400-\u9fff])|□{2,}|ï¿½|ï»¿"
    r"|銆傦紝|銆[^\s]{0,2}锛|鈥斺€?|鈥[渦溿滄湝]?"
)
_MOJIBAKE = re.compile(rf"(?:{_NOISE_UNIT})(?:[?？]*(?:{_NOISE_UNIT}))*(?:[?？]*(?<=[\ufffd拷])[?？]+)?")
_NOISE_SIGN = re.compile("[?？\ufffd锟斤拷烫屯锘□ï銆鈥]")  # one of them begins every such unit
_LATIN_RUN = re.compile("[\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}")
_LATIN_LETTER = re.compile("[À-ÖØ-öø-ÿ]")
_LATIN_ODD = re.compile(
    "[\x80-\xa0\xa1-\xad\xaf\xb4-\xb6\xb8-\xbf\u20ac\u0192\u2020\u2021\u02c6\u2030\u2039\u203a\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2122\u02dc]"
)
_PINYIN = re.compile(
    r"([\u3400-\u9fff])\s?[(（]\s?([a-zü]{1,6}(?=\s?[)）])|[a-zü]{0,6}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zü]{0,4})\s?[)）]"
)
_HASH = re.compile(r"(?<![A-Za-z0-9/=_.\-@])[A-Za-z0-9+/=_\-]{6,}(?=\s*$)")
_AD = re.compile(
    r"[【\[(（]\s*(?:广告|推广|赞助|AD)\s*[】\])）][^，。！？；,!?;\n]{0,40}(?:[，,][^，。！？；,!?;\n]{0,24}?(?=[，,。！？]))?[，,]?"
    r"|(?:(?:点击|戳|猛戳)(?:这里|此处|下方|上方)?(?:查看|阅读|了解|进入|领取|观看|下载|加载|展开|显示|收听|收看|订阅)(?:更多|全文|详情|精彩|原文)[^，。！？；,!?;\n]{0,14}|查看更多[^，。！？；,!?;\n]{0,10})\s*(?:>{1,3}|》|»|→|\.{3})+",
    re.IGNORECASE,
)

_AD_SIGN = re.compile(r"[】\])）>》»→]|\.\.\.")


def inline_edits(view: View) -> list[Edit]:
    """Edits inside the lines that are still in."""
    edits: list[Edit] = []
    for line in view.kept:
        edits += _invisible(line)
        edits += _mojibake(line)
        edits += twice_decoded(view, line)
        edits += _hash_tail(view, line)
        edits += _adverts(line)
        edits += contacts(line)
    return edits + references(view, view.kept) + _pinyin(view)


def _edit(line: PageLine, span: tuple[int, int], code: str, reason: str, replacement: str = "") -> Edit:
    return Edit(line.start + span[0], line.start + span[1], replacement, code, reason)


def _invisible(line: PageLine) -> list[Edit]:
    if line.text.isascii():
        return []
    keep = {m.end() - 1 for m in _EMOJI_JOIN.finditer(line.text)}
    return [
        _edit(line, m.span(), "invisible_character", "invisible or private-use characters")
        for m in _INVISIBLE.finditer(line.text)
        if m.start() not in keep
    ]


def _mojibake(line: PageLine) -> list[Edit]:
    edits: list[Edit] = []
    reason = "text decoded in a wrong encoding or lost"
    for match in _MOJIBAKE.finditer(line.text) if _NOISE_SIGN.search(line.text) else ():
        before = line.text[: match.start()].rstrip()
        shouted = match[0].strip("?？") == "" and (
            re.search(r"[吗呢么何谁吧啊嘛呀哪]$", before)
            or line.text[match.end() : match.end() + 1] in {"”", "’", "」"}
        )
        quoted = line.text[match.start() - 1 : match.start()] in {"“", "「", "‘", '"'} and line.text[
            match.end() : match.end() + 1
        ] in {"”", "」", "’", '"'}
        if not (shouted or quoted):
            edits.append(_edit(line, match.span(), "mojibake", reason))
    if not line.text.isascii():
        for match in _LATIN_RUN.finditer(line.text):
            mixed = _LATIN_LETTER.search(match[0]) and _LATIN_ODD.search(match[0])
            if mixed or match[0].startswith(("â€", "Ã", "Â")):
                edits.append(_edit(line, match.span(), "mojibake", reason))
    return edits


# The letter pairs that make up nine tenths of English and of pinyin.
_PAIR_TEXT = """
th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me
de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot
il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai
sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ui fr oo av
ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff
ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu rg ib tl ny ki
rk ys ob mm fu ph og ms ye ud mb ip ub oi zh xi xu qi ji ju ya yu ao uo ing ong lv wu hu hua gu ku
kua nk tw dd nn ok ik ek ks gg ght xp zi za ze
"""
_PAIRS = frozenset(_PAIR_TEXT.split())
_RESET = re.compile(r"[^A-Za-z0-9]+")


def looks_random(token: str, least: int = 12) -> bool:
    """A string of letters and digits without the shape of words, names or versions.

    >>> looks_random("Jd8Lw0qPz7XnMv3RtYb6HsKc"), looks_random("d41d8cd98f00b204"), looks_random("KnqtjrZYBMLbUbzrGjBj")
    (True, True, True)
    >>> looks_random("DeepSeek-V3-Base-FP8-Instruct"), looks_random("H800-SXM5-80GB")
    (False, False)
    """
    core = _RESET.sub("", token)
    if len(core) < least or core.isdigit():
        return False
    if len(core) >= 16 and re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", core) and sum(c.isalpha() for c in core) >= 3:
        return True  # hexadecimal
    odd = sum(_odd(part) for part in _RESET.split(token))
    return odd / len(core) > 0.4 and (len(core) < 16 or odd >= 6)


def _odd(part: str) -> float:
    """Places in a run of letters and digits where the next character is not to be expected."""
    odd = 0.0
    for i, (a, b) in enumerate(pairwise(part)):
        if a.isdigit() or b.isdigit():
            odd += a.isdigit() != b.isdigit()
        elif a.islower() and b.isupper():
            odd += 0.5 if part[i + 2 : i + 3].islower() else 1.0
        elif a.lower() + b.lower() not in _PAIRS and not (a.isupper() and b.isupper() and len(part) < 6):
            odd += 1.0
    return odd


def _hash_tail(view: View, line: PageLine) -> list[Edit]:
    match = _HASH.search(line.text)
    if not match:
        return []
    token = match[0].strip()
    before = line.text[: match.start()].rstrip()
    if not before or view.latin_words[token.lower()] > 1:
        return []
    ended = before[-1] in '。！？!?…”"』」）).;；>'
    glued = ended and line.text[match.start() - 1] in "。！？…”』」）" and stray(token)
    if not (glued or looks_random(token, 8 if ended else 12)):
        return []
    return [_edit(line, match.span(), "hash_noise", "a random string at the end of the paragraph")]


def stray(token: str) -> bool:
    """Letters and digits that follow a finished sentence and end the paragraph, without the shape of a word or name.

    >>> stray("x7Kq29"), stray("Qm3kLp"), stray("Bloomberg"), stray("END"), stray("2024")
    (True, True, False, False, False)
    """
    core = _RESET.sub("", token)
    if core.isdigit() or len(core) < 6:
        return False
    digits = sum(c.isdigit() for c in core)
    if digits and digits < len(core):
        return True
    odd = sum(_odd(part) for part in _RESET.split(token))
    return odd >= 2 or odd / len(core) > 0.2


def _adverts(line: PageLine) -> list[Edit]:
    if not _AD_SIGN.search(line.text):
        return []
    return [_edit(line, match.span(), "inline_ad", "an advert inside the text") for match in _AD.finditer(line.text)]


def _pinyin(view: View) -> list[Edit]:
    """``時(shí)間``: traditional characters annotated in spun text; repaired where it recurs on the page."""
    from pipeline.text import simplify

    edits = []
    for line in view.kept:
        if "(" not in line.text and "（" not in line.text:
            continue
        for match in _PINYIN.finditer(line.text):
            simple = simplify(match[1])
            edits.append(
                (
                    simple != match[1],
                    _edit(line, match.span(), "pinyin_annotation", "a character spun with its pinyin", simple),
                )
            )
    spun = sum(traditional for traditional, _ in edits)
    return [edit for traditional, edit in edits if traditional] if spun and (spun > 2 or 2 * spun >= len(edits)) else []
