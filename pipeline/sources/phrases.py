"""What a number measures, in the words around it: the counted noun, the noun phrase before it, its scope."""

from __future__ import annotations

import re

from pipeline.extract.english.words import NUMBERS, SCALES
from pipeline.model import Quantity
from pipeline.tables import read_table
from pipeline.text import is_cjk

_WORDS: dict[str, frozenset[str]] = {
    row["kind"]: frozenset(row["words"].split("|")) for row in read_table("source_words.csv")
}
_BETWEEN = _WORDS["verb"] | _WORDS["tail"] | _WORDS["link"]
_AUXILIARIES = frozenset(("is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will", "can"))
_MAX_WORDS = 8
_WINDOW = 160
_TOKEN = re.compile(r"\S+")
_CLAUSE = re.compile(r"[;:；：。！？](?=\s|$)|[,，、](?=\s|$)|(?<=[一-鿿])[，、：；]|[()（）]")
_JOINED = re.compile(
    r"(?:\s|^)(?:and|then|or|to|by|from|finally)\s*(?:then\s|to\s|finally\s|by\s|further\s)*$|^\s*(?:to|and)?\s*$"
)
_COUNT_WORD = re.compile(
    rf"^(?:about|around|over|nearly|some|[\W_])*(?:\d[\d.,]*\s?(?:[KkMBT]\b)?\+?|(?:{'|'.join(NUMBERS)})\b)"
    rf"(?:[\s-](?:(?:{'|'.join(SCALES)}|hundred|thousand)s?|(?:{'|'.join(NUMBERS)}))\b)*[\s-]*",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s(?:of|in)\s(?:the\s|its\s|our\s|all\s|their\s)?((?:[A-Za-z][\w-]*\s){0,2}?[A-Za-z][\w-]*s\b|[A-Za-z][\w-]*)"
)
_SCOPE = re.compile(
    r"\b((?:for|during|in|on|per|under|within|between|across|after|before|at|among)\s"
    r"(?:the\s|each\s|a\s|an\s|its\s|our\s)?[A-Za-z][\w-]*(?:\s[a-zA-Z][\w-]*){0,4}?)"
    r"(?=[,.;:)]|\s(?:and|with|is|are|to|of|which|that|by|we|in|for|costs?|requires?)\b|$)"
)
_MATH = re.compile("[\U0001d400-\U0001d7ff∑∏√=]|…")
_CHINESE_TAIL = re.compile(r"[约为达是至到超过近共仅了在有等于到高降增长升突破不足少于多低提\s:：]+$")
_CHINESE_NOUN = re.compile(r"[一-鿿A-Za-z][一-鿿\w .-]{0,14}$")


def is_speech(text: str) -> bool:
    """A question, an answer or a prompt that the document quotes as an example."""
    head = re.match(r"\W{0,2}(\w{1,12})\s?[:：]|(PROMPT)\b", text)
    return head is not None and (bool(head[2]) or head[1].lower() in _WORDS["speaker"])


def is_function_word(word: str) -> bool:
    """A verb, a preposition, a pronoun: with a capital only because a sentence begins with it."""
    return any(word.lower() in words for kind, words in _WORDS.items() if kind not in ("measure", "speaker"))


def counted_noun(quantity: Quantity) -> str:
    """The noun of a count, or the words of a measure: ``256 routed experts`` -> ``routed experts``."""
    words = _COUNT_WORD.sub("", quantity.quote).strip()
    plain = " ".join(word for word in words.split() if any(map(str.isalpha, word))).strip(" .,;:()%$")
    return plain if quantity.kind == "count" or "*" in quantity.unit else ""


def phrase_before(text: str, start: int, quantity: Quantity) -> str:
    """The noun phrase that the number belongs to, to the left of it in the sentence that begins at ``start``."""
    before = text[max(start, quantity.start - _WINDOW) : quantity.start]
    if 3 * sum(map(is_cjk, before[-20:])) > len(before[-20:].strip()):
        return _chinese(before)
    clauses = _CLAUSE.split(before)
    for clause in reversed(clauses[-3:]):
        phrase = _phrase(clause)
        if phrase:
            return phrase
        if not _JOINED.search(clause):
            break
    return ""


def _phrase(clause: str) -> str:
    words = [found.group() for found in _TOKEN.finditer(clause)]
    _strip_tail(words)
    phrase: list[str] = []
    while words and len(phrase) < _MAX_WORDS:
        word = words.pop()
        plain = word.lower().strip("\"'“”‘’,.")
        if plain in _WORDS["stop"] or plain in _WORDS["verb"] or _is_number(plain) or _MATH.search(plain):
            break
        if plain in _WORDS["determiner"]:
            if words and words[-1].lower() in _WORDS["link"] and words[-1].lower() != "and":
                phrase.insert(0, word)
                continue
            break
        if words and _is_number(words[-1]):
            break  # the unit of another number
        phrase.insert(0, word)
    while phrase and phrase[0].lower() in _WORDS["link"] | _WORDS["determiner"] | _WORDS["tail"]:
        phrase.pop(0)
    found = " ".join(phrase).strip(" \"'“”‘’•–—-*=")
    return found if sum(map(str.isalpha, found)) > 1 else ""


def _strip_tail(words: list[str]) -> None:
    """Drop the words between the phrase and the number: verbs, prepositions, adverbs, symbols, the start of a range."""
    while words:
        plain = words[-1].lower().strip("(,")
        symbol = (len(plain) <= 2 and not plain.isascii()) or not any(map(str.isalpha, plain))
        if not (symbol or plain in _BETWEEN or plain.endswith("ly") or _is_number(plain)):
            return
        words.pop()


def _is_number(word: str) -> bool:
    return bool(re.match(r"[$€¥£~≈<>]?\d", word))


def _chinese(before: str) -> str:
    clause = re.split(r"[，。；：、！？（）()\s]", before.rstrip())[-1]
    clause = _CHINESE_TAIL.sub("", clause)
    found = _CHINESE_NOUN.search(clause.rsplit("的", 1)[-1])
    return found.group().strip() if found and len(found.group().strip()) > 1 else ""


def phrase_after(text: str, quantity: Quantity) -> str:
    """The words behind a number that nothing before it explains: ``delivering 1.8 times TPS`` -> ``TPS``."""
    words: list[str] = []
    for found in _TOKEN.finditer(text[quantity.end : quantity.end + 40]):
        word = found.group().strip(".,;:()，。；：（）")
        if not found.group()[:1].isalpha() or is_function_word(word) or len(words) == 3:
            break
        words.append(word)
        if word != found.group():
            break
    return " ".join(words)


def action_before(text: str, start: int, quantity: Quantity) -> str:
    """The last verb before a number that has no noun: ``It delivers 45 kW`` -> ``delivers``."""
    words = text[start : quantity.start].lower().split()
    return next((word for word in reversed(words[-5:]) if word in _WORDS["verb"] and word not in _AUXILIARIES), "")


def share_of(text: str, quantity: Quantity) -> str:
    """``10.1% of residents`` -> ``share of residents``."""
    found = _OF.match(text, quantity.end)
    return f"share of {found[1]}" if found else ""


def scope_of(text: str, start: int, end: int, quantity: Quantity) -> str:
    """What the number is about, from the words behind it, else before it: ``per node``, ``during pre-training``."""
    after = _SCOPE.match(text[quantity.end : end].lstrip())
    if after:
        return after[1]
    before = _SCOPE.search(text[start : quantity.start])
    return before[1] if before else ""
