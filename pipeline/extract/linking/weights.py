"""The numbers of the scoring model, all in one place.

Set by hand, then moved one at a time as far as the log-loss of annotated pages fell, which was judged by leaving
domains out (``benchmarks/fit_linking.py``).
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

    # a name in the clause of the number
    before: float = 3.0
    after: float = 2.24
    inside: float = 1.84
    nearest: float = 0.1
    head: float = 0.3
    product: float = 0.9
    ahead_of_subject: float = 1.8
    later_clause: float = 0.5
    # names in earlier clauses and sentences, the title, subheads
    earlier_clause: float = 2.3
    clause_step: float = 0.2
    clause_floor: float = 1.75
    carried: float = 1.7
    sentence_decay: float = 0.8
    paragraph_decay: float = 0.59
    title: float = 0.6
    subhead: float = 0.9
    frequency: float = 0.5
    continued: float = 2.85
    seen_before: float = 0.66
    shift: float = 0.6
    # places that do not suit a subject, pronouns
    standard: float = 2.2
    place: float = 0.66
    source: float = 1.2
    said: float = 0.6
    counted: float = 1.0
    owner: float = 0.6
    pronoun: float = 0.9
    described: float = 0.8
    other: float = 2.8
    listed: float = 1.0
    weak: float = 0.5
    # figures of the pack, narrower and broader terms
    pair: float = 1.7
    no_pair: float = 1.2
    no_figures: float = 0.8
    figures: float = 0.12
    relative: float = 0.54
    relative_seen: float = 0.05
    relative_page: float = 0.75
    up: float = 1.5
    # words of a metric near the number
    measure: float = 5.5
    saturation: float = 4.5
    coverage: float = 0.75
    near: tuple[float, ...] = (1.0, 0.55, 0.42, 0.33, 0.26, 0.2)
    between: float = 0.72
    taken: float = 0.32
    consumed: float = 0.32
    following: float = 0.12
    following_date: float = 1.23
    following_end: float = 0.5
    later_date: float = 0.8
    header: float = 1.3
    contiguous: float = 0.25
    adjacent: float = 0.3
    inside_other: float = 0.4
    # what unit, role and grammar say
    unit: float = 0.9
    slip: float = 0.6
    alike: float = 0.6
    dimension: float = 0.75
    base_share: float = 0.59
    adjective: float = 1.0
    unit_word: float = 0.5
    verb: float = 0.4
    verb_before: float = 0.2
    touching: float = 0.8
    classifier: float = 0.8
    unit_only: float = 0.2
    unit_rare: float = 0.5
    level: float = 1.2
    level_measured: float = 1.2
    level_counted: float = 0.1
    level_apart: float = 3.0
    level_points: float = 2.2
    unmoved: float = 4.0
    other_base: float = 4.0
    change: float = 0.99
    level_reached: float = 2.0
    repeated: float = 1.5
    # the number before, a list, the body
    same_as_last: float = 0.13
    same_as_earlier: float = 0.0
    same_when_bare: float = 0.4
    same_when_bare_earlier: float = 0.1
    other_measure: float = 0.3
    listed_metric: float = 0.6
    on_page: float = 0.4
    # words that the reading does not explain
    unexplained: float = 0.13
    stranger: float = 0.6
    modified: float = 0.5
    exclusive: float = 4.0
    headless: float = 0.7
    baseless: float = 0.6
    nowhere: float = 1.5
    foreign: float = 1.0
    strange: float = 0.05
    unknown: float = 0.81
    faint: float = 0.4
    # words of the sentence where two metrics are this close
    close: float = 1.0
    opinion: float = 1.0
    # from points to belief
    nothing: float = 5.6
    temperature: float = 0.5
    metric_floor: float = 0.25
    other_entity: float = 0.6
    topic_floor: float = 0.2
    topic_often: float = 0.5
    sure: float = 0.5
    wordless: float = 0.45


WEIGHTS = Weights()
