"""Adverts with a contact in disguised digits or channels: ``加薇芯：①③⑧…``, ``扣扣群 １２３…``, ``加 V 一三八零…``."""

from __future__ import annotations

import re

from pipeline.clean.view import PageLine
from pipeline.model import Edit

CODE = "contact_spam"
REASON = "an advert with a contact"
_ROUND = "①-⑳⓪⓵-⓾❶-❿➀-➉⑴-⒇㊀-㊉⓿\U0001f100-\U0001f10c"
_WORDS = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_DIGITS = 5  # what a number has at least
_DIGIT = re.compile(f"[0-9０-９{_ROUND}{_WORDS}]")
_GAP = r"[ \u3000.·\-－_/\\*~—|]{0,2}"
_NUMBER = (
    rf"(?:[0-9０-９{_ROUND}]{_GAP}){{6,}}[0-9０-９{_ROUND}]|(?:[{_WORDS}]{_GAP}){{6,}}[{_WORDS}]"
    rf"|(?:[0-9０-９{_ROUND}{_WORDS}]{_GAP}){{7,}}[0-9０-９{_ROUND}{_WORDS}]"
    rf"|[0-9A-Za-zａ-ｚ{_ROUND}][0-9A-Za-zａ-ｚ_＿\-]{{5,19}}"
)
_SLY = (
    r"薇\W{0,2}[信芯心新]?|威\W{0,2}[信芯]|微\W{0,2}[芯新♥❤★☆]\W{0,2}信?|微[^\w\s，。]\s?信|微 信|"
    r"[vVｖＶ]\W{0,2}[❤♥☆★信心芯]\W?信?|[vV][xX]|ＶＸ|ｖｘ|[qQＱ]\W[qQＱ]|扣扣|企鹅|纸飞机|电报"
    r"|加\s?[vVＶ+＋](?![a-z])|加\s?[qQＱ](?![a-zA-Z])|[+＋]\s?[薇vVqQ]|(?<![A-Za-z])[vVＶ](?=\s?[:：])"
)
_OPEN = r"微信|we\s?chat|[qQＱ]{2}|telegram|whatsapp|TG|tg|热线|客服|电话|手机|[群裙]号|加群|微号"
_CONTACT = re.compile(
    rf"(?:(?P<sly>{_SLY})|(?P<open>{_OPEN}))\s*(?:[群裙]|号码?)?号?\s*[:：]?\s*(?P<number>{_NUMBER})", re.IGNORECASE
)
_ROUND_RUN = re.compile(rf"(?:[{_ROUND}]{_GAP}){{5,}}")
_WORD_RUN = re.compile(rf"(?:[{_WORDS}]{_GAP}){{6,}}")
_SPREAD = re.compile(r"(?:[0-9０-９][ \u3000.·\-－_/\\*~—|]{1,2}){5,}[0-9０-９](?![0-9])")
_WIDE = re.compile(r"[０-９]{7,}")
_STRONG = re.compile(
    r"领取|福利|进群|入群|拉群|日赚|月入|躺赚|稳赚|秒?到账|秒[批到]|开户|返[利佣]|包赔|详聊|私聊|下款|暗号|红包|彩金|荐股|内幕|老司机|招代理|带你|免费领|带单|先到先得|加我"
)
_WEAK = re.compile(r"备注|名额|免费|兼职|申请|咨询|资料|需要的|了解更多|联系|小时在线|在线客服|同微信|同号|客服")
_ASKED = re.compile(
    r"(?:加|联系)(?:我的?|客服|老师|小编)?(?:微信|[qQ]{2}|群)|[(（]同(?:微信|号)[)）]|客服\s*(?:微信|[qQ]{2}|[vV])"
)
_DISGUISED = re.compile(r"[薇威][^\w\s]?[信芯心新]|微[^\w\s，。、]信|[❤♥☆★]")
_BEHIND = re.compile(r"\s*(?:[(（][^()（）\n]{1,12}[)）])?")
_CLAUSE = re.compile(r"[，,、；; \u3000]*[^，,。！？!?；;、\n]*")
_ENDS = "。！？!?\n"
_GLUED = 4  # characters; more before the first offer are the end of the author's sentence
_ODD_END = 16  # characters; a longer rest behind the number is the author's
_LEAD = re.compile(r"(?:请|快|赶紧|立即|马上)?(?:[添＋+]?加|联系|咨询|扫码?|找)?(?:我的?|客服|老师|小编)?(?:的)?\s*$")


def contacts(line: PageLine) -> list[Edit]:
    """Edits for the sentences that advertise a contact. Plain numbers of plain channels are the author's."""
    edits: list[Edit] = []
    if len(_DIGIT.findall(line.text)) < _DIGITS:
        return edits
    for match in _CONTACT.finditer(line.text):
        number = match["number"].rstrip()
        if sum(map(_digit, number)) < _DIGITS:
            continue
        start, end = _span(line.text, match.start(), match.end())
        around = line.text[start : match.start("number")] + line.text[match.end("number") : end]
        if end - start < 120 and _weight(match, number, around) >= 2:
            edits.append(Edit(line.start + start, line.start + end, "", CODE, REASON))
    return edits


def _weight(match: re.Match[str], number: str, around: str) -> float:
    weight = 0.0
    if _ROUND_RUN.search(number) or _WORD_RUN.search(number):
        weight += 2.0
    elif _SPREAD.search(number):
        weight += 1.5 if match["open"] else 2.0
    elif _WIDE.search(number):
        weight += 1.0
    if match["sly"]:
        weight += 1.5 if _DISGUISED.search(match["sly"]) else 1.0
    weight += 0.5 if _ASKED.search(match.string, max(0, match.start() - 4), match.end() + 6) else 0.0
    weight += min(2.0, 1.0 * len(set(_STRONG.findall(around))))
    return weight + (0.5 if _WEAK.search(around) else 0.0)


def _digit(char: str) -> bool:
    return char.isdigit() or char.isnumeric()


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a contact; clauses before it that offer nothing are the author's and stay."""
    left = max((text.rfind(mark, 0, start) for mark in "。！？!?\n"), default=-1) + 1
    while left < start and text[left] in "”’」』）)\"'":
        left += 1
    lead = _LEAD.search(text, left, start)
    at = lead.start() if lead else start
    while at > left:
        clause = max(text.rfind("，", left, at - 1), text.rfind(",", left, at - 1), left - 1) + 1
        offers = [m.start() for words in (_STRONG, _WEAK) if (m := words.search(text, clause, at))]
        if not offers:
            break
        if min(offers) - clause > _GLUED:
            at = min(offers)
            break
        at = clause
    end = _end(text, end)
    open_before = at > 0 and text[at - 1] not in "。！？!?…”』」）)\n\"'" and text[end - 1] in _ENDS
    return at, end - 1 if open_before else end  # the stop is that of the author's sentence


def _end(text: str, end: int) -> int:
    """The end of the advert: with the clauses that offer something, or a short rest of the line."""
    if (paren := _BEHIND.match(text, end)) and paren.end() > end and text[paren.end() - 1] in ")）":
        end = paren.end()
    stop = min((p + 1 for mark in _ENDS if (p := text.find(mark, end)) >= 0), default=len(text))
    if stop - end <= _ODD_END and not text[stop:].strip():
        return stop
    while (clause := _CLAUSE.match(text, end)) and clause.end() > end:
        offers = [word.end() for words in (_STRONG, _WEAK) for word in words.finditer(text, end, clause.end())]
        if not offers:
            break
        closed = clause.end() == max(offers) or text[clause.end() : clause.end() + 1] in _ENDS
        end = clause.end() if closed else max(offers)
        if not closed:
            return end
    return end + 1 if text[end : end + 1] in _ENDS and text[end : end + 1] else end
