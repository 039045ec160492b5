"""All readings of a page: what each quantity is about and what it is said under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.linking.context import modality, scope_of, sentence_bounds, speaker, time_of
from pipeline.extract.linking.index import pack_index
from pipeline.extract.linking.names import outside_names
from pipeline.extract.linking.nouns import in_metric_unit
from pipeline.extract.linking.numbered import name_spans
from pipeline.extract.linking.page import PageScan, scan_page
from pipeline.extract.linking.scoring import Linker
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import CleanPage, Link, Modality, Pack, Quantity


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity with its entity, metric (each may be empty), readings best first, and its circumstances."""

    quantity: Quantity
    sentence: str
    entity: str
    metric: str
    links: tuple[Link, ...]
    scope: str
    time: str
    speaker: str
    modality: Modality


def link_page(
    clean: CleanPage, pack: Pack, quantities: Sequence[Quantity], dates: Sequence[Quantity] = ()
) -> tuple[Reading, ...]:
    """Readings of ``quantities`` (in reading order); ``dates`` are dates that may tell the time of a claim.

    Quantities that lie inside a name of the glossary (the 405B of Llama 3.1 405B) are left out.
    """
    if not quantities:
        return ()
    index = pack_index(pack)
    scan = scan_page(clean, index, quantities)
    free = outside_names(scan, quantities, name_spans(clean.text, index.numbered))
    if len(free) < len(quantities):
        scan.place(free)
    linker = Linker(scan, index, free)
    known = list(dates)
    found = {
        number: _reading(scan, linker, number, known) for number in body_first(scan, free, titled=bool(clean.title))
    }
    return tuple(found[number] for number in range(len(free)))


def body_first(scan: PageScan, quantities: Sequence[Quantity], *, titled: bool) -> list[int]:
    """Numbers of the quantities, those of the title last: the body says what they are about."""
    if not titled:
        return list(range(len(quantities)))
    paragraphs = [scan.clauses[scan.clause_at(quantity.start)].paragraph for quantity in quantities]
    return sorted(range(len(quantities)), key=lambda number: paragraphs[number] == 0)


def settle(links: Sequence[Link], topic: str) -> tuple[str, str]:
    """Entity and metric: the likeliest metric over all entities, then its likeliest entity; else the topic."""
    sums: dict[str, float] = {}
    for link in links:
        sums[link.metric] = sums[link.metric] + WEIGHTS.other_entity * link.score if link.metric in sums else link.score
    metric = max(sums, key=lambda name: (sums[name], name), default="")
    if not metric or sums[metric] < WEIGHTS.metric_floor:
        return topic, ""
    return next(link.entity for link in links if link.metric == metric), metric


def _reading(scan: PageScan, linker: Linker, number: int, dates: list[Quantity]) -> Reading:
    quantity = linker.quantities[number]
    links, topic = linker.links(number)
    entity, metric = settle(links, topic)
    if metric:
        quantity = in_metric_unit(scan, quantity, linker.index.metrics[metric].unit)
    at = scan.clause_at(quantity.start)
    first, after = sentence_bounds(scan, at)
    sentence = scan.text[scan.clauses[first].start : min(scan.clauses[after - 1].end + 1, len(scan.text))].strip()
    return Reading(
        quantity,
        sentence,
        entity,
        metric,
        links,
        scope_of(linker.index, entity, metric, linker.features) if metric else "",
        time_of(scan, first, scan.clauses[at], quantity, dates),
        speaker(scan, (first, after), quantity.start),
        modality(scan, first, at, quantity.end),
    )
