"""Keywords spliced into the author's words: what splits a word, what repeats, what the spam lexicon knows.

A candidate is removed for one of three reasons: it tears a Latin word or a number apart that the page also has in one
piece; it tears dictionary words apart (``language.split_gain``) at several places or once with
a spam term in it; or it is a keyword proven that way, met again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.clean.language import is_word, split_gain
from pipeline.clean.lexicon import spam_terms, strong_terms, telling
from pipeline.clean.listed import listed_keywords
from pipeline.clean.recurring import find_recurring
from pipeline.clean.splices import (
    around,
    find_splices,
    find_strangers,
    gain_at,
    joined_elsewhere,
    left_context,
    right_context,
)
from pipeline.clean.strays import stray_terms
from pipeline.clean.view import View
from pipeline.model import Edit

CODE = "injected_keyword"
NEVER = 1e9
_PORTION = 3000
_PROVEN = 5.0  # nats; the page has what a cut would join
SPLIT = 4.5  # nats; a frequent word torn apart costs 8 to 12
_ATTACHED = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z0-9][A-Za-z0-9.+\-]*)([\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9]{0,11}?)(-?[A-Za-z0-9.][A-Za-z0-9.+\-%]*)"
)
_SPLIT_NUMBER = re.compile(r"\d([\u3400-\u9fff][\u3400-\u9fffA-Za-z]{1,11})(?=\.\d)")
_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
_SITE = re.compile(
    r"(?:https?://|www\.)?[A-Za-z0-9\-]{2,20}\.(?:cc|vip|xyz|top|club|info|biz|win|bet|app|site|online|com|net|cn|org|me|tv|co)(?![A-Za-z])"
    r"|(?:bet|vip|hg|yabo|pk|bbin|88|365)\d{2,5}[a-z]{0,4}"
    r"|(?<![A-Za-z0-9])\d{0,4}[a-z]{0,6}(?:bet|vip|casino|poker|lotto|porn|sex|av)\d{0,5}(?![a-z])"
    r"|[a-z]{0,6}(?:bet|vip|casino|poker|lotto|porn|sex|av)\d{0,5}(?![a-z])",
    re.IGNORECASE,
)
_NARROW = re.compile(r"[A-Za-z0-9\-.:/\u017f\u212a]{2,}")  # where sites stand; two letters that fold to s and k
_SUFFIXES = frozenset("站网吧城版器群号")
_FUNCTION = frozenset("的了在是和与对为被把将及从到由向给让等个这那")
_BRAND = re.compile(
    r"(?:bet|vip|hg|yabo|pk|bbin|casino|poker|lotto|porn|sex|av)\d{0,5}|[A-Za-z0-9\-]{2,20}\.(?:cc|vip|xyz|top|club|com|net|cn)",
    re.I,
)
_BREAK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``text[start:end]`` that may be injected, with the score of its reasons (1 and more: remove)."""

    start: int
    end: int
    score: float
    why: str


def _telling(text: str) -> list[str]:
    return [text[a:b] for a, b, family in spam_terms(text) if telling(family)]


def find_injected(view: View) -> list[Edit]:
    """Edits for injected keywords in all lines that are still in."""
    text = view.page.text
    outside = set(_telling("\n".join(line.text for line in view.lines if line.code == "boilerplate")))
    view.evidence += min(2, len(outside) // 2)
    found: list[Candidate] = []
    for line in view.kept:
        found += _split_latin(view, line.start, line.end)
    runs = [(line.start, line.end) for line in view.kept]
    for splice in (*find_splices(view, runs, view.evidence + len(found)), *find_strangers(view, runs)):
        key = text[splice.start : splice.end]
        found.append(Candidate(splice.start, splice.end, splice.score / 4, f"“{key}” splits a word"))
    for start, end, odds in find_recurring(view, runs):
        if not any(c.start < end and start < c.end for c in found):
            found.append(
                Candidate(start, end, 2.5 + min(2.5, odds / 2), f"“{text[start:end]}” recurs where it does not belong")
            )
    for start, end, strong in listed_keywords(view):
        if not any(c.start < end and start < c.end for c in found):
            found.append(Candidate(start, end, 4.0 if strong else 3.0, "a keyword that the page lists as one"))
    found += _again(view, found)
    polluted = view.evidence + len({text[c.start : c.end] for c in found})
    for needed in (6.0 if polluted else 9.0, NEVER):
        for start, end in _portions(view):
            near = [c for c in found if c.start < end and start < c.end]
            found += _lexical(view, (start, end), near, needed, polluted)
        found += _again(view, found)
        polluted = view.evidence + len({text[c.start : c.end] for c in found})
    for start, end in stray_terms(view, [(c.start, c.end) for c in found]):
        found.append(Candidate(start, end, 1.5, "a spam keyword where a sentence has no place for it"))
    return [Edit(c.start, c.end, "", CODE, c.why, min(1.0, 0.5 + c.score / 10)) for c in _shrunk(text, found)]


def _portions(view: View) -> Iterator[tuple[int, int]]:
    """The lines that are in, long ones cut at the end of a sentence, so that one giant line takes linear time."""
    text = view.page.text
    for line in view.kept:
        start = line.start
        while line.end - start > _PORTION:
            cut = text.find("。", start + _PORTION - 500, start + _PORTION) + 1 or start + _PORTION
            yield start, cut
            start = cut
        yield start, line.end


def _shrunk(text: str, found: list[Candidate]) -> list[Candidate]:
    """A stretch that holds a keyword met more often is that keyword and a neighbour of it."""
    counts = {text[c.start : c.end]: text.count(text[c.start : c.end], *around(c.start)) for c in found}
    often = sorted((key for key in counts if len(key) > 2 and counts[key] > 2), key=lambda key: (-counts[key], key))
    result = []
    for item in found:
        key = text[item.start : item.end]
        inner = next((k for k in often if k in key and counts[k] > counts[key] + 1), None)
        start = item.start + (key.index(inner) if inner else 0)
        result.append(Candidate(start, start + len(inner or key), item.score, item.why))
    return result


# ------------------------------------------------------------------ Latin words and numbers torn apart


def _split_latin(view: View, start: int, end: int) -> list[Candidate]:
    text, found = view.page.text, []
    for match in _SPLIT_NUMBER.finditer(text, start, end):
        found.append(Candidate(match.start(1), match.end(1), 5.0, "splits a number"))
    numbers = list(found)
    at = start
    while attached := _ATTACHED.search(text, at, end):
        match = attached
        at = match.start(3)
        left, middle, right = match[1], match[2], match[3]
        before = bisect_left(numbers, match.end(2), key=lambda c: c.start) - 1
        if len(middle) < 2 or (before >= 0 and match.start(2) < numbers[before].end):
            continue
        score = _latin_score(view, left, middle, right)
        if score >= 3:
            found.append(Candidate(match.start(2), match.end(2), score, f"splits {left + right}"))
    for stretch in _NARROW.finditer(text, start, end):
        for match in _SITE.finditer(text, *stretch.span()):
            found += _foreign_name(view, match.start(), match.end())
    return found


def _latin_score(view: View, left: str, middle: str, right: str) -> float:
    words = view.latin_words
    joined = (left + right).lower().rstrip(".")
    if joined.replace(".", "").isdigit():
        return 0.0  # 3 年 5: two numbers
    if left[-1].isdigit() and right[0].isdigit() and not words[joined]:
        return 0.0
    score = 3.0 if words[joined] or words[joined.replace("-", "")] else 0.0
    if right[0].islower() and left[-1].isalpha():
        score += 1.5
    terms = spam_terms(middle)
    if any(telling(family) for _, _, family in terms):
        score += 2.0
    elif terms:
        score += 1.0
    if words[left.lower()] > 1 and words[right.lower().lstrip("-")] > 1 and not score >= 3:
        score -= 2.0
    if _spaced(view) > 0.7:
        score += 1.0
    if score < 3 or (is_word(middle) and not terms and not words[joined]):
        return 0.0
    return score


def _spaced(view: View) -> float:
    """Share of the borders between Han and Latin characters at which the page puts a space."""
    cached = view.notes.get("spaced")
    if cached is None:
        text = view.page.text
        tight = len(re.findall(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]", text))
        wide = len(re.findall(r"[\u3400-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3400-\u9fff]", text))
        cached = view.notes["spaced"] = str(wide / max(1, wide + tight))
    return float(cached)


def _foreign_name(view: View, start: int, end: int) -> list[Candidate]:
    """A web address or a gambling brand inside a word: ``开vip777.cc销``, ``Gbet88PU``."""
    text = view.page.text
    if inside := _inside_latin(view, start, end):
        return [inside]
    attached = any(c.isascii() and c.isalnum() for c in (text[max(0, start - 1) : start], text[end : end + 1]))
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if attached or not (before and after and _is_han(before) and _is_han(after)):
        return []
    gain = split_gain(
        left_context(text, start), "", right_context(text, end)
    )  # context only: the name itself is no word
    torn = is_word(before + after) or is_word(text[start - 2 : start] + after) or is_word(before + text[end : end + 2])
    if torn or gain < 0 or any(char.isdigit() for char in text[start:end]):
        return [Candidate(start, end, 3.0, "a web address or brand inside a sentence")]
    return []


def _inside_latin(view: View, start: int, end: int) -> Candidate | None:
    """The shortest cut around the brand that leaves a Latin word which the page has elsewhere."""
    text = view.page.text
    left, right = start, end
    while left > 0 and text[left - 1].isascii() and text[left - 1].isalnum():
        left -= 1
    while right < len(text) and text[right].isascii() and text[right].isalnum():
        right += 1
    if text[left:right].isdigit():
        return None
    core = _BRAND.search(text, start, end)
    inner, outer = core.span() if core else (start, end)
    cuts = ((j - i, i, j) for i in range(left, inner + 1) for j in range(outer, right + 1))
    for _, i, j in sorted(cuts):
        joined = (text[left:i] + text[j:right]).lower()
        if len(joined) > 1 and view.latin_words[joined]:
            return Candidate(i, j, 4.0, f"splits {joined}")
    return None


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"  # False for the empty string


def _again(view: View, proven: list[Candidate]) -> list[Candidate]:
    """Every other occurrence of a proven keyword: of three or more characters, or with a spam term in it."""
    text, found = view.page.text, []
    places = {(c.start, c.end) for c in proven}
    known: dict[str, tuple[int, int, Candidate]] = {}  # from where to where to look, and the surest proof
    for c in proven:
        low, high, best = known.get(text[c.start : c.end], (c.start, c.end, c))
        best = c if c.score > best.score else best
        known[text[c.start : c.end]] = (min(low, around(c.start)[0]), max(high, around(c.end)[1]), best)
    for key, (low, high, proof) in known.items():
        if len(key) < 3 and not spam_terms(key):
            continue
        at = text.find(key, low, high)
        while at >= 0:
            if (at, at + len(key)) not in places:
                found.append(Candidate(at, at + len(key), proof.score, proof.why))
            at = text.find(key, at + 1, high)
    return found


# ------------------------------------------------------------------ spam terms


def _lexical(
    view: View, span: tuple[int, int], taken: list[Candidate], needed: float, polluted: int
) -> list[Candidate]:
    """Keywords built on a spam term, at the cut that joins the author's words best.

    ``needed`` is the least gain; a keyword that splits nothing goes only from a page with other signs of pollution.
    """
    text = view.page.text
    found: list[Candidate] = []
    start, end = span
    terms = [(start + a, start + b, family) for a, b, family in spam_terms(text[start:end])]
    for a, b, family in terms:
        if (
            not telling(family)
            or family in {"brand", "shop"}
            or any(c.start < b and a < c.end for c in [*taken, *found])
        ):
            continue
        low, high = _grow(terms, a, b)
        high += text[high : high + 1] in _SUFFIXES and _is_han(text[high + 1 : high + 2])
        windows = (
            (i, j)
            for i in range(max(start, a - 6), a + 1)
            for j in range(b, min(end, b + 6) + 1)
            if ((i <= low and j >= high) or (i >= low and j <= high)) and not _BREAK.search(text, i, j)
        )
        gain, _, i, j = max((_window_score(view, i, j, low, high), i - j, i, j) for i, j in windows)
        if gain >= needed or (needed != NEVER and gain >= 2.5 and _contexts(text, text[i:j]) >= 2):
            found.append(Candidate(i, j, min(4.0, gain / 4), "a spam keyword that splits a word"))
        elif needed == NEVER and family == "user" and _between_words(text, low, high):
            found.append(Candidate(low, high, 4.0, "a spam term of the user's inside a sentence"))
        elif needed == NEVER and (polluted >= 2 or _alien(view, text[low:high])):
            found += _bare(text, low, high, polluted)
        elif needed == NEVER and view.doubt and high - low >= 4 and _between_words(text, low, high):
            found.append(Candidate(low, high, 0.5, "a spam keyword between two words"))
    return found


def _bare(text: str, low: int, high: int, polluted: int) -> list[Candidate]:
    """A keyword between words, on a polluted page: made of two spam terms or more, or met in other places too.

    Its ends are those of the longest string that is the same at every place (a maximal repeat).
    """
    key = text[low:high]
    places = _places(text, key)
    if len(places) > 1:
        while (char := {text[p - 1 : p] for p in places}) and len(char) == 1 and _part(next(iter(char))):
            places = [p - 1 for p in places]
            key = text[places[0]] + key
        while (
            (char := {text[p + len(key) : p + len(key) + 1] for p in places})
            and len(char) == 1
            and _part(next(iter(char)))
        ):
            key += next(iter(char))
        if 3 < len(key) <= 14:
            return [Candidate(p, p + len(key), 1.5, "a spam keyword at several places") for p in places]
    many = len(spam_terms(text[low:high])) > 1 or (polluted > 3 and high - low > 4)
    if many and high - low >= 4 and _between_words(text, low, high):
        return [Candidate(low, high, 1.0, "a spam keyword in a polluted page")]
    return []


def _alien(view: View, key: str) -> bool:
    """A keyword in three surroundings or more, not as a noun would stand, and the only spam term of the body."""
    text = view.page.text
    inside = [
        p for p in _places(text, key) if _is_han(text[p - 1 : p]) and _is_han(text[p + len(key) : p + len(key) + 1])
    ]
    bare = [p for p in inside if _between_words(text, p, p + len(key))]
    if len(key) < 4 or len(inside) < 3 or len(bare) < 2:
        return False
    return all(strong_terms(line.text) == line.text.count(key) * strong_terms(key) for line in view.kept)


def _between_words(text: str, start: int, end: int) -> bool:
    """Both neighbours are characters of content words, where an author would put a function word or a comma."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    return left.isalnum() and right.isalnum() and left not in _FUNCTION and right not in _FUNCTION


def _part(char: str) -> bool:
    return char.isalnum()


def _places(text: str, key: str) -> list[int]:
    """Where ``key`` stands, one place for each different surrounding."""
    places: dict[str, int] = {}
    at = text.find(key)
    while at >= 0:
        places.setdefault(text[max(0, at - 3) : at] + "\0" + text[at + len(key) : at + len(key) + 3], at)
        at = text.find(key, at + 1)
    return list(places.values())


def _contexts(text: str, key: str) -> int:
    """In how many different surroundings a keyword of four or more characters stands inside running text."""
    if len(key) < 4:
        return 0
    return sum(
        0 < p < len(text) - len(key) and _is_han(text[p - 1]) and _is_han(text[p + len(key)])
        for p in _places(text, key)
    )


def _grow(terms: list[tuple[int, int, str]], a: int, b: int) -> tuple[int, int]:
    """Widen a term over the terms that touch it: 免费 + 影视 + 大全."""
    changed = True
    while changed:
        changed = False
        for s, e, _ in terms:
            if e == a:
                a, changed = s, True
            elif s == b:
                b, changed = e, True
    return a, b


def _window_score(view: View, i: int, j: int, low: int, high: int) -> float:
    """Gain of cutting ``[i, j)``, a little less for every character beyond the spam terms.

    Far more where the page has what is joined in one piece elsewhere: with a spam term between, that is no chance.
    """
    joined = joined_elsewhere(view.page.text, i, j) if j - i >= 4 else ""
    whole = _PROVEN if joined and _FUNCTION.isdisjoint(joined) else 0.0  # ``的影视文化`` beside ``的文化`` is no sign
    return gain_at(view, i, j) + whole - 1.0 * (abs(low - i) + abs(j - high))
