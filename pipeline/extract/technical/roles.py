"""What names in a clause are to a fact: its subject, a part of it, someone who belongs to it, or another thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.covering import Cover
from pipeline.extract.technical.index import FactIndex
from pipeline.extract.technical.reading import Token
from pipeline.extract.technical.statements import FactView, part_after
from pipeline.extract.technical.words import stop_pattern

_LIKE = re.compile(r"[与和跟同像比如]$")
_CLOSING = ("》", "〉", "”", "’", "」", "』")
_OF = ("", "的")
_OWNERS = frozenset({"other", "relative"})  # words for what may belong to the subject and act for itself
_NOUN = 2  # characters
_TOPIC = re.compile(
    r"[^，,]{0,3}(?:(?:是|成为|成了|意味着|需要|有待|离不开)[^，,]{3}|(?:会|影响|导致|造成|有利于|不利于|有助于)[^，,]{2})"
)
_ONCE = re.compile(
    r"(?:等到?|待|直到|每当)[^，,]*|[^，,]*(?:之后|以后|之前|以前|的时候|[^同及准按随]时|[^以今先此]后|[^目此]前)"
)
_GENERIC = re.compile(r"系统|装置|设备|部件|机构|部分|环节")  # nouns that say no more than what stands before them
_FOREIGN = re.compile(r"(?:国外|海外|外国|境外|国际)[^，,]{0,2}(?:团队|公司|厂商|机构|同行|企业|实验室)")
_OWNED = 3  # characters between 的 or 的是 and what it leads to


class Roles:
    """The names of a text in search form, seen from a fact."""

    __slots__ = ("index", "key")

    def __init__(self, index: FactIndex, key: str) -> None:
        """``key``: the text in search form."""
        self.index, self.key = index, key

    def is_it(self, name: str, view: FactView) -> float:
        """How nearly a name is the subject: itself, a narrower or a wider term, a name that holds its name."""
        return self.index.meant[view.subject].get(name, 0.0)

    def part_of_it(self, clauses: Sequence[Clause], view: FactView, held: Cover) -> str:
        """What part or property of the subject the clauses name (A 的 X, up to what the statement says), or nothing."""
        for clause in clauses:
            for name in clause.names:
                if self.is_it(name.token[1:], view):
                    start, end = part_after(self.key, self._behind(name), clause.end, clause.words)
                    if end:
                        said = min([place[0] for place in held.places if start < place[0] < end], default=end)
                        part = self.key[start:said]
                        return stop_pattern().split(part, maxsplit=1)[0] or part
        return ""

    def anothers(self, clauses: Sequence[Clause], view: FactView) -> bool:
        """True where the subject only owns who acts (A 的前任), or something else is what does it (做 X 的是 B)."""
        for clause in clauses:
            if not clause.names:
                continue
            for name in clause.names if not _OWNERS.isdisjoint(clause.kinds) else ():
                if not self.is_it(name.token[1:], view):
                    continue
                end = self._behind(name)
                for word in clause.words:
                    between = self.key[end : word.start] if end <= word.start <= end + _OWNED else "?"
                    if (between.startswith("的") and word.has("other")) or (between in _OF and word.has("relative")):
                        return self.key[word.start : word.end] not in view.text
            cleft = self.key.find("的是", clause.start, clause.end)
            if cleft >= 0:
                after = next((name for name in clause.names if name.start >= cleft), None)
                if after is not None and after.start - cleft <= _OWNED and self._is_other(after, view):
                    return True
        return False

    def others_in(self, clauses: Sequence[Clause], view: FactView, held: Cover) -> bool:
        """True where a clause names another thing behind what it says, and not to say that it is like it."""
        if not held.places or "%quality" in view.tokens:
            return False
        first = held.places[0][0]
        return any(
            name.start > first and self._is_other(name, view) and not _LIKE.search(self.key, clause.start, name.start)
            for clause in clauses
            for name in clause.names
        )

    def attributive(self, clauses: Sequence[Clause], view: FactView, held: Cover) -> bool:
        """True where what is said describes another noun: 对使用 X 的农户."""
        for clause in clauses:
            last = max([place[1] for place in held.places if clause.start <= place[0] < clause.end], default=clause.end)
            if self.key[last : last + 1] != "的" or last + 2 >= clause.end:
                continue
            known = any(
                name.start - last <= 2 and self.is_it(name.token[1:], view)
                for name in clause.names
                if name.start > last
            )
            if not known and not any(word.start == last and word.has("denial") for word in clause.words):
                return True
        return False

    def astray(self, clauses: Sequence[Clause], held: Cover) -> bool:
        """True where what is said seems to be told of, or to be, another thing, though its words are those of the fact.

        疏散楼梯可以用于疏散 (of the stairs), 编译软件的文档已经开源 (the manual), 实现 X 是共同的目标 (a topic),
        等到 X 投产 (not yet).
        """
        for clause in clauses:
            places = [place[:2] for place in held.places if clause.start <= place[0] < clause.end]
            if not places:
                continue
            silent = {at for start, end in places for at in range(start, end)}
            silent.update(at for name in clause.names for at in range(name.start, name.end))
            silent.update(at for word in clause.words if not word.has("noun") for at in range(word.start, word.end))
            silent.update(
                at
                for found in stop_pattern().finditer(self.key, clause.start, clause.end)
                for at in range(*found.span())
            )
            silent.update(
                at for found in _GENERIC.finditer(self.key, clause.start, clause.end) for at in range(*found.span())
            )
            last = max(end for _, end in places)
            if _ONCE.fullmatch(self.key, clause.start, clause.end) is not None:
                return True
            told = _FOREIGN.match(self.key, clause.start, clause.end) is not None or any(
                self._told(end, last, silent) for _, end in places
            )
            if told or _TOPIC.match(self.key, last, clause.end) is not None or self._led(clause, places, silent):
                return True
        return False

    def _told(self, end: int, last: int, silent: set[int]) -> bool:
        """True where 的 and a noun of its own follow what is said, and more of it after that."""
        after = range(end + 1, end + 1 + _NOUN)
        return self.key[end : end + 1] == "的" and after.stop <= last and self._unsaid(after, silent)

    def _led(self, clause: Clause, places: Sequence[tuple[int, int]], silent: set[int]) -> bool:
        """True where a noun of its own stands behind what is said before the first verb."""
        verbs = [word.start for word in clause.words if word.entry.verbal or word.entry.turning]
        verb = min((start for start in verbs if start > places[0][0]), default=clause.start)
        begun = [end for _, end in places if end <= verb - _NOUN]
        return bool(begun) and any(
            self._unsaid(range(at, at + _NOUN), silent) for at in range(max(begun), verb - _NOUN + 1)
        )

    def _unsaid(self, span: range, silent: set[int]) -> bool:
        return silent.isdisjoint(span) and all("\u4e00" <= self.key[at] <= "\u9fff" for at in span)

    def _behind(self, name: Token) -> int:
        """The end of a name with the mark that closes a title."""
        end = name.end + (self.key[name.end : name.end + 1] in _CLOSING)
        return end + (self.key[end : end + 1] == " ")

    def _is_other(self, name: Token, view: FactView) -> bool:
        own = name.token[1:]
        return self.index.kinds.get(own) == "entity" and own not in view.names and not self.is_it(own, view)
