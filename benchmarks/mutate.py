"""Mutation benchmark: change what a gold page rightly says, and see whether the check notices.

    python benchmarks/mutate.py GOLD_FOLDER PACK [--seed 1] [--verbose]

GOLD_FOLDER holds NAME.clean.txt and NAME.claims.csv (CONTRACT.md section 3), PACK is a name or folder. Every number
that gold supports and the product supports too is changed in the clean text, one change at a time, so that it becomes
wrong by its figure;
the page is extracted and checked again. The table counts, by kind of change: mutants, those no longer supported, those
refuted, those refuted with a fitting reason. Below it: claims of the unchanged pages that are refuted against gold.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.check import check_claims
from pipeline.extract import extract_claims
from pipeline.model import Claim, CleanPage, Figure, Pack, Verdict
from pipeline.packs import load_pack
from pipeline.units import compatible, convert

VALUE = frozenset({"value_mismatch", "bound_violated", "date_mismatch", "entity_error", "scope_error", "scale_error"})
FITTING = {
    "digit swap": VALUE,
    "one digit": VALUE,
    "万/亿": frozenset({"scale_error"}),
    "K/M/B": frozenset({"scale_error"}),
    "unit": frozenset({"unit_error", "scale_error"}),
    "currency": frozenset({"unit_error"}),
    "bound word": frozenset({"bound_violated"}),
    "entity name": frozenset({"entity_error", "value_mismatch", "scale_error", "date_mismatch", "bound_violated"}),
    "N times": frozenset({"multiplier_error"}),
}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNIT_PAIRS = (
    "GB/s Gb/s|TB/s Tb/s|TFLOPS GFLOPS|kWh kW|GWh GW|公里 里|千米 里|吨 公斤|公斤 吨|分钟 小时|小时 分钟|天 小时|"
    "个百分点 %|Gbps GB/s|Tbps TB/s|Mbps MB/s|毫秒 秒|米 公里|GB MB|瓦 千瓦|周 天|个月 天"
)
UNITS = tuple((pair.split()[0], pair.split()[1]) for pair in _UNIT_PAIRS.split("|"))
CURRENCIES = (("美元", "欧元"), ("欧元", "美元"), ("人民币", "美元"), ("元", "美元"))
_BOUND_PAIRS = (
    *("超过 不足", "多于 少于", "突破 不到", "逾 不足", "高于 低于", "不少于 不足", "不低于 低于"),
    *("至少 不足", "不到 超过", "不足 超过", "低于 高于", "少于 多于", "不超过 超过"),
)
BOUNDS = {pair.split()[0]: pair.split()[1] for pair in _BOUND_PAIRS}


@dataclass(frozen=True, slots=True)
class Target:
    """A claim that gold and product support, its figure, and the entity's other figures of the metric."""

    page: CleanPage
    claim: Claim
    figure: Figure
    siblings: tuple[Figure, ...]
    pack: Pack


@dataclass(frozen=True, slots=True)
class Mutant:
    """Replace ``text[start:end]`` of a page by ``new``."""

    kind: str
    start: int
    end: int
    new: str


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judge(page: CleanPage, pack: Pack) -> list[tuple[Claim, Verdict]]:
    """Claims of a page with their verdicts."""
    claims = extract_claims(page, pack)
    return list(zip(claims, check_claims(claims, pack, page), strict=True))


def place(gold: list[dict[str, str]], text: str) -> list[tuple[int, int]]:
    """Where each gold quote stands, in reading order; (-1, -1) where it does not."""
    found, cursor = [], 0
    for row in gold:
        at = text.find(row["quote"], cursor)
        at = at if at >= 0 else text.find(row["quote"])
        found.append((at, at + len(row["quote"])) if at >= 0 else (-1, -1))
        cursor = max(cursor, at)
    return found


def targets(folder: Path, pack: Pack) -> tuple[list[Target], Counter[str], list[str]]:
    """What can be mutated, counts, and the claims that are refuted against gold."""
    figures = {figure.id: figure for figure in pack.figures}
    found: list[Target] = []
    counts: Counter[str] = Counter()
    false: list[str] = []
    for path in sorted(folder.glob("*.clean.txt")):
        name = path.name.removesuffix(".clean.txt")
        gold_file = folder / f"{name}.claims.csv"
        if not gold_file.exists():
            continue
        page = CleanPage.from_text(path.read_text(encoding="utf-8"), name)
        judged = judge(page, pack)
        gold = rows(gold_file)
        spans = place(gold, page.text)
        used: set[int] = set()
        for row, (start, end) in zip(gold, spans, strict=True):
            near = [
                at
                for at, (c, _) in enumerate(judged)
                if c.start < end and start < c.end and (c.quantity is not None) == bool(row["value"])
            ]
            used.update(near)
            allowed = {row["verdict"], *row.get("accept", "").split("|")}
            false += [
                f"{name}: {judged[at][0].quote} ({judged[at][1].reason})"
                for at in near
                if judged[at][1].verdict == "refuted" and "refuted" not in allowed
            ]
            figure = figures.get(row["figure"].split("|")[0])
            if row["verdict"] != "supported" or not row["value"] or figure is None:
                continue
            counts["gold"] += 1
            hit = next((judged[at] for at in near if judged[at][1].verdict == "supported"), None)
            if hit is None:
                continue
            counts["supported"] += 1
            same = tuple(f for f in pack.figures if (f.entity, f.metric) == (figure.entity, figure.metric))
            found.append(Target(page, hit[0], figure, same, pack))
        false += [
            f"{name}: {c.quote} ({v.reason})"
            for at, (c, v) in enumerate(judged)
            if at not in used and v.verdict == "refuted"
        ]
    return found, counts, false


# ------------------------------------------------------------------ changes


def number_of(target: Target) -> re.Match[str] | None:
    """The first number in digits of the claim's quote."""
    return NUMBER.search(target.claim.quote)


def is_wrong(target: Target, old: str, new: str) -> bool:
    """True where the changed number is wrong by every figure of the entity and metric, rough claims by a fifth."""
    quantity = target.claim.quantity
    if quantity is None or quantity.value is None:
        return quantity is not None and old != new
    factor = (
        Decimal(new.replace(",", "")) / Decimal(old.replace(",", "")) if Decimal(old.replace(",", "")) else Decimal(0)
    )
    value = quantity.value * factor
    for figure in target.siblings:
        known = (
            None
            if figure.value is None
            else convert(figure.value, figure.unit, quantity.unit)
            if compatible(figure.unit, quantity.unit)
            else figure.value
        )
        if known is None or known == 0:
            return False
        off = abs(value / known - 1)
        if quantity.relation in {">", ">="} and value <= known * Decimal("1.02"):
            return False
        if quantity.relation in {"<", "<="} and value >= known * Decimal("0.98"):
            return False
        if off < (
            Decimal("0.2") if quantity.relation in {"~", "range"} or figure.relation != "=" else Decimal("0.001")
        ):
            return False
    return True


def digit_swap(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """Two neighbouring digits change places."""
    match = number_of(target)
    if match is None:
        return
    text = match.group()
    pairs = [
        at for at in range(len(text) - 1) if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]
    ]
    rng.shuffle(pairs)
    for at in pairs:
        new = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if new[0] != "0" and is_wrong(target, text, new) and _still_date(target, new):
            yield _at(target, "digit swap", match, new)
            return


def one_digit(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """One digit becomes another."""
    match = number_of(target)
    if match is None:
        return
    text = match.group()
    options = [(at, digit) for at, char in enumerate(text) if char.isdigit() for digit in "123456789" if digit != char]
    rng.shuffle(options)
    for at, digit in options:
        new = text[:at] + digit + text[at + 1 :]
        if is_wrong(target, text, new) and _still_date(target, new):
            yield _at(target, "one digit", match, new)
            return


def _still_date(target: Target, new: str) -> bool:
    """A year stays near, a month a month, a day a day."""
    quantity = target.claim.quantity
    if quantity is None or not quantity.date:
        return True
    return new.isdigit() and (1990 <= int(new) <= 2030 if len(new) == 4 else 1 <= int(new) <= 12)


def _at(target: Target, kind: str, match: re.Match[str], new: str) -> Mutant:
    base = target.claim.start
    return Mutant(kind, base + match.start(), base + match.end(), new)


def replaced(kind: str, pairs: tuple[tuple[str, str], ...]) -> Callable[[Target, random.Random], Iterator[Mutant]]:
    """The first spelling that stands in the quote becomes its partner."""

    def change(target: Target, _: random.Random) -> Iterator[Mutant]:
        quote = target.claim.quote
        if (kind == "currency") != (target.claim.quantity is not None and target.claim.quantity.kind == "money"):
            return
        for old, new in pairs:
            at = quote.find(old)
            if (
                at >= 0
                and not quote[at + len(old) : at + len(old) + 1].isascii() | (at + len(old) == len(quote))
                and old.isascii()
            ):
                continue
            if at >= 0:
                yield Mutant(kind, target.claim.start + at, target.claim.start + at + len(old), new)
                return

    return change


def wan_yi(target: Target, _: random.Random) -> Iterator[Mutant]:
    """万 becomes 亿, 亿 becomes 万."""
    at = re.search(r"(?<=[\d百千 ])(?:万亿|万|亿)", target.claim.quote)
    if at is not None:
        yield _at(target, "万/亿", at, {"万亿": "亿", "万": "亿", "亿": "万"}[at.group()])


def kmb(target: Target, _: random.Random) -> Iterator[Mutant]:
    """K becomes M, M becomes B, B becomes M."""
    at = re.search(r"(?<=\d)[KMB](?![A-Za-z])", target.claim.quote)
    if at is not None:
        yield _at(target, "K/M/B", at, {"K": "M", "M": "B", "B": "M"}[at.group()])


def bound_word(target: Target, _: random.Random) -> Iterator[Mutant]:
    """The word of a bound becomes its opposite."""
    quantity = target.claim.quantity
    if quantity is None or quantity.modifier not in BOUNDS or target.figure.relation != "=":
        return
    start = target.page.text.rfind(quantity.modifier, 0, target.claim.start + len(target.claim.quote))
    if start >= 0 and target.claim.start - start < 12:
        yield Mutant("bound word", start, start + len(quantity.modifier), BOUNDS[quantity.modifier])


def entity_name(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """The entity named last before the number becomes another that has a different figure of the metric."""
    terms = {term.id: term for term in target.pack.terms}
    lead_start = max(
        0, target.page.text.rfind("。", 0, target.claim.start), target.page.text.rfind("\n", 0, target.claim.start)
    )
    lead = target.page.text[lead_start : target.claim.start]
    own = terms[target.figure.entity]
    names = sorted({own.name, *own.aliases}, key=len, reverse=True)
    name = next((name for name in names if len(name) > 1 and name in lead), None)
    if name is None:
        return
    others = [
        f
        for f in target.pack.figures
        if f.metric == target.figure.metric and f.entity != own.id and f.value is not None
    ]
    others = [
        f
        for f in others
        if f.unit == target.figure.unit
        and target.figure.value is not None
        and abs(f.value / target.figure.value - 1) > Decimal("0.2")
    ]
    others = [f for f in others if sum(g.metric == f.metric and g.entity == f.entity for g in target.pack.figures) == 1]
    if not others:
        return
    at = lead_start + lead.rfind(name)
    yield Mutant("entity name", at, at + len(name), terms[rng.choice(others).entity].name)


def n_times(target: Target, _: random.Random) -> Iterator[Mutant]:
    """是 N 倍 becomes 高出 N 倍 and the other way round."""
    quantity = target.claim.quantity
    if quantity is None or quantity.unit != "times":
        return
    text = target.page.text
    before = text[max(0, target.claim.start - 6) : target.claim.start]
    match = re.search(r"(高出|多出|增长了?|提高了?|是|为)\s?$", before)
    if match is None:
        return
    start = target.claim.start - len(before) + match.start(1)
    new = "高出" if match.group(1) in {"是", "为"} else "是"
    yield Mutant("N times", start, start + len(match.group(1)), new)


CHANGES: tuple[Callable[[Target, random.Random], Iterator[Mutant]], ...] = (
    digit_swap,
    one_digit,
    wan_yi,
    kmb,
    replaced("unit", UNITS),
    replaced("currency", CURRENCIES),
    bound_word,
    entity_name,
    n_times,
)  # fmt: skip


def outcome(target: Target, mutant: Mutant) -> tuple[str, str]:
    """Verdict and reason of the claim at the changed place."""
    text = target.page.text
    changed = CleanPage.from_text(text[: mutant.start] + mutant.new + text[mutant.end :], target.page.path)
    shift = len(mutant.new) - (mutant.end - mutant.start)
    start = target.claim.start + (shift if mutant.end <= target.claim.start else 0)
    end = target.claim.end + (shift if mutant.start < target.claim.end else 0)
    over = [
        (min(end, c.end) - max(start, c.start), c, v) for c, v in judge(changed, target.pack) if c.quantity is not None
    ]
    best = max(over, key=lambda entry: entry[0], default=None)
    if best is None or best[0] <= 0:
        return "missing", ""
    return best[2].verdict, best[2].reason


def main() -> None:
    """Mutate, check, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pack")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    found, counts, false = targets(options.gold, pack)
    if not counts["gold"]:
        sys.exit(f"{options.gold}: no NAME.clean.txt with NAME.claims.csv, or nothing that gold supports")
    rng = random.Random(options.seed)
    seen: dict[str, Counter[str]] = {kind: Counter() for kind in FITTING}
    for target in found:
        for change in CHANGES:
            for mutant in change(target, rng):
                verdict, reason = outcome(target, mutant)
                count = seen[mutant.kind]
                count["n"] += 1
                count["caught"] += verdict != "supported"
                count["refuted"] += verdict == "refuted"
                count["fitting"] += verdict == "refuted" and reason in FITTING[mutant.kind]
                if options.verbose and (verdict != "refuted" or reason not in FITTING[mutant.kind]):
                    around = target.page.text[max(0, target.claim.start - 24) : target.claim.end + 6].replace("\n", " ")
                    print(f"  {mutant.kind:12} {verdict:16} {reason:20} {mutant.new!r} in: {around}")
    print(
        f"{options.gold}: {counts['gold']} numbers that gold supports, {counts['supported']} of them supported, "
        f"seed {options.seed}"
    )
    print(f"{'kind':14}{'mutants':>8}{'no longer supported':>22}{'refuted':>10}{'fitting reason':>16}")
    total: Counter[str] = Counter()
    for kind, count in seen.items():
        total += count
        _row(kind, count)
    _row("all", total)
    print(f"refuted against gold on the unchanged pages: {len(false)}")
    for line in false:
        print(f"  {line}")


def _row(kind: str, count: Counter[str]) -> None:
    n = count["n"]
    shares = [f"{count[key] / n:.3f}" if n else "-" for key in ("caught", "refuted", "fitting")]
    print(f"{kind:14}{n:8}{shares[0]:>22}{shares[1]:>10}{shares[2]:>16}")


if __name__ == "__main__":
    main()
