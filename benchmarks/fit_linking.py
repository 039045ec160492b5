"""Measure the linker on annotated pages, or fit its weights, with domains left out in turn.

    python benchmarks/fit_linking.py [--pages FOLDER PACK]… [--fit] [--hold-out NAME]… [--seconds 120]

The pages are those of tests/linking (a domain each) and, with --pages, folders of gold (NAME.clean.txt,
NAME.claims.csv) with their pack. Printed by domain: log-loss of the readings, entities and metrics right, numbers
pulled to a metric that gold leaves empty, wrong readings with a score of 0.5 and more. With --fit each weight of
``linking/weights.py`` is moved by a quarter, up or down, as long as the mean loss of the domains that are not held out
falls; the changed weights are printed, and a person puts them into the file: what does not help the domains held out
stays out.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import time
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.extract.linking.index import pack_index
from pipeline.extract.linking.names import outside_names
from pipeline.extract.linking.numbered import name_spans
from pipeline.extract.linking.page import scan_page
from pipeline.extract.linking.reading import body_first, settle
from pipeline.extract.linking.scoring import Linker
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.extract.quantities import claimable, quantities
from pipeline.model import CleanPage, Link, Pack, Quantity
from pipeline.packs import load_pack

HERE = Path(__file__).parent.parent / "tests" / "linking"
MARK = re.compile(r"⟦([^|⟧]*)\|([^|⟧]*)\|([^|⟧]*)⟧")
SURE, FLOOR, WRONG, PULLED, NOTHING = 0.5, 0.02, 0.6, 0.4, 1.5
NEAR_START = 0.002


@dataclass
class Page:
    domain: str
    clean: CleanPage
    pack: Pack
    numbers: tuple[Quantity, ...]
    gold: dict[tuple[int, int], tuple[str, str]]


@dataclass
class Tally:
    loss: float = 0.0
    said: int = 0
    entities: int = 0
    entities_right: int = 0
    metrics: int = 0
    metrics_right: int = 0
    empty: int = 0
    pulled: int = 0
    sure_wrong: int = 0


def marked(path: Path) -> tuple[str, list[tuple[int, int, str, str]]]:
    source, text, gold, last = path.read_text(encoding="utf-8").rstrip("\n"), "", [], 0
    for match in MARK.finditer(source):
        text += source[last : match.start()]
        gold.append((len(text), len(text) + len(match[1]), match[2], match[3]))
        text, last = text + match[1], match.end()
    return text + source[last:], gold


def annotated(path: Path) -> tuple[str, list[tuple[int, int, str, str]]]:
    text, gold, cursor = path.read_text(encoding="utf-8").rstrip("\n"), [], 0
    claims = path.with_name(path.name.replace(".clean.txt", ".claims.csv"))
    with claims.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            at = text.find(row["quote"], cursor)
            if at >= 0 and row["value"]:
                gold.append((at, at + len(row["quote"]), row["entity"], row["metric"]))
            cursor = max(cursor, at)
    return text, gold


def page_of(domain: str, text: str, pack: Pack, gold: list[tuple[int, int, str, str]]) -> Page:
    numbers = tuple(quantity for quantity in quantities(text, "") if claimable(quantity))
    known: dict[tuple[int, int], tuple[str, str]] = {}
    for start, end, entity, metric in gold:
        near = [q for q in numbers if q.start < end and q.end > start and (q.start, q.end) not in known]
        best = max(near, key=lambda q: (min(q.end, end) - max(q.start, start), q.start), default=None)
        if best is not None:
            known[best.start, best.end] = (entity, metric)
    return Page(domain, CleanPage.from_text(text, domain), pack, numbers, known)


def read_pages(folders: list[list[str]]) -> list[Page]:
    pages = []
    for path in sorted(HERE.glob("*.txt")):
        text, gold = marked(path)
        pages.append(page_of(path.stem, text, load_pack(str(HERE / path.stem)), gold))
    for folder, name in folders:
        pack = load_pack(name)
        for path in sorted(Path(folder).glob("*.clean.txt")):
            text, gold = annotated(path)
            pages.append(page_of(Path(folder).name, text, pack, gold))
    return pages


def count(tally: Tally, links: tuple[Link, ...], topic: str, gold: tuple[str, str]) -> None:
    entity, metric = gold
    said_entity, said_metric = settle(links, topic)
    wrong_entity = bool(entity) and said_entity != entity
    tally.said += 1
    tally.entities += bool(entity)
    tally.entities_right += bool(entity) and not wrong_entity
    top = links[0] if links else Link("", "", 0.0)
    tally.sure_wrong += top.score >= SURE and (top.metric != metric or (bool(entity) and top.entity != entity))
    if metric:
        tally.metrics += 1
        tally.metrics_right += said_metric == metric
        whole = sum(link.score for link in links if link.metric == metric)
        pair = sum(link.score for link in links if link.metric == metric and entity in {link.entity, ""})
        tally.loss -= 0.5 * math.log(max(whole, FLOOR)) + 0.5 * math.log(max(pair, FLOOR))
        tally.loss += WRONG * (said_metric != metric) + WRONG * wrong_entity
    else:
        tally.empty += 1
        tally.pulled += bool(said_metric)
        left = 1 - sum(link.score for link in links)
        tally.loss += PULLED * bool(said_metric) + WRONG * wrong_entity - NOTHING * math.log(max(left, FLOOR))


def measure(pages: list[Page]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for page in pages:
        scan = scan_page(page.clean, pack_index(page.pack), page.numbers)
        free = outside_names(scan, page.numbers, name_spans(page.clean.text, pack_index(page.pack).numbered))
        if len(free) < len(page.numbers):
            scan.place(free)
        linker = Linker(scan, pack_index(page.pack), free)
        tally = tallies.setdefault(page.domain, Tally())
        for number in body_first(scan, free, titled=bool(page.clean.title)):
            links, topic = linker.links(number)
            gold = page.gold.get((free[number].start, free[number].end))
            if gold is not None:
                count(tally, links, topic, gold)
    return tallies


def show(tallies: dict[str, Tally]) -> None:
    print(f"{'domain':14s} {'loss':>6s} {'entity':>9s} {'metric':>9s} {'pulled':>7s} {'sure, wrong':>11s}")
    for domain, t in tallies.items():
        entity, metric = f"{t.entities_right}/{t.entities}", f"{t.metrics_right}/{t.metrics}"
        loss = t.loss / max(1, t.said)
        line = f"{domain:14s} {loss:6.3f} {entity:>9s} {metric:>9s}"
        print(f"{line} {t.pulled}/{t.empty:<5d} {t.sure_wrong:11d}")


def objective(pages: list[Page], start: dict[str, float]) -> float:
    tallies = measure(pages)
    moved = sum(abs(getattr(WEIGHTS, name) - value) / (abs(value) + 0.3) for name, value in start.items())
    return sum(t.loss / max(1, t.said) for t in tallies.values()) / len(tallies) + NEAR_START * moved


def fit(pages: list[Page], seconds: float) -> dict[str, float]:
    """Coordinate descent on all weights that are plain numbers; changes ``WEIGHTS`` and returns what changed."""
    start = {field.name: getattr(WEIGHTS, field.name) for field in fields(WEIGHTS) if field.type == "float"}
    best, until = objective(pages, start), time.monotonic() + seconds
    for name, value in start.items():
        if time.monotonic() > until:
            break
        step = max(abs(value) / 4, 0.1)
        for direction in (step, -step):
            while True:
                before = getattr(WEIGHTS, name)
                object.__setattr__(WEIGHTS, name, round(before + direction, 4))
                found = objective(pages, start)
                if found > best - 1e-4:
                    object.__setattr__(WEIGHTS, name, before)
                    break
                best = found
    return {name: getattr(WEIGHTS, name) for name, value in start.items() if getattr(WEIGHTS, name) != value}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs=2, action="append", default=[], metavar=("FOLDER", "PACK"))
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--hold-out", action="append", default=[])
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    pages = read_pages(options.pages)
    show(measure(pages))
    if options.fit:
        print(fit([page for page in pages if page.domain not in options.hold_out], options.seconds))
        show(measure(pages))


if __name__ == "__main__":
    main()
