"""The numbers of the scoring model, all in one place.

Set by hand, then moved one at a time as far as the log-loss of annotated pages fell (development pages and the pages of
``tests/linking``), which was judged by leaving domains out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points that a reading gets; see ``subjects.py`` (who), ``measures.py`` (what) and ``scoring.py`` (both).

    Subject: a name in the clause of the number scores ``before`` or ``after``; earlier clauses lose ``clause_step``
    each, earlier sentences decay by ``sentence_decay`` from ``carried``. Measure: words of a metric's name count in
    full in the clause of the number and less with each clause between.
    """

    before: float = 3.0
    after: float = 2.24
    inside: float = 1.84
    nearest: float = 0.1
    earlier_clause: float = 2.3
    clause_step: float = 0.2
    clause_floor: float = 1.75
    later_clause: float = 0.5
    carried: float = 1.7
    sentence_decay: float = 0.8
    paragraph_decay: float = 0.59
    title: float = 0.6
    subhead: float = 0.9
    frequency: float = 0.5
    standard: float = 2.2
    place: float = 0.66
    source: float = 1.2
    owner: float = 0.6
    pronoun: float = 0.9
    other: float = 2.8
    relative: float = 0.54
    relative_seen: float = 0.05
    pair: float = 1.7
    no_pair: float = 1.0
    measure: float = 5.5
    unit: float = 0.9
    slip: float = 0.6
    saturation: float = 4.5
    near: tuple[float, ...] = (1.0, 0.55, 0.42, 0.33, 0.26, 0.2)
    heading: float = 0.1
    between: float = 0.72
    taken: float = 0.32
    contiguous: float = 0.25
    same_as_last: float = 0.13
    metric_floor: float = 0.28
    following: float = 0.12
    following_date: float = 1.23
    header: float = 1.3
    level: float = 1.2
    seen_before: float = 0.66
    continued: float = 2.85
    said: float = 0.6
    product: float = 0.9
    head: float = 0.3
    ahead_of_subject: float = 1.8
    same_as_earlier: float = 0.0
    relative_page: float = 0.75
    dimension: float = 0.75
    inside_other: float = 0.4
    following_end: float = 0.5
    counted: float = 1.0
    figures: float = 0.12
    change: float = 0.99
    repeated: float = 1.5
    unexplained: float = 0.13
    other_measure: float = 0.3
    unknown: float = 0.81
    nothing: float = 5.6
    temperature: float = 0.5
    listed: float = 1.0
    adjacent: float = 0.3
    consumed: float = 0.45
    up: float = 1.5
    base_share: float = 0.59
    adjective: float = 1.0
    level_measured: float = 0.7
    level_counted: float = 0.1
    foreign: float = 1.0
    later_date: float = 0.8
    other_entity: float = 0.6
    unit_only: float = 0.2
    on_page: float = 0.25
    described: float = 0.8
    strange: float = 0.05
    stranger: float = 0.4
    baseless: float = 0.6
    no_figures: float = 0.8
    same_when_bare: float = 0.4
    same_when_bare_earlier: float = 0.1
    level_points: float = 2.2
    alike: float = 0.6
    sure: float = 0.5
    topic_floor: float = 0.2
    listed_metric: float = 0.6
    faint: float = 0.4
    classifier: float = 0.8
    coverage: float = 0.75
    unit_word: float = 0.5
    nothing_follows: float = 0.0


WEIGHTS = Weights()
