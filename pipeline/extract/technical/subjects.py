"""Whether a clause speaks of a fact's subject: named in it, carried over from what comes before, or left unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.covering import Cover, Part, join, part_of
from pipeline.extract.technical.glossary import WIDER
from pipeline.extract.technical.held import Held
from pipeline.extract.technical.index import FactIndex
from pipeline.extract.technical.reading import Token
from pipeline.extract.technical.roles import Roles
from pipeline.extract.technical.statements import FactView
from pipeline.extract.technical.words import stop_pattern

_BACK = 8  # sentences in which a subject is looked for
_BY_DISTANCE = (0.95, 0.88, 0.8, 0.7, 0.62)
_TITLE, _OFTEN, _UNNAMED = 0.72, 0.5, 0.7
_LEADING = 4  # sentences that introduce what the page is about
_PARAPHRASED = 0.8  # the statement calls its subject by another name, and so does the clause
# the clause begins with words of its own: in the sentence of the subject; few; many
_OWN_TOPIC_NEAR, _OWN_TOPIC_SHORT, _OWN_TOPIC = 0.6, 0.5, 0.25
_TOPIC_LENGTH, _TOPIC_LONG = 2, 4
_DEICTIC = re.compile(r"^.{0,3}?(?:这|该|此|其(?![他它])|它(?!们)|本(?!地)|新)")
_OPENING = re.compile(r"^(?:而|但|不过|如今|目前|现在|整个|整座|整条|整台|整场|整|全)*")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_CLEFT = re.compile(r"[\u4e00-\u9fff]的(?:[还都也就正却])?(?:不|并不|并非)?是")
_CODE = re.compile(r"[a-z]\d|\d[a-z]")
_BARE = 0.6  # the clause begins with a plain word
_ITS_OWN, _WHOLE = 0.5, 0.85  # so much of the statement is there, with a name that the pack has of that subject only
_NEAR = 2  # clauses
_BY_HEAD = 0.6  # the sentence begins with the noun that names of the subject end in, and of no other thing of the page
_POINTED = re.compile(r"^[这那该此本][座款台艘条种家个项辆架枚颗只套部块支]?")
_WHERE = "子内里上中身体面顶底边旁外"
_PASSED = 0.65  # another thing stood between
_SPOKEN = 0.5  # it stood there as the speaker: too little to refute
_LEAD = 4  # characters that may stand before a subject
_PREPOSITION = re.compile(r"[与和跟同比对向从由给被较把将除像]$")


class Ground(Roles):
    """The clauses of a page on which facts are matched, with what was found out so far.

    ``held``: what each clause may hold of each fact's statement.
    """

    __slots__ = (
        "_around",
        "_carry",
        "_covers",
        "_known",
        "_leads",
        "_likely",
        "_named",
        "_parts",
        "_places",
        "_present",
        "_sentences",
        "_things",
        "_topics",
        "clauses",
        "held",
    )

    def __init__(
        self, clauses: Sequence[Clause], index: FactIndex, key: str, held: Held,
    ) -> None:  # fmt: skip
        """``key``: the text in search form."""
        super().__init__(index, key)
        self.clauses, self.held = clauses, held
        self._places: dict[str, list[int]] = {}
        for at, clause in enumerate(clauses):
            for name in clause.names:
                self._places.setdefault(name.token[1:], []).append(at)
        self._sentences: dict[str, set[int]] = {}
        self._around: dict[str, set[int]] = {}
        self._things = [name for name in self._places if index.kinds.get(name) == "entity"]
        self._present: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._leads = {at: self._leading(at) for at, clause in enumerate(clauses) if clause.names}
        self._named: dict[str, dict[int, float]] = {}
        self._likely: dict[tuple[int, str, tuple[str, ...]], bool] = {}
        self._known: dict[str, float] = {}
        self._topics: dict[int, str] = {}
        self._carry: dict[tuple[int, str, tuple[str, ...]], float] = {}
        self._covers: dict[tuple[int, int, int], Cover] = {}
        self._parts: dict[tuple[int, int], Part] = {}

    def cover(self, first: int, last: int, number: int) -> Cover:
        """What clauses ``first`` to ``last`` hold of a fact's statement."""
        known = self._covers.get((first, last, number))
        if known is None:
            parts = [self.part(at, number) for at in range(first, last + 1)]
            known = join(parts, self.clauses[first : last + 1], self.index.facts[number])
            self._covers[first, last, number] = known
        return known

    def part(self, at: int, number: int) -> Part:
        """What a clause alone gives to a fact's statement."""
        part = self._parts.get((at, number))
        if part is None:
            part = self._parts[at, number] = part_of(self.clauses[at], number, self.index, self.key)
        return part

    def likely(self, at: int, number: int) -> bool:
        """False where a clause and its sentence cannot speak of a fact's subject: another thing leads it."""
        view = self.index.facts[number]
        if not view.subject:
            return True
        own = (at, *self._own(number))
        known = self._likely.get(own)
        if known is None:
            known = self._likely[own] = self._may_speak(at, view)
        return known

    def spoken_of(self, at: int, view: FactView) -> bool:
        """True where a name of the fact is spoken of and not named, beside a clause that names its subject."""
        if not view.names or view.subject not in self._places:
            return False
        around = self._around.get(view.subject)
        if around is None:
            near = range(-_NEAR, _NEAR + 1)
            around = self._around[view.subject] = {at + step for at in self._places[view.subject] for step in near}
        if at not in around:
            return False
        return any(clause.topic in view.names for clause in self.clauses[max(0, at - _NEAR) : at + _NEAR + 1])

    def ceiling(self, at: int, number: int) -> float:
        """How sure the subject of a clause alone can be at most."""
        view = self.index.facts[number]
        if not view.subject or at in self.named(view):
            return 1.0
        known = self._carried(at, number)
        if not view.self_named:
            known = max(known, _PARAPHRASED)
        if known < _BY_HEAD and self._headed(at, view):
            known = _BY_HEAD
        return max(known, _ITS_OWN) if number in self.index.own else known

    def _own(self, number: int) -> tuple[str, tuple[str, ...]]:
        """The subject of a fact and the names in it that the page has: facts that share them share their subjects."""
        known = self._present.get(number)
        if known is None:
            view = self.index.facts[number]
            present = tuple(name for name in view.names if name in self._places)
            known = self._present[number] = view.subject, present
        return known

    def _may_speak(self, at: int, view: FactView) -> bool:
        named, clauses = self.named(view), self.clauses
        sentences = self._sentences.get(view.subject)
        if sentences is None:
            sentences = self._sentences[view.subject] = {clauses[place].sentence for place in named}
        if clauses[at].sentence in sentences:
            return True
        return not ("other" in clauses[at].kinds or self._others(at, view))

    def subject(self, first: int, last: int, number: int, held: Cover) -> tuple[float, float]:
        """How sure it is that the clauses speak of the fact's subject; 0 where they speak of another.

        Twice: sure enough to accuse, and for all else.
        """
        view = self.index.facts[number]
        if not view.subject:
            return _UNNAMED, _UNNAMED
        stated = self._stated(first, last, view, held)
        return (stated, stated) if stated is not None else self._unstated(first, last, number, held)

    def _stated(self, first: int, last: int, view: FactView, held: Cover) -> float | None:
        """The same where the clauses name the subject or another thing; None where they name neither."""
        named, leads = self.named(view), self._leads
        own = self.clauses[first : last + 1]
        if self.anothers(own, view):
            return 0.0
        here = named.get(first, 0.0)
        others = self._others(first, view) if first in leads else []
        for at in range(first + 1, last + 1):
            here = max(here, named.get(at, 0.0))
            if at in leads:
                others = others + self._others(at, view)
        if here and not others:
            return here
        if here:
            mine = next(n.start for clause in own for n in clause.names if self.is_it(n.token[1:], view))
            content = [place for place in held.places if place[0] != mine]
            wrong = others[0].start < mine or (bool(content) and others[0].start < content[-1][0])
            return 0.0 if wrong or not content else here
        return 0.0 if others or any("other" in clause.kinds for clause in own) else None

    def _unstated(self, first: int, last: int, number: int, held: Cover) -> tuple[float, float]:
        view = self.index.facts[number]
        sure = fair = self._carried(first, number)
        topic = self._own_topic(first, last, held, view) if sure else ""
        length = len(_HAN.findall(topic)) + _TOPIC_LONG * bool(
            _CODE.search(topic)
        )  # P3 是 X, said where only P2 is known
        if length >= _TOPIC_LENGTH:
            far = _OWN_TOPIC if length >= _TOPIC_LONG else _OWN_TOPIC_SHORT
            sure *= _OWN_TOPIC_NEAR if self._same_sentence(first, view) else far
            fair = max(sure, fair * _BARE) if self._bare(first, last, topic) else sure
        if fair < _ITS_OWN and length < _TOPIC_LENGTH and self._only_its(view, number, held):
            fair = _ITS_OWN
        if fair < _BY_HEAD and self._headed(first, view):
            fair = _BY_HEAD
        if not view.self_named and held.head:
            sure, fair = max(sure, _PARAPHRASED), max(fair, _PARAPHRASED)
        return sure, fair

    def _only_its(self, view: FactView, number: int, held: Cover) -> bool:
        """True where the clause says all of a statement, by a name that the pack has of this subject only."""
        return held.share >= _WHOLE and number in self.index.own and self._page_speaks_of(view) > 0

    def _headed(self, first: int, view: FactView) -> bool:
        """True where the sentence up to a clause begins with the noun that names of the subject end in: 电池, 柜内."""
        clauses, kinds = self.clauses, self.index.kinds
        for at in range(first, -1, -1):
            if clauses[at].sentence != clauses[first].sentence:
                return False
            if any(kinds.get(name.token[1:]) == "entity" for name in clauses[at].names):
                return False
            head = self._head(at, view.subject)
            if head:
                return not any(head in self.index.tails[other] for other in self._things if other != view.subject)
        return False

    def _head(self, at: int, subject: str) -> str:
        clause = self.clauses[at]
        lead = _POINTED.sub("", _OPENING.sub("", self.key[clause.start : clause.end]), count=1)
        own = self.index.tails.get(subject, ()) if subject in self._places else ()
        whole = next((tail for tail in own if lead.startswith(tail)), "")
        if whole or len(lead) < 2 or lead[1] not in _WHERE:
            return whole
        return next((tail for tail in reversed(own) if tail[-1] == lead[0]), "")

    def _bare(self, first: int, last: int, topic: str) -> bool:
        """True where the clause begins with a plain word (园区, 机组): the subject itself, or a part of it."""
        clauses = self.clauses[first : last + 1]
        if any("relative" in clause.kinds for clause in clauses):
            return False
        cleft = _CLEFT.search(self.key, clauses[0].start, clauses[0].end)  # 拉着轿厢往上跑的不是钢丝绳
        return cleft is not None or self.index.likeness.bare(topic)

    def _same_sentence(self, first: int, view: FactView) -> bool:
        named, sentence = self.named(view), self.clauses[first].sentence
        return any(at in named and self.clauses[at].sentence == sentence for at in range(max(0, first - _BACK), first))

    def _own_topic(self, first: int, last: int, held: Cover, view: FactView) -> str:
        """What unknown characters stand before what is said: 隔壁展台的竞品 may well be another thing."""
        for at in range(first, last + 1):
            clause = self.clauses[at]
            start = min([place[0] for place in held.places if clause.start <= place[0] < clause.end], default=-1)
            if start >= 0:
                lead = self.key[clause.start : start]
                if _OPENING.sub("", lead).startswith(self.index.tails.get(view.subject, ())):
                    return ""
                known = self._topics.get(start)
                if known is None:
                    known = self._topics[start] = "" if _DEICTIC.search(lead) else self._unknown(clause, lead)
                return known
        return ""

    def _unknown(self, clause: Clause, lead: str) -> str:
        """The Han characters with which a clause begins, up to a verb; listed words, names, 整 and 全 left out.

        A part or property that the glossary knows (屏幕是一块直屏) is no topic of its own.
        """
        if clause.names and self.index.kinds.get(clause.names[0].token[1:]) == "metric":
            name = clause.names[0]
            if name.end - clause.start <= len(lead) and not _HAN.search(self.key, clause.start, name.start):
                return ""
        known = [(word.start, word.end) for word in clause.words if not (word.has("relative") or word.has("noun"))]
        known += [(name.start, name.end) for name in clause.names]
        opening = _OPENING.match(lead)
        known.append((clause.start, clause.start + (opening.end() if opening else 0)))
        for start, end in known:
            low, high = start - clause.start, end - clause.start
            if high <= len(lead):
                lead = lead[:low] + " " * (high - low) + lead[high:]
        return stop_pattern().sub(" ", lead)

    def named(self, view: FactView) -> dict[int, float]:
        """The clauses that name the fact's subject, in no order, with how nearly they do."""
        found = self._named.get(view.subject)
        if found is None:
            found = {}
            wider: list[int] = []
            for meant, share in self.index.meant[view.subject].items():
                places = self._places.get(meant, ())
                if share == WIDER:
                    wider += places
                else:
                    found.update({at: max(share, found.get(at, 0.0)) for at in places})
            for at in wider:
                if at not in found:
                    names = self.clauses[at].names
                    share = WIDER if len(names) == 1 else self._names(self.clauses[at], view)
                    if share:
                        found[at] = share
            self._named[view.subject] = found
        return found

    def _names(self, clause: Clause, view: FactView) -> float:
        """A wider name does not do beside another thing that it covers."""
        meant = self.index.meant[view.subject]
        best = max([meant.get(name.token[1:], 0.0) for name in clause.names], default=0.0)
        if best != WIDER:
            return best
        near = self.index.near
        wider = near.get(view.subject, frozenset())
        beside = [name.token[1:] for name in clause.names if name.token[1:] not in wider]
        return 0.0 if any(near.get(other, frozenset()) & wider for other in beside) else best

    def _others(self, at: int, view: FactView) -> list[Token]:
        """Other things in the place of a subject; users of a technology are no rivals to it."""
        leads = self._leads.get(at)
        return self._rivals(leads, view) if leads else []

    def _rivals(self, names: Sequence[Token], view: FactView) -> list[Token]:
        kinds = self.index.kinds
        if kinds.get(view.subject) == "technology":
            return []
        meant = self.index.meant[view.subject]
        return [
            name
            for name in names
            if kinds.get(name.token[1:]) != "technology"
            and name.token[1:] not in view.names
            and name.token[1:] not in meant
        ]

    def _leading(self, at: int) -> list[Token]:
        """Things where a clause has its subject: little before them, no verb, not the speaker, no owner."""
        clause, kinds = self.clauses[at], self.index.kinds
        return [
            name
            for number, name in enumerate(clause.names)
            if kinds.get(name.token[1:]) != "metric" and self._leads_clause(clause, number, name)
        ]

    def _leads_clause(self, clause: Clause, number: int, name: Token) -> bool:
        before = self.key[clause.start : name.start].strip()
        if before and (_PREPOSITION.search(before) or len(stop_pattern().sub("", before)) > _LEAD):
            return False
        for word in clause.words:
            if word.end > name.start:
                break
            if word.entry.verbal:
                return False
        after = clause.names[number + 1 : number + 2]
        if after and self.key[name.end : after[0].start].strip() in {"", "的"}:
            return False
        return not any(word.has("speech") and 0 <= word.start - name.end <= 2 for word in clause.words)

    def _carried(self, first: int, number: int) -> float:
        """The subject from what comes before: the nearer the surer, less where another thing stood between."""
        own = (first, *self._own(number))
        known = self._carry.get(own)
        if known is None:
            known = self._carry[own] = self._carried_over(first, self.index.facts[number])
        return known

    def _carried_over(self, first: int, view: FactView) -> float:
        clauses, leads = self.clauses, self._leads
        sentence = clauses[first].sentence
        named = self.named(view)
        passed, spoken = -1, 1.0
        for back in range(first - 1, -1, -1):
            distance = sentence - clauses[back].sentence
            if distance > _BACK:
                break
            if back not in leads:  # without names
                continue
            if back in named:
                near = named[back] * _BY_DISTANCE[min(distance, len(_BY_DISTANCE) - 1)]
                if passed == 0:
                    return 0.0
                return spoken * (near if passed < 0 else max(near, self._page_speaks_of(view)) * _PASSED)
            if passed < 0 and self._speaks(clauses[back]):
                if self._rivals(clauses[back].names, view):
                    spoken = _SPOKEN
            elif passed < 0 and self._others(back, view):
                passed = distance or int(clauses[back].part != clauses[first].part)
        return 0.0 if passed == 0 else spoken * self._page_speaks_of(view)

    def _speaks(self, clause: Clause) -> bool:
        """True where a clause ends in a word such as 说: who leads it may speak of another thing."""
        return any(word.has("speech") and not self.key[word.end : clause.end].strip("道过了") for word in clause.words)

    def _page_speaks_of(self, view: FactView) -> float:
        """What the page is about may be left unsaid: the title names it, the lead does, or the page does so twice."""
        known = self._known.get(view.subject)
        if known is None:
            found = [(self.clauses[at].sentence, share) for at, share in self.named(view).items()]
            titled = max((share for sentence, share in found if sentence == self.clauses[0].sentence), default=0.0)
            often = max((share for sentence, share in found if len(found) > 1 or sentence < _LEADING), default=0.0)
            known = max(_TITLE * titled, _OFTEN * often)
            self._known[view.subject] = known
        return known
