"""Whose number it is: how much each entity of the glossary is in focus at a quantity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.page import CIRCUMSTANCE, Clause, Mention, PageScan
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import Link, Quantity

_ATTRIBUTES = frozenset({"measure", "money"})
_SUBHEAD = 30
_REACH = 40
_SOFTENERS = " 约近逾大不足到超过将只有仅几乎"
_HEAD = re.compile(r"的[^，,的]{0,4}[《“\"「 ]?$")
_ATTRIBUTE = re.compile(r"\s*(?:版本?|型号?|款|级|大小|容量)?的?\s*")
_COMPARED = re.compile(r"\s?(?:相差|相比|持平|差距|接近|相近|相当)")
_RATIO_UNITS = frozenset({"times", "percent"})
_SUMMED = re.compile(r"\s?(?:合计|总计|共计|一共|总共|合起来)")
_FROM = re.compile(r"[从由自]\s?$")
_THAN = re.compile(r"[比较]\s?$")


# Labels of cells that name nobody, and what remains of those that may
_PLAIN = re.compile(
    r"数值|数据|金额|数量|本期|当期|本年|今年|上年|去年|同期|本月|当月|累计|指标|项目|参数|规格|结果|单位|内容|详情|说明|情况|年度?|半年|季度?|月|日|"
    r"第?[一二三四前后上下全]|[（(][^（）()]*[)）]|\W|[\dA-Za-z_]"
)
_NAMED = re.compile(r"[一-鿿]{2}")


def mark_roles(scan: PageScan, quantities: Sequence[Quantity]) -> None:
    """Demote mentions that stand where no subject stands: standards of comparison, sources, places."""
    for clause in scan.clauses:
        if clause.mentions and clause.cues:
            for mention in clause.mentions:
                _role(mention, clause, scan.text)
        for number in clause.quantities:
            for mention in clause.mentions:
                if quantities[number].start <= mention.start and mention.end <= quantities[number].end:
                    mention.demotion = max(mention.demotion, WEIGHTS.counted)


def _role(mention: Mention, clause: Clause, text: str) -> None:
    for cue, start, end in clause.cues:
        gap = mention.start - end
        if cue == "standard_before" and 0 <= gap <= 8:
            mention.demotion = max(mention.demotion, WEIGHTS.standard)
        elif cue == "owner_before" and 0 <= gap <= 6:
            if text[mention.end : mention.end + 3].lstrip().startswith("的"):
                mention.owner = True
            mention.demotion = max(mention.demotion, WEIGHTS.standard)
        elif cue == "standard_after" and 0 <= start - mention.end <= 6:
            mention.demotion = max(mention.demotion, WEIGHTS.standard)
        elif cue == "source_before" and 0 <= gap <= 10:
            mention.demotion = max(mention.demotion, WEIGHTS.source)
        elif cue == "said" and 0 <= start - mention.end <= 6:
            mention.demotion = max(mention.demotion, WEIGHTS.said)
        elif cue == "event" and 0 <= gap <= 6:
            mention.product = True
        elif cue == "place" and 0 <= gap <= 8:
            mention.demotion = max(mention.demotion, WEIGHTS.place)


def _is_subhead(scan: PageScan, sentence: int) -> bool:
    """A short line of one sentence with no full stop and no cells."""
    first = scan.clauses[scan.sentences[sentence]]
    after = scan.sentences[sentence + 1] if sentence + 1 < len(scan.sentences) else len(scan.clauses)
    last = scan.clauses[after - 1]
    alone = scan.text[first.start - 1 : first.start] == "\n" and scan.text[last.end : last.end + 1] == "\n"
    return alone and first.cell < 0 and 0 < last.end - first.start <= _SUBHEAD


class SubjectFinder:
    """Salience of entities at one quantity after the other of a page."""

    def __init__(self, scan: PageScan, index: PackIndex) -> None:
        self.scan = scan
        self.index = index
        self.total: Counter[str] = Counter(
            entity for clause in scan.clauses for mention in clause.mentions for entity in mention.entities
        )
        most = max(self.total.values(), default=1)
        self._frequent = {entity: WEIGHTS.frequency * count / most for entity, count in self.total.items()}
        self._left = self._carry()
        self._carried: dict[int, dict[str, float]] = {}
        self.last: tuple[int, str, int] = (-1, "", -1)
        self._metric = self._beside = ""

    def go_on(self, clause: Clause, link: Link) -> None:
        """Keep whose number was read last; A 1.15, B 1.29: the second of one metric only stands beside the first."""
        sentence, entity, _ = self.last
        same = clause.sentence == sentence
        beside = same and link.metric == self._metric and link.entity != entity
        self._beside = entity if beside else self._beside if same and link.entity == entity else ""
        self._metric, self.last = link.metric, (clause.sentence, link.entity, clause.end)

    def carried(self, sentence: int) -> dict[str, float]:
        """What earlier sentences left in focus, and what the page is about."""
        entry = self._carried.get(sentence)
        if entry is None:
            focus, title, section = self._left[sentence]
            entry = self._carried[sentence] = dict(focus)
            for entity, value in (*title.items(), *section.items()):
                entry[entity] = max(entry.get(entity, 0.0), value)
            for entity, points in self._frequent.items():
                entry[entity] = entry[entity] + points if entity in entry else points
        return entry

    def _carry(self) -> list[tuple[dict[str, float], dict[str, float], dict[str, float]]]:
        """For each sentence, what earlier ones left in focus: recent sentences, title, subhead."""
        scan = self.scan
        if not self.total:
            return [({}, {}, {})] * len(scan.sentences)
        bounds = [*scan.sentences, len(scan.clauses)]
        left: list[tuple[dict[str, float], dict[str, float], dict[str, float]]] = []
        focus: dict[str, float] = {}
        title: dict[str, float] = {}
        section: dict[str, float] = {}
        for number in range(len(scan.sentences)):
            first = scan.clauses[bounds[number]]
            if number and scan.clauses[bounds[number] - 1].paragraph != first.paragraph:
                focus = {entity: value * WEIGHTS.paragraph_decay for entity, value in focus.items()}
            left.append((focus, title, section))
            said = self._sentence(scan.clauses[bounds[number] : bounds[number + 1]])
            focus = {entity: value * WEIGHTS.sentence_decay for entity, value in focus.items() if value > 0.1}
            for entity, value in said.items():
                focus[entity] = max(focus.get(entity, 0.0), value)
            if _is_subhead(scan, number) and number:
                section = dict.fromkeys(said, WEIGHTS.subhead)
            elif number == 0:
                title = dict.fromkeys(said, WEIGHTS.title)
        return left

    def _sentence(self, clauses: list[Clause]) -> dict[str, float]:
        said: dict[str, float] = {}
        for clause in clauses:
            for mention in clause.mentions:
                value = WEIGHTS.carried - 0.4 * mention.demotion
                for entity in mention.entities:
                    said[entity] = max(said.get(entity, 0.0), value)
        return said

    def any_at(self, clause: Clause) -> bool:
        """False where no entity can be in focus: the page names none, and no word of the clause stands for one."""
        return bool(self.total or clause.described or self.last[1])

    def salience(self, quantity: Quantity) -> dict[str, float]:
        """Entity to points; a subject that no glossary knows (一家云厂商) takes points from what was carried."""
        at = self.scan.clause_at(quantity.start)
        clauses = self.scan.clauses
        clause = clauses[at]
        found: dict[str, float] = {}
        strange = self._strange_labels(at)
        other = 0 <= clause.other <= quantity.start or strange
        pronoun = self._pronoun(clause, quantity)
        self._own_clause(clause, quantity, found, WEIGHTS.pronoun if pronoun else 0.0)
        labels = [mention for label in self.scan.labels(at) for mention in label.mentions]
        for entity in (name for mention in labels for name in mention.entities):
            found[entity] = max(found.get(entity, -9.0), WEIGHTS.before)
        self._former_latter(at, quantity, found)
        self._next_clause(at, quantity, found)
        distance = 0
        resolved = named = False
        summed = _SUMMED.match(self.scan.text, clause.start) is not None  # 64 台风机, 合计 40 万千瓦
        for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
            earlier = clauses[k]
            if earlier.sentence != clause.sentence:
                break
            distance += 2 if earlier.strong else 1
            points = max(WEIGHTS.earlier_clause - WEIGHTS.clause_step * (distance - 1), WEIGHTS.clause_floor)
            points -= WEIGHTS.other if other else 0.0
            for mention in earlier.mentions:
                value = points - (0.0 if summed and distance == 1 else mention.demotion * 0.6)
                if pronoun and not resolved:
                    meant = not clause.described or not set(clause.described).isdisjoint(mention.entities)
                    value += WEIGHTS.pronoun if meant else -WEIGHTS.pronoun
                    named = named or meant
                for entity in mention.entities:
                    if value > found.get(entity, -9.0):
                        found[entity] = value
            resolved = resolved or named
            other = other or earlier.other >= 0
        shifted = bool(self.last[1]) and self._shifted(at, quantity)
        self._add_carried(
            clause, found, pronoun=pronoun and not resolved, other=other, shifted=shifted, labelled=bool(labels)
        )
        self._together(at, quantity, found)
        if strange:
            own = {entity for mention in labels for entity in mention.entities}
            found = {name: points - (0.0 if name in own else WEIGHTS.other) for name, points in found.items()}
        return found

    def _strange_labels(self, at: int) -> bool:
        """True for a cell whose row or column is that of something which neither the glossary nor the tables know."""
        clause = self.scan.clauses[at]
        if clause.cell <= 0:
            return False
        row, head = self.scan.clauses[self.scan.paragraphs[clause.paragraph]], self.scan.header(at)
        return self._strange(row) or (head is not None and self._strange(head))

    def _strange(self, label: Clause) -> bool:
        """True where two characters in a row remain of a label without the words that are known."""
        if label.mentions:
            return False
        known = {at for _, start, end in (*label.features, *label.forms) for at in range(start, end)}
        left = "".join(" " if at in known else self.scan.text[at] for at in range(label.start, label.end))
        return _NAMED.search(_PLAIN.sub(" ", left)) is not None

    def _together(self, at: int, quantity: Quantity, found: dict[str, float]) -> None:
        """两座厂加起来: the broader term of those in focus is meant."""
        clauses = self.scan.clauses
        if not any(cue == "sum" for clause in clauses[max(0, at - 1) : at + 1] for cue, _, _ in clause.cues):
            return
        if any(mention.end <= quantity.start and not mention.demotion for mention in clauses[at].mentions):
            return
        for parent, children in self.index.children.items():
            parts = [found[child] for child in children if child in found and child in self.total]
            if len(parts) > 1:
                found[parent] = max(found.get(parent, 0.0), max(parts) + WEIGHTS.listed)

    def _shifted(self, at: int, quantity: Quantity) -> bool:
        """True where a clause since the last number that was linked has another subject."""
        _, entity, end = self.last
        clauses = self.scan.clauses
        for clause in reversed(clauses[self.scan.sentences[clauses[at].sentence] : at + 1]):
            if clause.start <= end:
                break
            for mention in clause.mentions:
                if mention.end <= quantity.start and not mention.demotion and entity not in mention.entities:
                    return True
        return False

    def _parted(self, clause: Clause) -> bool:
        """True where a full stop or a semicolon stands between the last number that was linked and the clause."""
        first, after = (self.scan.clause_at(at) for at in (max(0, self.last[2] - 1), clause.start))
        return self.last[0] != clause.sentence or any(other.strong for other in self.scan.clauses[first:after])

    def _add_carried(
        self, clause: Clause, found: dict[str, float], *, pronoun: bool, other: bool, shifted: bool, labelled: bool
    ) -> None:
        """What earlier sentences left in focus: less where the sentence has names of its own or another subject."""
        gain = 0.0
        if not pronoun and any(value > WEIGHTS.clause_floor for value in found.values()):
            gain = -WEIGHTS.seen_before
        sentence, entity, _ = self.last
        if entity and 0 <= clause.sentence - sentence <= 1 and not other and not labelled:
            same = clause.sentence == sentence and not clause.mentions and not shifted
            gain -= WEIGHTS.shift if shifted and not pronoun else 0.0
            value = WEIGHTS.continued - (0.4 if clause.sentence != sentence else 0.0) + (0.5 * gain if same else gain)
            if pronoun and clause.described and entity not in clause.described:
                value -= WEIGHTS.pronoun
            if self._beside and self._parted(clause):
                found[self._beside] = max(found.get(self._beside, -9.0), value)
            found[entity] = max(found.get(entity, -9.0), value)
        carried = self.carried(clause.sentence)
        spoken = not other or any(cue == "company" for cue, _, _ in clause.cues)  # 券商预计, 公司全年净利润…
        latest = self._latest(clause, carried) if pronoun and spoken else ""
        resumed = WEIGHTS.pronoun + (WEIGHTS.described if clause.described else 0.0)
        rest = gain - (WEIGHTS.other if other else 0.0)
        if latest and latest not in carried:
            found[latest] = resumed
        elif latest and carried[latest] + resumed > found.get(latest, -9.0):
            found[latest] = carried[latest] + resumed
        for name, points in carried.items():
            value = points + rest  # never more than what a pronoun resumes
            if value > found.get(name, -9.0):
                found[name] = value

    def _latest(self, clause: Clause, carried: dict[str, float]) -> str:
        """Whom a pronoun means: the one most in focus, of those whose names end in its noun where there are such.

        公司 may mean the broader term of one in focus, although the page does not name it.
        """
        named = [name for name in clause.described if name in carried]
        if not named and clause.described == self.index.organisations:
            if len(clause.described) == 1:
                return clause.described[0]
            focus = max(carried, key=lambda name: (carried[name], name), default="")
            if (parent := self.index.parents.get(focus, "")) in clause.described:
                return parent
        return max(named or carried, key=lambda name: (carried[name], name), default="")

    def _next_clause(self, at: int, quantity: Quantity, found: dict[str, float]) -> None:
        """7 月 28 日, X 发布…: the subject of a date that opens the sentence stands in the next clause."""
        clauses = self.scan.clauses
        if quantity.date and at + 2 < len(clauses) and CIRCUMSTANCE.match(self.scan.text, clauses[at + 1].start):
            at += 1
        if at + 1 >= len(clauses) or clauses[at + 1].sentence != clauses[at].sentence or clauses[at].strong:
            return
        opens = (quantity.date or clauses[at].paragraph == 0) and not found
        for mention in clauses[at + 1].mentions:
            value = (WEIGHTS.ahead_of_subject if opens else WEIGHTS.later_clause) - mention.demotion * 0.5
            value += WEIGHTS.product if opens and mention.product else 0.0
            for entity in mention.entities:
                found[entity] = max(found.get(entity, -9.0), value)

    def _former_latter(self, at: int, quantity: Quantity, found: dict[str, float]) -> None:
        """前者 and 后者: the last two names before the word."""
        clauses = self.scan.clauses
        for cue, start, end in clauses[at].cues:
            if cue not in {"former", "latter"} or end > quantity.start:
                continue
            names: list[str] = []
            for k in range(at, max(-1, at - 8), -1):
                for mention in reversed(clauses[k].mentions):
                    if mention.end <= start and mention.entities[0] not in names:
                        names.append(mention.entities[0])
            wanted = 0 if cue == "latter" else 1
            between = self.scan.text[end : quantity.start].rstrip(_SOFTENERS)
            if len(names) > wanted and not (between == "的" and quantity.unit in _RATIO_UNITS):
                found[names[wanted]] = max(found.get(names[wanted], -9.0), WEIGHTS.before + WEIGHTS.owner)

    @staticmethod
    def _pronoun(clause: Clause, quantity: Quantity) -> bool:
        return any(
            end <= quantity.start and (cue == "company" or (cue == "pronoun" and start - clause.start <= 4))
            for cue, start, end in clause.cues
        )

    def _own_clause(self, clause: Clause, quantity: Quantity, found: dict[str, float], pronoun: float) -> None:
        before = [mention for mention in clause.mentions if mention.end <= quantity.start]
        for mention in clause.mentions:
            if mention.end <= quantity.start:
                value = WEIGHTS.before - mention.demotion - pronoun
                if mention is before[-1]:
                    value += WEIGHTS.nearest
                value += self._genitive(mention, quantity)
                if quantity.role == "to" and self.starts(mention):
                    value -= WEIGHTS.standard
            elif mention.start >= quantity.end:
                value = WEIGHTS.after - mention.demotion * 0.5
                between = self.scan.text[quantity.end : mention.start].rstrip()
                if (len(between) <= 14 and _HEAD.search(between)) or (
                    quantity.unit and quantity.kind in _ATTRIBUTES and _ATTRIBUTE.fullmatch(between)
                ):
                    value = WEIGHTS.before + WEIGHTS.head - mention.demotion
                elif quantity.date and mention.product:
                    value = WEIGHTS.before + WEIGHTS.product
            else:
                value = WEIGHTS.inside
            for entity in mention.entities:
                if value > found.get(entity, -9.0):
                    found[entity] = value

    def starts(self, mention: Mention) -> bool:
        """从 H100 的 33.5 压到 1: where the change starts from is not what it leads to."""
        text = self.scan.text
        return text[mention.end : mention.end + 2].lstrip()[:1] == "的" and bool(
            _FROM.search(text, max(0, mention.start - 3), mention.start)
        )

    def _genitive(self, mention: Mention, quantity: Quantity) -> float:
        """X 的 N%: X is the base of a share or multiple, except after 高于 and the like, where X owns the number."""
        between = self.scan.text[mention.end : quantity.start].strip()
        between = between.rstrip(_SOFTENERS)
        if not between.endswith("的") or len(between) > 7:
            return 0.0
        if _COMPARED.match(self.scan.text, quantity.end):
            return WEIGHTS.owner + mention.demotion
        if mention.owner and len(between) <= 2:
            return WEIGHTS.owner + mention.demotion
        if len(between) == 1 and (
            quantity.unit not in _RATIO_UNITS or _THAN.search(self.scan.text, mention.start - 3, mention.start)
        ):
            return WEIGHTS.owner + mention.demotion  # 较 X 的 5200 毫安时: the standard of a comparison has the number
        return -WEIGHTS.standard if quantity.unit in _RATIO_UNITS else 0.0
