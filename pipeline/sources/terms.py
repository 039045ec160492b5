"""Terms in the text of a document: those of a glossary, and those that the document itself introduces.

Matching ignores case, hyphens and line-end spaces, and a final plural s; both languages alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.english.words import LABELS
from pipeline.extract.quantities.lexicon import UNITS as SYMBOLS
from pipeline.model import Term
from pipeline.sources.parts import Part
from pipeline.sources.phrases import is_function_word
from pipeline.tables import read_table
from pipeline.text import matching_key

_NAME = re.compile(
    r"\b(?:[A-Z][A-Za-z]*[a-z\d]*|[a-z]*[A-Z]\w*)(?:[-. ]?(?:[A-Z]?[A-Za-z]*\d[\w.]*|[A-Z][A-Za-z\d]+))*(?<![.])"
)
_ALIAS = re.compile(r"((?:[A-Z][\w-]*|[a-z]+(?:-[A-Za-z]+)*)(?:[ -][\w-]+){0,6})\s?\(([A-Z][A-Za-z0-9-]{1,11})s?\)")
_SMALL = frozenset(
    ("of", "the", "and", "for", "a", "an", "in", "on", "to", "with", "by", "from", "as", "at", "via", "or")
)
_SHORT = 4
_MIN_MENTIONS = 3
_LONG = 100  # parts of a document that is no short one
MONEY = "money"  # unit of base terms: any currency


@dataclass(frozen=True, slots=True)
class Mention:
    """A term at ``text[start:end]``."""

    start: int
    end: int
    term: str


class Matcher:
    """Finds the names and aliases of glossary terms in text."""

    def __init__(self, terms: Iterable[Term], weak: Iterable[str] = ()) -> None:
        """Build the automaton; where two terms share a spelling the first keeps it.

        ``weak`` are ids of terms that a document uses by the way: no number in running text is theirs.
        """
        import ahocorasick

        self.terms = {term.id: term for term in terms}
        self.weak = frozenset(weak)
        self._automaton: Any = ahocorasick.Automaton()
        for term in self.terms.values():
            for name in (term.name, *term.aliases):
                key = _folded(name).strip()
                if key and not self._automaton.exists(key):
                    self._automaton.add_word(key, (len(key), term.id, len(name) <= _SHORT and name.islower()))
        if len(self._automaton):
            self._automaton.make_automaton()
        self._spelled: dict[str, list[tuple[frozenset[str], str]]] = {}
        for term in self.terms.values():
            for name in (term.name, *term.aliases) if term.kind == "metric" else ():
                words = content_words(name)
                for word in words if len(words) > 1 else ():
                    self._spelled.setdefault(word, []).append((words, term.id))

    def find(self, text: str) -> list[Mention]:
        """Mentions in order, the longest where several overlap."""
        if not len(self._automaton):
            return []
        folded = _folded(text)
        hits = []
        for last, (length, term, common) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if common and text[start:end].isupper():
                continue  # DROP is a name, drop is a word
            if _whole(folded, start, end):
                hits.append(Mention(start, end, term))
        chosen: list[Mention] = []
        for group in _overlapping(hits):
            kept: list[Mention] = []
            for hit in sorted(group, key=lambda mention: (mention.start - mention.end, mention.start)):
                if not any(self._hides(other, hit) for other in kept):
                    kept.append(hit)
            chosen += sorted(kept, key=lambda mention: (mention.start, mention.end))
        return chosen

    def _hides(self, longer: Mention, hit: Mention) -> bool:
        """A term inside another is none; of two that overlap, the longer counts.

        Only a thing and a metric may share words: ``H800 GPU`` and ``GPU hours``.
        """
        if hit.start >= longer.end or longer.start >= hit.end:
            return False
        inside = longer.start <= hit.start and hit.end <= longer.end
        return inside or (self.kind(longer.term) == "metric") == (self.kind(hit.term) == "metric")

    def spelled(self, counted: str, sentence: str) -> str:
        """The metric whose name has the counted thing and whose every other word stands in the sentence; or empty.

        ``GPUs per node`` is what ``each node contains 8 GPUs`` counts.
        """
        found = self._spelled.get(counted.lower())
        if not found:
            return ""
        there = content_words(sentence)
        fitting = [(len(words), name) for words, name in found if words <= there]
        most = max((size for size, _ in fitting), default=0)
        names = {name for size, name in fitting if size == most}
        return names.pop() if len(names) == 1 else ""

    def kind(self, term: str) -> str:
        """``entity``, ``metric`` or ``technology``."""
        return self.terms[term].kind


def _overlapping(hits: list[Mention]) -> Iterator[list[Mention]]:
    """Runs of mentions that overlap one another, in order."""
    group: list[Mention] = []
    end = 0
    for hit in sorted(hits, key=lambda mention: (mention.start, mention.end)):
        if group and hit.start >= end:
            yield group
            group = []
        group.append(hit)
        end = max(end, hit.end)
    if group:
        yield group


def _folded(text: str) -> str:
    return matching_key(text).replace("-", " ").replace("–", " ").replace("\n", " ")


def _whole(text: str, start: int, end: int) -> bool:
    """At word borders; a plural s may follow. Chinese has none."""
    if (
        text[start].isascii()
        and text[start].isalnum()
        and start
        and text[start - 1].isascii()
        and text[start - 1].isalnum()
    ):
        return False
    after = text[end : end + 2]
    if not (text[end - 1].isascii() and text[end - 1].isalnum()) or not after[:1].isascii() or not after[:1].isalnum():
        return True
    return after[0] == "s" and not after[1:2].isalnum()


def base_terms() -> tuple[Term, ...]:
    """The bilingual glossary of common metrics that ships with the package."""
    return tuple(
        Term(row["id"], "metric", row["name"], tuple(row["aliases"].split("|")), "", row["unit"])
        for row in read_table("base_glossary.csv")
    )


def with_base_terms(glossary: Sequence[Term]) -> list[Term]:
    """The user's terms and the base glossary; a base metric that shares a name with a user's gives it all its names.

    The user's glossary decides ids and units; the longer list of names only finds more of what it means.
    """
    owner = {
        _folded(name): term.id for term in glossary if term.kind == "metric" for name in (term.name, *term.aliases)
    }
    more: dict[str, list[str]] = {}
    base: list[Term] = []
    taken = {term.id for term in glossary}
    for term in base_terms():
        names = (term.name, *term.aliases)
        shared = [owner[key] for name in names if (key := _folded(name)) in owner]
        if shared:
            more.setdefault(shared[0], []).extend(name for name in names if _folded(name) not in owner)
        elif term.id not in taken:
            base.append(term)
    return [
        *(replace(term, aliases=(*term.aliases, *more[term.id])) if term.id in more else term for term in glossary),
        *base,
    ]


def slug(name: str) -> str:
    """An id made from a name.

    >>> slug("# Total Params"), slug("KV cache (per token)")
    ('total_params', 'kv_cache_per_token')
    """
    return re.sub(r"\W+", "_", name.lower(), flags=re.UNICODE).strip("_")[:48] or "term"


def introduced_aliases(texts: Iterable[str]) -> dict[str, str]:
    """{long form: abbreviation} of pairs such as ``Multi-head Latent Attention (MLA)``.

    The letters of the abbreviation begin the words of the long form, in order (Schwartz & Hearst 2003, simplified).
    """
    pairs: dict[str, str] = {}
    for text in texts:
        for found in _ALIAS.finditer(text):
            long = _long_form(found[1], found[2])
            if long:
                pairs.setdefault(long, found[2])
    return pairs


def _long_form(before: str, short: str) -> str:
    """The end of ``before`` whose words begin with the letters of ``short``; compounds are one word, else several."""
    return _spelt(before, short, r"[A-Za-z0-9][\w-]*") or _spelt(before, short, r"[A-Za-z0-9]+")


def _spelt(before: str, short: str, word: str) -> str:
    words = list(re.finditer(word, before))
    letters = [char.lower() for char in short if char.isalnum()]
    at = len(words) - 1
    for letter in reversed(letters):
        while at >= 0 and words[at][0][0].lower() != letter and words[at][0].lower() in _SMALL:
            at -= 1
        if at < 0 or words[at][0][0].lower() != letter:
            return ""
        at -= 1
    return before[words[at + 1].start() :] if len(words) - at > 2 else ""


def content_words(text: str) -> frozenset[str]:
    """The words of an English text that carry meaning, in lower case and without a plural s.

    >>> sorted(content_words("GPUs per node")), sorted(content_words("Each node contains 8 GPUs."))
    (['gpu', 'node'], ['gpu', 'node'])
    """
    words = (word.lower() for word in re.findall(r"[A-Za-z]{2,}", text))
    return frozenset(word.removesuffix("s") for word in words if not is_function_word(word))


def is_acronym(name: str) -> bool:
    """Capitals only, digits apart: GPU, BF16, FFN; things of a field rather than its products."""
    return re.fullmatch(r"[A-Z]{2,5}s?\d{0,2}", name) is not None


def _is_name(name: str) -> bool:
    """A capital inside a word or a digit; ``Pre-Training`` and ``Figure 7`` are no names."""
    words = re.split(r"[-. ]", name)
    if words[0].lower().rstrip("s") in LABELS or len(name) < 2 or not name[0].isalpha() or name in SYMBOLS:
        return False
    return any(any(char.isupper() for char in word[1:]) for word in words) or any(map(str.isdigit, name[1:]))


def named_entities(parts: Sequence[Part]) -> Counter[str]:
    """Names with a digit or a capital inside (DeepSeek-V3, H800), with how often they occur."""
    counts: Counter[str] = Counter()
    for part in parts:
        for found in _NAME.finditer(part.text if part.kind != "cell" else f"{part.row}\n{part.column}"):
            name = found.group().strip()
            counts.update({piece for piece in (name, *name.split()) if _is_name(piece)})
    least = _MIN_MENTIONS if len(parts) > _LONG else 2
    return Counter({name: count for name, count in counts.items() if count >= least})
