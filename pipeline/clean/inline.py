"""Foreign matter inside a line: invisible characters, hash strings, mojibake, broken references, adverts, contacts."""

from __future__ import annotations

import html
import re

from pipeline.clean.twice_decoded import twice_decoded
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ue000-\uf8ff\ufff9-\ufffc\U000f0000-\U0010ffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_EMOJI_JOIN = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff][\u200d\ufe0f\ufe0e]")
_QUESTIONS = re.compile(r"\?{3,}|？{4,}|\ufffd{1,}")
_MOJIBAKE = re.compile(r"(?:锟斤拷|烫{3,}|屯{3,}|锘縬Q?|锘縚?|锟叫|[锟斤拷]{3,}|銆傦紝|銆[^\s]{0,2}锛|鈥[渦溿]?|ï»¿|â€[œ\x9d™“”]?|(?:[ÃÂ][\x80-\xbf]){2,}|(?:[äåæçèé][\x80-\xbf¡-¿]{1,2}){2,})+[A-Z]?")
_REFERENCE = re.compile(r"&?(?:amp;)?#(?:x([0-9a-fA-F]{2,5})|(\d{2,6}));|&(nbsp|quot|amp|lt|gt|ldquo|rdquo|lsquo|rsquo|hellip|mdash|middot|times);")
_PINYIN = re.compile(r"([\u3400-\u9fff])\s?[(（]\s?([a-zü]{0,6}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zü]{0,4})\s?[)）]")
_HASH = re.compile(r"(?<![A-Za-z0-9/=_.\-])[A-Za-z0-9+/=_\-]{8,}(?=\s*$)")
_AD = re.compile(
    r"[【\[(（]\s*(?:广告|推广|赞助|AD)\s*[】\])）][^，。！？；,!?;\n]{0,40}(?:[，,][^，。！？；,!?;\n]{0,24}?(?=[，,。！？]))?"
    r"|(?:(?:点击|戳|猛戳)(?:这里|此处|下方|上方)?(?:查看|阅读|了解|进入|领取|观看|下载)(?:更多|全文|详情|精彩|原文)[^，。！？；,!?;\n]{0,14}|查看更多[^，。！？；,!?;\n]{0,10})\s*(?:>{1,3}|》|»|→|\.{3})+",
    re.IGNORECASE,
)
_DIGITS = "0-9０-９①-⑳⓪⓵-⓾❶-❿➀-➉⑴-⒇㊀-㊉"
_NUMBER = rf"(?:[{_DIGITS}][ \u3000.·\-－_]{{0,2}}){{6,}}[{_DIGITS}]|[{_DIGITS}A-Za-zａ-ｚ][{_DIGITS}A-Za-zａ-ｚ_＿\-]{{5,19}}"
_CHANNEL = (
    r"(?:[微薇威v]\W{0,2}[信芯新]|微\W{0,2}号|[vV][xX]|[vVｖＶ薇微]\W{0,2}[❤♥☆★信心]\W?信?|we\s?chat|[qQＱ]\W?[qQＱ]\W?[群裙]?|扣扣[群裙]?|企鹅[群裙]?"
    r"|电报|纸飞机|telegram|whatsapp|tg|热线|客服|电话|手机|[群裙]号|加群)"
)
_CONTACT = re.compile(rf"{_CHANNEL}\s*(?:号码?|[群裙])?\s*[:：]?\s*({_NUMBER})", re.IGNORECASE)
_LEAD = re.compile(r"(?:请|快|赶紧|立即|马上)?(?:[添＋+]?加|联系|咨询|扫码?|找)?(?:我的?|客服|老师|小编)?(?:的)?\s*$")
_DISGUISED = re.compile(r"[①-⑳⓪⓵-⓾❶-❿➀-➉⑴-⒇㊀-㊉]{4,}|[０-９]{7,}|(?:\d ){6,}\d|薇|[☆★❤♥]|微\W+信|扣扣|[vVＶ]信")
_OFFER = re.compile(
    r"领取|福利|进群|入群|拉群|备注|日赚|月入|到账|秒[批到]|开户|返利|稳赚|包赔|名额|免费|兼职|加我|带你|详聊|私聊|下款|申请|暗号|红包|彩金|荐股|内幕|咨询"
)


def inline_edits(view: View) -> list[Edit]:
    """Edits inside the lines that are still in."""
    edits: list[Edit] = []
    for line in view.kept:
        edits += _invisible(line)
        edits += _mojibake(line)
        edits += twice_decoded(line)
        edits += _references(line)
        edits += _hash_tail(view, line)
        edits += _adverts(line)
    return edits + _pinyin(view)


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
    edits = [_edit(line, m.span(), "mojibake", "text decoded in a wrong encoding") for m in _MOJIBAKE.finditer(line.text)]
    for match in _QUESTIONS.finditer(line.text):
        before = line.text[: match.start()].rstrip()
        ends_sentence = match[0][0] in "?？" and match.end() == len(line.text.rstrip()) and re.search(r"[吗呢么何谁吧啊]$", before)
        if not ends_sentence:
            edits.append(_edit(line, match.span(), "mojibake", "a run of question marks where characters were lost"))
    return edits


def _references(line: PageLine) -> list[Edit]:
    edits = []
    for match in _REFERENCE.finditer(line.text):
        if match[3]:
            char = html.unescape(f"&{match[3]};")
        else:
            code = int(match[1], 16) if match[1] else int(match[2])
            char = chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
            if not match[0].startswith("&") and code < 0xA0:
                continue  # a colour or a tag such as #123;
        edits.append(_edit(line, match.span(), "broken_reference", "a character reference that was not decoded", char))
    return edits


# The letter pairs that make up nine tenths of English and of pinyin.
_PAIRS = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li"
    " ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol"
    " rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ui"
    " fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp"
    " ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi"
    " zh xi xu qi ji ju ya yu ao uo ing ong lv wu wo hu ho hua gu ku kua nk tw dd nn ok ik ek ks gg ght xp zi za ze".split()
)
_RESET = re.compile(r"[^A-Za-z0-9]+")


def looks_random(token: str, least: int = 12) -> bool:
    """A string of letters and digits without the shape of words, names or versions.

    >>> looks_random("Jd8Lw0qPz7XnMv3RtYb6HsKc"), looks_random("d41d8cd98f00b204"), looks_random("KnqtjrZYBMLbUbzrGjBj")
    (True, True, True)
    >>> looks_random("DeepSeek-V3-Base-FP8-Instruct"), looks_random("Qwen2.5-Coder-32B-Instruct"), looks_random("H800-SXM5-80GB")
    (False, False, False)
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
    for i, (a, b) in enumerate(zip(part, part[1:], strict=False)):
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
    before = line.text[: match.start()].rstrip()
    ended = not before or before[-1] in "。！？!?…”\"』」）).;；>"
    if not looks_random(match[0], 8 if ended and before else 12):
        return []
    if not ended and (view.latin_words[match[0].lower()] > 1 or len(match[0]) < 16):
        return []
    return [_edit(line, match.span(), "hash_noise", "a random string at the end of the paragraph")]


def _adverts(line: PageLine) -> list[Edit]:
    edits = [_edit(line, match.span(), "inline_ad", "an advert inside the text") for match in _AD.finditer(line.text)]
    for match in _CONTACT.finditer(line.text):
        start, end = _sentence_span(line.text, match.start(), match.end())
        around = line.text[start : match.start(1)] + line.text[match.end(1) : end]
        signs = bool(_DISGUISED.search(match[0])) + bool(_OFFER.search(around))
        if signs and sum(map(_is_digit, match[1])) >= 5 and (signs == 2 or _DISGUISED.search(match[1])) and end - start < 120:
            edits.append(_edit(line, (start, end), "contact_spam", "an advert with a contact"))
        elif signs and _OFFER.search(around) and sum(map(_is_digit, match[1])) >= 5 and end - start < 60:
            edits.append(_edit(line, (start, end), "contact_spam", "an advert with a contact"))
    return edits


def _is_digit(char: str) -> bool:
    return char.isdigit() or "①" <= char <= "⓿" or "❶" <= char <= "➓"


def _sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a contact; clauses before it that offer nothing are the author's and stay."""
    left = max((text.rfind(mark, 0, start) for mark in "。！？!?\n"), default=-1) + 1
    while left < start and text[left] in "”’」』）)\"'":
        left += 1
    lead = _LEAD.search(text, left, start)
    at = lead.start() if lead else start
    while at > left:
        clause = max(text.rfind("，", left, at - 1), text.rfind(",", left, at - 1), left - 1) + 1
        if not _OFFER.search(text, clause, at):
            break
        at = clause
    ends = [at for mark in "。！？!?\n" if (at := text.find(mark, end)) >= 0]
    return at, (min(ends) + 1) if ends else len(text)


def _pinyin(view: View) -> list[Edit]:
    """``時(shí)間``: traditional characters annotated in spun text; repaired where it recurs on the page."""
    from pipeline.text import simplify

    edits = []
    for line in view.kept:
        if "(" not in line.text and "（" not in line.text:
            continue
        for match in _PINYIN.finditer(line.text):
            simple = simplify(match[1])
            edits.append((simple != match[1], _edit(line, match.span(), "pinyin_annotation", "a character spun with its pinyin", simple)))
    spun = sum(traditional for traditional, _ in edits)
    return [edit for traditional, edit in edits if traditional] if spun >= 1 and spun >= 0.5 * len(edits) else []
