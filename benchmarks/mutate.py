"""Mutation benchmark: change what a gold page rightly says, and see whether the check notices.

    python benchmarks/mutate.py GOLD_FOLDER PACK [--seed 1] [--verbose]

GOLD_FOLDER holds NAME.clean.txt and NAME.claims.csv (CONTRACT.md section 3), PACK is a name or folder. Every number
that gold supports and the product supports too is changed in the clean text, one change at a time, so that it becomes
wrong by its figure; the page is extracted and checked again. No mutant is a number that the source is too vague to
deny, a bound or rough number that stays true, a name that the number does not hang on, a piece of a unit. The table
counts, by kind of change: mutants, those no longer supported, and of those that the article states (opinions,
hypotheses and forecasts are never refuted) the refuted ones, and those refuted with a fitting reason. Below it: claims
of the unchanged pages that are refuted against gold.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from pathlib import Path

from mutations import CHANGES, Mutant, Target

from pipeline.check import check_claims
from pipeline.extract import extract_claims
from pipeline.model import Claim, CleanPage, Pack, Verdict
from pipeline.packs import load_pack

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
UNSTATED = frozenset({"opinion", "hypothetical", "forecast"})


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
        again = bool(found) and text[slice(*found[-1])] == row["quote"]
        at = text.find(row["quote"], cursor + again)
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


def shown(target: Target, mutant: Mutant) -> str:
    """The changed place: 训练用了 [256→265] 万小时, and the page."""
    text, low, high = target.page.text, min(mutant.start, target.claim.start), max(mutant.end, target.claim.end)
    old = text[mutant.start : mutant.end]
    around = f"{text[max(0, low - 24) : mutant.start]}[{old}→{mutant.new}]{text[mutant.end : high + 8]}"
    return f"{target.page.path}: {around}".replace("\n", "⏎").replace("\t", "|")


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
                if target.claim.modality in UNSTATED:
                    continue
                count["stated"] += 1
                count["refuted"] += verdict == "refuted"
                count["fitting"] += verdict == "refuted" and reason in FITTING[mutant.kind]
                if options.verbose and (verdict != "refuted" or reason not in FITTING[mutant.kind]):
                    print(f"  {mutant.kind:12} {verdict:16} {reason:20} {shown(target, mutant)}")
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
    n, stated = count["n"], count["stated"]
    caught = f"{count['caught'] / n:.3f}" if n else "-"
    shares = [f"{count[key] / stated:.3f}" if stated else "-" for key in ("refuted", "fitting")]
    print(f"{kind:14}{n:8}{caught:>22}{shares[0]:>10}{shares[1]:>16}")


if __name__ == "__main__":
    main()
