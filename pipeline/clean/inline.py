"""Foreign matter inside a line: invisible characters, hash strings, mojibake, broken references, adverts, contacts."""

from __future__ import annotations

import re

from pipeline.clean.contacts import contacts
from pipeline.clean.hashes import hash_strings
from pipeline.clean.references import references
from pipeline.clean.twice_decoded import may_be_decoded_twice, twice_decoded
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
_AD = re.compile(
    r"[【\[(（]\s*(?:广告|推广|赞助|AD)\s*[】\])）][^，。！？；,!?;\n]{0,40}(?:[，,][^，。！？；,!?;\n]{0,24}?(?=[，,。！？]))?[，,]?"
    r"|(?:(?:点击|戳|猛戳)(?:这里|此处|下方|上方)?(?:查看|阅读|了解|进入|领取|观看|下载|加载|展开|显示|收听|收看|订阅)(?:更多|全文|详情|精彩|原文)[^，。！？；,!?;\n]{0,14}|查看更多[^，。！？；,!?;\n]{0,10})\s*(?:>{1,3}|》|»|→|\.{3})+",
    re.IGNORECASE,
)

_AD_SIGN = re.compile(r"[】\])）>》»→]|\.\.\.")


def inline_edits(view: View) -> list[Edit]:
    """Edits inside the lines that are still in."""
    kept = view.kept
    used = "".join(set("".join([line.text for line in kept])))  # most pages have none of the characters looked for
    unseen, odd = _INVISIBLE.search(used), may_be_decoded_twice(used)
    lost = _NOISE_SIGN.search(used) or _LATIN_LETTER.search(used)
    edits: list[Edit] = []
    for line in kept:
        if unseen:
            edits += _invisible(line)
        if lost:
            edits += _mojibake(line)
        if odd:
            edits += twice_decoded(view, line)
        edits += hash_strings(view, line)
        edits += _adverts(line)
        edits += contacts(line)
    return edits + references(view, kept) + _pinyin(view)


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
