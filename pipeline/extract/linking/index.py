"""What the linker knows of a pack: one automaton of names and words, forms of metrics, pairs with figures."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.extract.linking.fit import SAME, SLIP, unit_fit
from pipeline.extract.linking.keys import Key, key_of
from pipeline.extract.linking.numbered import numbered_names
from pipeline.extract.linking.opinion import Opinion
from pipeline.extract.linking.words import name_features, squeeze, verb_table, word_table
from pipeline.model import Pack, Term
from pipeline.tables import read_table

_CACHED_PACKS = 8
_CODE = re.compile(r"[A-Za-z一-鿿][ -]([A-Za-z]{1,4}\d[\dA-Za-z.]*)$")
_SEGMENT = re.compile(r"([㐀-䶿一-鿿]{2,4})(?:业务|收入|市场|板块|分部|事业部)")
_TAILED = re.compile(r".*\S{2}\s?[㐀-䶿一-鿿]{2}")
_CORPORATE = (
    "c:revenue", "c:profit", "c:market_value", "c:stock", "c:valuation", "c:funding", "c:asset", "c:debt", "c:cash",
    "c:research", "c:people", "c:capex",
)  # fmt: skip
# Qualifiers of which a measure has one: what is said of 毛利率 is not said of 净利率.
_EXCLUSIVE = (
    ("gross", "net"), ("input", "output_side"), ("read", "write"), ("uplink", "downlink"), ("hit", "miss"),
    ("prefill", "decoding"), ("peak", "minimum", "average"), ("start_price", "average"), ("total", "activated"),
    ("daily_active", "monthly_active"), ("power_made", "power_used"), ("training", "inference"),
    ("pretraining", "posttraining", "finetuning"),
)  # fmt: skip
_SHARES = frozenset({"percent", "times", "percentage_point"})
_MOVES = ("c:growth", "c:drop", "c:difference")


@dataclass(slots=True)
class PackIndex:
    """Everything about a pack that does not depend on a page; built once per digest.

    ``postings``: feature to (form, weight). ``forms``: metric and total weight of each name or alias. ``pairs``: metric
    to the entities that have figures of it, with their number; ``owners`` with its logarithm. ``parents``,
    ``children``: broader and narrower terms. ``kin``: an entity to those that may be named in its stead, with the
    number of steps, and whether it is their broader term.
    ``touching``: verbs that count right before a number, with the features that they speak for.
    ``tails``: the noun that names end in (高铁) to the entities so named; ``kinds``: the same by the last character
    (全市). ``organisations``: entities that have what
    only a company has (profit, staff, assets), without the parts of another one.
    """

    automaton: Any
    forms: list[tuple[str, float]] = field(default_factory=list)
    postings: list[list[tuple[int, float]]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    pairs: dict[str, dict[str, int]] = field(default_factory=dict)
    metrics: dict[str, Term] = field(default_factory=dict)
    metric_features: dict[str, frozenset[int]] = field(default_factory=dict)
    wanted: dict[str, frozenset[int]] = field(default_factory=dict)
    moved: dict[str, frozenset[int]] = field(default_factory=dict)
    changing: frozenset[str] = frozenset()
    owners: dict[str, dict[str, float]] = field(default_factory=dict)
    kin: dict[str, list[tuple[str, int, bool]]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    tails: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    organisations: tuple[str, ...] = ()
    unit_postings: dict[str, dict[int, list[tuple[int, float]]]] = field(default_factory=dict)
    spoken: dict[str, frozenset[int]] = field(default_factory=dict)
    only: dict[tuple[str, str], str] = field(default_factory=dict)
    fits: dict[str, dict[str, float]] = field(default_factory=dict)
    subjects: frozenset[str] = frozenset()
    scopes: dict[tuple[str, str], list[tuple[str, frozenset[int]]]] = field(default_factory=dict)
    changes: frozenset[int] = frozenset()
    measures: frozenset[int] = frozenset()
    chinese: frozenset[str] = frozenset()
    opposites: dict[str, list[tuple[frozenset[int], frozenset[int]]]] = field(default_factory=dict)
    named: frozenset[int] = frozenset()
    content: frozenset[int] = frozenset()
    moves: frozenset[int] = frozenset()
    touching: dict[str, tuple[int, ...]] = field(default_factory=dict)
    touching_ends: frozenset[str] = frozenset()
    opinion: Opinion | None = None
    numbered: tuple[str, ...] = ()
    feature_ids: dict[str, int] = field(default_factory=dict)
    weights: list[float] = field(default_factory=list)

    def fit(self, unit: str) -> dict[str, float]:
        """Metrics that a value in ``unit`` may state, with how well the unit fits (0 to 1)."""
        found = self.fits.get(unit)
        if found is None:
            pairs = ((metric, unit_fit(unit, term.unit)) for metric, term in self.metrics.items())
            found = self.fits[unit] = {metric: fit for metric, fit in pairs if fit > 0}
        return found

    def only_metric(self, entity: str, unit: str) -> str:
        """The one metric of which an entity has figures in such a unit, empty where there are none or several."""
        found = self.only.get((entity, unit))
        if found is None:
            owned = [m for m, fit in self.fit(unit).items() if fit >= SAME and entity in self.pairs.get(m, {})]
            found = self.only[entity, unit] = owned[0] if len(owned) == 1 else ""
        return found

    def opposed(self, said: set[int], metric: str) -> bool:
        """True where the text has one word of a pair that exclude each other (毛, 净) and the metric the other."""
        for wanted, group in self.opposites.get(metric, ()):
            if wanted.isdisjoint(said) and not group.isdisjoint(said):
                return True
        return False

    def rare(self, unit: str) -> bool:
        """True for a rate (亩/小时) that one metric of the pack is stated in, all things considered."""
        return "/" in unit and sum(fit >= SAME for fit in self.fit(unit).values()) == 1

    def measurable(self, unit: str) -> frozenset[int]:
        """Concepts that name a measure with values in such a unit; any measure may have a share or a multiple."""
        found = self.spoken.get(unit)
        if found is None:
            metrics = [metric for metric, fit in self.fit(unit).items() if fit >= SLIP + 0.1]
            wanted = frozenset().union(*(self.metric_features[metric] for metric in metrics))
            found = self.spoken[unit] = self.named if unit in _SHARES else self.named & wanted
        return found

    def fitting(self, unit: str, features: Iterable[int]) -> dict[int, list[tuple[int, float]]]:
        """Feature to its postings whose metrics a value in ``unit`` may state, of ``features`` and others."""
        known = self.unit_postings.setdefault(unit, {})
        for feature in features:
            if feature not in known:
                fits, forms = self.fit(unit), self.forms
                known[feature] = [posting for posting in self.postings[feature] if forms[posting[0]][0] in fits]
        return known


_cache: OrderedDict[tuple[str, str], PackIndex] = OrderedDict()
_lock = threading.Lock()


def pack_index(pack: Pack) -> PackIndex:
    """The index of a pack, cached by name and digest."""
    key = (pack.name, pack.digest)
    with _lock:
        found = _cache.get(key) if pack.digest else None
    if found is None:
        found = build_index(pack)
        with _lock:
            _cache[key] = found
            while len(_cache) > _CACHED_PACKS:
                _cache.popitem(last=False)
    return found


def build_index(pack: Pack) -> PackIndex:
    """Names, words and cues in one automaton; metric forms weighted by how few metrics share their features."""
    import ahocorasick

    index = PackIndex(ahocorasick.Automaton(), opinion=Opinion(pack))
    index.numbered = numbered_names(pack.terms)
    _add_pairs(index, pack)
    keys: dict[str, Key] = {}
    _add_entities(index, pack, keys)
    _add_metrics(index, pack, keys)
    _add_words(index, keys)
    _add_verbs(index, keys)
    for row in read_table("link_cues.csv"):
        for spelling in row["words"].split("|"):
            key = key_of(keys, squeeze(spelling))
            if row["cue"] == "hides":
                key.hides = True
            else:
                key.cues.append(row["cue"])
    for spelling, key in keys.items():
        key.word = bool(key.features or key.cues or key.hides)
        key.tells = bool(key.features or key.cues or key.verbs)
        index.automaton.add_word(spelling, key)
    index.automaton.make_automaton()
    return index


def _add_pairs(index: PackIndex, pack: Pack) -> None:
    for figure in pack.figures:
        counts = index.pairs.setdefault(figure.metric, {})
        counts[figure.entity] = counts.get(figure.entity, 0) + 1
    for metric, counts in index.pairs.items():
        index.owners[metric] = {entity: math.log(count) for entity, count in counts.items()}


def _add_entities(index: PackIndex, pack: Pack, keys: dict[str, Key]) -> None:
    with_figures = {figure.entity for figure in pack.figures}
    subjects = [term for term in pack.terms if term.kind == "entity" or term.id in with_figures]
    index.subjects = frozenset(term.id for term in subjects)
    _add_short_codes(subjects, keys)
    tails: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for term in subjects:
        for last in (name[-1] for name in (term.name, *term.aliases) if len(name) > 2):
            kinds.setdefault(squeeze(last), set()).add(term.id)
        for tail in (name[-2:] for name in (term.name, *term.aliases) if _TAILED.fullmatch(name)):
            tails.setdefault(squeeze(tail), set()).add(term.id)
        if term.broader:
            index.parents[term.id] = term.broader
            index.children.setdefault(term.broader, []).append(term.id)
        for spelling in {squeeze(name) for name in (term.name, *term.aliases)}:
            if spelling and term.id not in (entities := key_of(keys, spelling).entities):
                entities.append(term.id)
    _add_segments(subjects, keys)
    for term in subjects:
        for relative, steps in _relatives(index, term.id):
            index.kin.setdefault(relative, []).append((term.id, steps, relative == index.parents.get(term.id)))
    index.kinds = {last: tuple(sorted(owners)) for last, owners in sorted(kinds.items())}
    index.tails = {tail: tuple(sorted(owners)) for tail, owners in sorted(tails.items())}


def _add_segments(subjects: list[Term], keys: dict[str, Key]) -> None:
    """海外 for 海外业务: what only one business of the pack is called by, a weaker name than its own."""
    owners: dict[str, set[str]] = {}
    for term in subjects:
        for name in (term.name, *term.aliases):
            if found := _SEGMENT.fullmatch(name):
                owners.setdefault(squeeze(found[1]), set()).add(term.id)
    for short, found_ids in sorted(owners.items()):
        if len(found_ids) == 1 and not ((key := keys.get(short)) and key.entities):
            key = key_of(keys, short)
            key.entities.extend(found_ids)
            key.weak = True


def _relatives(index: PackIndex, entity: str) -> tuple[tuple[str, int], ...]:
    """Narrower terms down to grandchildren and the broader term, with the number of steps."""
    children = index.children
    found = [(child, 1) for child in children.get(entity, ())]
    found += [(grandchild, 2) for child, _ in found for grandchild in children.get(child, ())]
    if parent := index.parents.get(entity):
        found.append((parent, 1))
    return tuple(found)


def _add_short_codes(subjects: list[Term], keys: dict[str, Key]) -> None:
    """V2 for DeepSeek-V2: the code that only one name ends in stands for it."""
    owners: dict[str, set[str]] = {}
    for term in subjects:
        for name in (term.name, *term.aliases):
            if code := _CODE.search(name):
                owners.setdefault(squeeze(code.group(1)), set()).add(term.id)
    spelled = {squeeze(name) for term in subjects for name in (term.name, *term.aliases)}
    for short, found in sorted(owners.items()):
        if len(found) == 1 and short not in spelled:
            key_of(keys, short).entities.extend(found)


def _add_metrics(index: PackIndex, pack: Pack, keys: dict[str, Key]) -> None:
    metrics = [term for term in pack.terms if term.kind == "metric"]
    index.metrics = {term.id: term for term in metrics}
    index.chinese = frozenset(
        term.id for term in metrics if any(name[:1] > "\u3400" for name in (term.name, *term.aliases))
    )
    forms = [(term.id, name, name_features(name)) for term in metrics for name in (term.name, *term.aliases)]
    union = _by_metric(forms)
    sharing = Counter(feature for features in union.values() for feature in features)
    for feature in sorted(sharing):
        index.feature_ids[feature] = len(index.postings)
        index.postings.append([])
        weight = math.log((len(metrics) + 2) / (sharing[feature] + 0.5)) + 0.3
        weight *= 0.55 if feature.startswith("h:") else 0.3 if feature[2:] in keys else 1.0
        index.weights.append(weight)
    kinds = word_table().kinds
    changing = {f"c:{concept}" for concept, kind in kinds.items() if kind == "change"}
    index.changes = frozenset(index.feature_ids[feature] for feature in changing if feature in index.feature_ids)
    index.moves = frozenset(index.feature_ids[f] for f in _MOVES if f in index.feature_ids)
    concepts = frozenset(
        index.feature_ids[f"c:{concept}"]
        for concept, kind in kinds.items()
        if kind == "measure" and f"c:{concept}" in index.feature_ids
    )
    timeless = {feature for term in metrics if term.unit != "date" for feature in union[term.id]}
    index.named = concepts & {index.feature_ids[feature] for feature in timeless}
    index.measures = concepts | {
        ident for feature, ident in index.feature_ids.items() if feature.startswith("l:") and feature[2:] not in keys
    }
    index.content = index.measures | {ident for feature, ident in index.feature_ids.items() if feature[0] == "h"}
    for metric, name, features in forms:
        if not features:
            continue
        number = len(index.forms)
        index.forms.append((metric, sum(index.weights[index.feature_ids[feature]] for feature in sorted(features))))
        index.names.append(name)
        for feature in sorted(features if not features <= changing else ()):
            ident = index.feature_ids[feature]
            index.postings[ident].append((number, index.weights[ident]))
        if spelling := squeeze(name):
            key_of(keys, spelling).forms.append(number)
    _add_scopes(index, pack)
    for metric, found in union.items():
        known = index.metric_features[metric] = frozenset(index.feature_ids[feature] for feature in found)
        index.wanted[metric], index.moved[metric] = known & index.content, known & index.moves
    index.changing = frozenset(metric for metric, said in index.metric_features.items() if said & index.changes)
    _add_organisations(index)
    for group in filter(None, (_group(index, names) for names in _EXCLUSIVE)):
        for metric, known in index.metric_features.items():
            if own := group & known:
                index.opposites.setdefault(metric, []).append((own, group))


def _group(index: PackIndex, names: tuple[str, ...]) -> frozenset[int]:
    """Features of words that exclude each other, those that the pack lacks too; empty where it has none of them."""
    ids = index.feature_ids
    if all(f"c:{name}" not in ids for name in names):
        return frozenset()
    for name in names:
        if f"c:{name}" not in ids:
            ids[f"c:{name}"] = len(index.postings)
            index.postings.append([])
            index.weights.append(1.0)
    return frozenset(ids[f"c:{name}"] for name in names)


def _add_organisations(index: PackIndex) -> None:
    wanted = {index.feature_ids[feature] for feature in _CORPORATE if feature in index.feature_ids}
    owners = {
        entity
        for metric, owned in index.pairs.items()
        if index.metric_features.get(metric, frozenset()) & wanted
        for entity in owned
    }
    index.organisations = tuple(sorted(owner for owner in owners if index.parents.get(owner, "") not in owners))


def _add_scopes(index: PackIndex, pack: Pack) -> None:
    """Words of the scopes that tell figures of one entity and metric apart; they carry no weight for metrics."""
    for figure in pack.figures:
        if not figure.scope:
            continue
        idents = []
        for feature in sorted(name_features(figure.scope)):
            if feature not in index.feature_ids:
                index.feature_ids[feature] = len(index.postings)
                index.postings.append([])
                index.weights.append(1.0)
            idents.append(index.feature_ids[feature])
        found = index.scopes.setdefault((figure.entity, figure.metric), [])
        if (entry := (figure.scope, frozenset(idents))) not in found:
            found.append(entry)


def _by_metric(forms: Iterable[tuple[str, str, frozenset[str]]]) -> dict[str, set[str]]:
    union: dict[str, set[str]] = {}
    for metric, _, features in forms:
        union.setdefault(metric, set()).update(features)
    return union


def _add_words(index: PackIndex, keys: dict[str, Key]) -> None:
    """Spellings of the features that the pack's metrics have; other words of the table only hide shorter ones."""
    table = word_table()
    for spelling, concepts in table.chinese.items():
        known = [index.feature_ids[f"c:{c}"] for c in concepts if f"c:{c}" in index.feature_ids]
        key = key_of(keys, spelling)
        key.features.extend(known)
        key.hides = key.hides or not known
        if not known and any(table.kinds[concept] == "measure" for concept in concepts):
            key.cues.append("foreign")
    for word, concepts in table.english.items():
        known = [index.feature_ids[f"c:{c}"] for c in concepts if f"c:{c}" in index.feature_ids]
        if known and len(word) > 1:
            for spelling in (squeeze(word), squeeze(word) + "s"):
                key_of(keys, spelling).features.extend(known)
    for feature, ident in index.feature_ids.items():
        kind, _, spelling = feature.partition(":")
        if kind != "c" and len(spelling) > 1:
            key_of(keys, spelling).features.append(ident)


def _add_verbs(index: PackIndex, keys: dict[str, Key]) -> None:
    """Verbs that speak for what the pack measures; the others say nothing, not even against it."""
    ids, table = index.feature_ids, verb_table()
    for spelling, concepts in table.anywhere.items():
        if known := [ids[f"c:{concept}"] for concept in concepts if f"c:{concept}" in ids]:
            key_of(keys, spelling).verbs.extend(known)
    for spelling, concepts in table.touching.items():
        if found := tuple(ids[f"c:{concept}"] for concept in concepts if f"c:{concept}" in ids):
            index.touching[spelling] = found
    index.touching_ends = frozenset(spelling[-1] for spelling in index.touching)
