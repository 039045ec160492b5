"""A pack, indexed for checking."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from pipeline.check.naming import proper_names, squeezed
from pipeline.check.scopes import Feature, glossary_names, scope_features
from pipeline.check.times import years_of_days
from pipeline.model import Document, Fact, Figure, Pack, Term
from pipeline.text import matching_key

_CACHED = 8


@dataclass(frozen=True, slots=True)
class PackView:
    """Figures by (entity, metric), by metric, by entity and by id; terms, facts, documents and scope features by id.

    ``metrics`` are the ids of the metrics, ``labels`` numbers that scopes are told by (80岁), ``named`` the term of
    every name in lower case, ``keys`` the names of each term, squeezed, ``written`` as matching keys, ``proper`` those
    of an entity and its kin that need no context, ``years`` the years in which the pack has a day (``--01-20``). Two
    automatons search squeezed texts: ``spellings`` for entities with figures, ``places`` for the numbers of ``names``.
    """

    by_pair: dict[tuple[str, str], tuple[Figure, ...]]
    by_metric: dict[str, tuple[Figure, ...]]
    by_entity: dict[str, tuple[Figure, ...]]
    figures: dict[str, Figure]
    terms: dict[str, Term]
    facts: dict[str, Fact]
    documents: dict[str, Document]
    scopes: dict[str, frozenset[Feature]]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    metrics: tuple[str, ...]
    labels: frozenset[str]
    named: dict[str, Term]
    keys: dict[str, tuple[str, ...]]
    written: dict[str, tuple[str, ...]]
    years: dict[str, frozenset[int]]
    proper: dict[str, tuple[str, ...]]
    spellings: Any
    places: Any


_views: OrderedDict[tuple[str, str], PackView] = OrderedDict()
_lock = threading.Lock()


def view_of(pack: Pack) -> PackView:
    """The view of a pack, cached by name and digest."""
    key = (pack.name, pack.digest)
    with _lock:
        found = _views.get(key) if pack.digest else None
    if found is None:
        found = _build(pack)
        with _lock:
            _views[key] = found
            while len(_views) > _CACHED:
                _views.popitem(last=False)
    return found


def _names(pack: Pack) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names of entities, squeezed, with the ids that have them; those of one character are left out."""
    found: dict[str, list[str]] = {}
    for term in pack.terms:
        if term.kind == "entity":
            for name in dict.fromkeys(squeezed(name) for name in (term.name, *term.aliases)):
                if len(name) > 1:
                    found.setdefault(name, []).append(term.id)
    return tuple((name, tuple(entities)) for name, entities in sorted(found.items()))


def _proper(pack: Pack) -> dict[str, tuple[str, ...]]:
    """For each term its proper names, and those of the terms right above and below it."""
    own = {term.id: proper_names(term) for term in pack.terms}
    found = {ident: list(names) for ident, names in own.items()}
    for term in pack.terms:
        if term.broader in own:
            found[term.id] += own[term.broader]
            found[term.broader] += own[term.id]
    return {ident: tuple(dict.fromkeys(names)) for ident, names in found.items()}


def _spellings(keys: dict[str, tuple[str, ...]], entities: Iterable[str]) -> Any:  # noqa: ANN401 no types
    owners: dict[str, list[str]] = {}
    for entity in entities:
        for key in keys.get(entity, ()):
            owners.setdefault(key, []).append(entity)
    return _automaton(owners)


def _automaton(values: dict[str, Any]) -> Any:  # noqa: ANN401 no types
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word, value in (values or {"\0": ()}).items():  # without words it could not be searched
        automaton.add_word(word, value)
    automaton.make_automaton()
    return automaton


def _beside(features: frozenset[Feature], metric: Term | None) -> frozenset[Feature]:
    """The features of a scope without words of the metric: of 长续航版 and 续航, 续航 says nothing."""
    if metric is None:
        return features
    name = matching_key(metric.name)
    return frozenset(
        feature for feature in features if feature[0] not in name and not all(word in name for word in feature)
    )


def _build(pack: Pack) -> PackView:
    pairs: dict[tuple[str, str], list[Figure]] = {}
    metrics: dict[str, list[Figure]] = {}
    entities: dict[str, list[Figure]] = {}
    for figure in pack.figures:
        pairs.setdefault((figure.entity, figure.metric), []).append(figure)
        metrics.setdefault(figure.metric, []).append(figure)
        entities.setdefault(figure.entity, []).append(figure)
    names = glossary_names(pack.terms)
    by_scope = {scope: scope_features(scope, names) for scope in sorted({figure.scope for figure in pack.figures})}
    keys = {
        term.id: tuple(key for name in (term.name, *term.aliases) if len(key := squeezed(name)) > 1)
        for term in pack.terms
    }
    spelled = _names(pack)
    by_id, terms = attrgetter("id"), {term.id: term for term in pack.terms}
    return PackView(
        {pair: tuple(sorted(figures, key=by_id)) for pair, figures in pairs.items()},
        {metric: tuple(figures) for metric, figures in metrics.items()},
        {entity: tuple(figures) for entity, figures in entities.items()},
        {figure.id: figure for figure in pack.figures},
        terms,
        {fact.id: fact for fact in pack.facts},
        {document.id: document for document in pack.documents},
        {figure.id: _beside(by_scope[figure.scope], terms.get(figure.metric)) for figure in pack.figures},
        spelled,
        tuple(term.id for term in pack.terms if term.kind == "metric"),
        frozenset(feature[0] for features in by_scope.values() for feature in features if feature[0][0].isdigit()),
        {name.lower(): term for term in pack.terms for name in (term.name, *term.aliases)},
        keys,
        {term.id: tuple(matching_key(name) for name in (term.name, *term.aliases)) for term in pack.terms},
        years_of_days(pack.figures),
        _proper(pack),
        _spellings(keys, entities),
        _automaton({name: number for number, (name, _) in enumerate(spelled)}),
    )
