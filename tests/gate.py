"""The quality gate: run the product on the annotated pages and compare it with the gold, figure by figure.

    python tests/gate.py             print the scores and whether a floor of tests/floors.json is broken
    python tests/gate.py --verbose   and every wrong verdict and every page whose text differs
    python tests/gate.py --update    raise the floors to what was reached; refuses to lower one

Claims are paired by place: the gold text is aligned with the clean text, a gold claim belongs to the claim that
covers most of it, in the order in which both stand. The floors of a suite hold for one state of its gold, whose hash
stands beside them: who changes the gold runs ``--update --gold``, which pins that suite anew and no other.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
SUITES = {"chips": ("ai-chips", HERE.parent / "raw")}  # the others keep their pages beside the gold
CEILINGS = frozenset({"false_accusations"})
Row = dict[str, str]
Span = tuple[int, int]
Scores = dict[str, dict[str, float]]
Pinned = tuple[str, dict[str, float]]


@dataclass
class Suite:
    """The pages of one domain with their gold and the pack that judges them."""

    name: str
    pack: str
    gold: Path
    pages: Path

    def page_files(self) -> list[Path]:
        return sorted(
            path
            for path in self.pages.rglob("*")
            if path.suffix in {".txt", ".html"} and not path.name.endswith(".clean.txt")
        )


@dataclass
class Score:
    """What was counted, and what went wrong in words."""

    counts: Counter[str] = field(default_factory=Counter)
    f1: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def measures(self) -> dict[str, float]:
        def share(part: str, whole: str) -> float:
            return round(self.counts[part] / self.counts[whole], 4) if self.counts[whole] else 1.0

        return {
            "clean_exact": share("exact", "pages"),
            "clean_f1": round(sum(self.f1) / len(self.f1), 4),
            "titles": share("title", "pages"),
            "number_recall": share("number found", "number"),
            "value_right": share("value right", "number"),
            "relation_right": share("relation right", "number"),
            "entity_right": share("entity right", "entity"),
            "metric_right": share("metric right", "metric"),
            "verdict_accuracy": share("verdict right", "claims"),
            "reason_right": share("reason right", "refuted right"),
            "technical_recall": share("technical found", "technical"),
            "false_accusations": float(self.counts["false accusation"]),
        }


def suites() -> list[Suite]:
    """Every folder of tests/pages; its pack is tests/packs/NAME where SUITES names no other."""
    found = []
    for gold in sorted(path for path in (HERE / "pages").iterdir() if path.is_dir()):
        pack, pages = SUITES.get(gold.name, (str(HERE / "packs" / gold.name), gold))
        found.append(Suite(gold.name, pack, gold, pages))
    return found


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file with or without a byte order mark; none where it does not exist."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def gold_digest(suite: Suite) -> str:
    """A hash of every gold file, page and pack that the floors of a suite depend on."""
    digest = hashlib.sha256()
    files = {*suite.gold.rglob("*"), *suite.page_files()}
    files |= set(Path(suite.pack).glob("*.csv")) if Path(suite.pack).is_dir() else set()
    for path in sorted(files):
        if path.is_file():
            digest.update(f"{path.relative_to(HERE.parent).as_posix()}:".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


# ------------------------------------------------------------------ placing gold claims in the clean text


def places(rows: list[Row], text: str) -> list[Span]:
    """Where each gold quote stands in the gold text, in reading order. Raises ValueError for a quote that does not."""
    spans, cursor = [], 0
    for row in rows:
        at = text.find(row["quote"], cursor)
        if at < 0:
            message = f"the quote {row['quote']!r} does not follow the one before it"
            raise ValueError(message)
        cursor = at
        spans.append((at, at + len(row["quote"])))
    return spans


def carried(spans: list[Span], gold: str, text: str) -> list[Span | None]:
    """Spans of the gold text as spans of ``text``; None where nothing of one is left."""
    if gold == text:
        return list(spans)
    blocks = difflib.SequenceMatcher(None, gold, text, autojunk=False).get_matching_blocks()
    result: list[Span | None] = []
    for start, end in spans:
        parts = [
            (block.b + max(start, block.a) - block.a, block.b + min(end, block.a + block.size) - block.a)
            for block in blocks
            if block.a < end and block.a + block.size > start
        ]
        result.append((parts[0][0], parts[-1][1]) if parts else None)
    return result


def pair(spans: list[Span | None], gold: list[Row], claims: list[Row]) -> list[Row | None]:
    """For each gold claim the claim of its kind that covers most of it; no claim is used twice."""
    options = []
    for index, span in enumerate(spans):
        if span is None:
            continue
        for claim in claims:
            shared = min(span[1], int(claim["end"])) - max(span[0], int(claim["start"]))
            if shared > 0 and bool(claim["value"]) == bool(gold[index]["value"]):
                options.append((not same_value(gold[index], claim), -shared, index, claim["claim_id"]))
    chosen: dict[int, str] = {}
    used: set[str] = set()
    for _, _, index, claim_id in sorted(options):
        if index not in chosen and claim_id not in used:
            chosen[index] = claim_id
            used.add(claim_id)
    by_id = {claim["claim_id"]: claim for claim in claims}
    return [by_id[chosen[index]] if index in chosen else None for index in range(len(gold))]


# ------------------------------------------------------------------ comparing


def _number(value: str, unit: str) -> tuple[Decimal, tuple[tuple[str, int], ...]] | None:
    from pipeline.units import parse_unit

    try:
        parsed = parse_unit(unit or "count")
        physical = tuple(part for part in parsed.dimension if not part[0].startswith("#"))
        return Decimal(value) * parsed.factor, physical
    except (InvalidOperation, ValueError):
        return None


def _equal(value: str, unit: str, other: str, other_unit: str) -> bool:
    if not value or not other:
        return value == other
    if "date" in {unit, other_unit}:
        return value == other or (other.startswith("--") and value.endswith(other[2:]))
    left, right = _number(value, unit), _number(other, other_unit)
    if left is None or right is None or left[1] != right[1]:
        return False
    return abs(left[0] - right[0]) <= abs(left[0]) * Decimal("0.0003")


def same_value(gold: Row, claim: Row) -> bool:
    """Equal in base units, whatever the counted noun; a date without a year agrees with any year."""
    return all(_equal(gold[end], gold["unit"], claim[end], claim["unit"]) for end in ("value", "value_high"))


def compare_text(gold: str, text: str) -> float:
    """F1 of the characters of the body, by the longest matching blocks, white space aside."""
    a, b = ("".join(body.partition("\n")[2].split()) for body in (gold, text))
    same = sum(block.size for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return 2 * same / (len(a) + len(b)) if a or b else 1.0


def _score_claim(score: Score, page: str, gold: Row, claim: Row | None) -> None:
    kind = "number" if gold["value"] else "technical"
    said, reason, figure = (claim["verdict"], claim["reason"], claim["figure"]) if claim else ("missing", "", "")
    accepted = {gold["verdict"], *filter(None, gold["accept"].split("|"))}
    counts = score.counts
    counts["claims"] += 1
    counts[kind] += 1
    counts["verdict right"] += said in accepted
    if kind == "technical":
        counts["technical found"] += figure in gold["figure"].split("|") and claim is not None
    elif claim:
        counts["number found"] += 1
        counts["value right"] += same_value(gold, claim)
        counts["relation right"] += gold["relation"] == claim["relation"]
    for column in ("entity", "metric"):
        if kind == "number" and gold[column]:
            counts[column] += 1
            counts[f"{column} right"] += claim is not None and claim[column] == gold[column]
    if gold["verdict"] == said == "refuted":
        counts["refuted right"] += 1
        counts["reason right"] += reason == gold["reason"]
    if said == "refuted" and "refuted" not in accepted:
        counts["false accusation"] += 1
    if said not in accepted:
        wanted = f"{gold['verdict']} {gold['reason']} {gold['figure']}"
        score.wrong.append(f"{page}: {gold['quote']}: {wanted} -> {said} {reason} {figure}")


def _score_page(score: Score, name: str, suite: Suite, text: str, claims: list[Row]) -> None:
    gold_text = (suite.gold / f"{name}.clean.txt").read_text(encoding="utf-8").rstrip("\n")
    text = text.rstrip("\n")
    score.counts["pages"] += 1
    score.counts["exact"] += gold_text == text
    score.counts["title"] += gold_text.partition("\n")[0] == text.partition("\n")[0]
    score.f1.append(compare_text(gold_text, text))
    if gold_text != text:
        score.wrong.append(f"{name}: the clean text differs (F1 {score.f1[-1]:.3f})")
    gold = read_rows(suite.gold / f"{name}.claims.csv")
    pairs = pair(carried(places(gold, gold_text), gold_text, text), gold, claims)
    for row, claim in zip(gold, pairs, strict=True):
        _score_claim(score, name, row, claim)
    met = {claim["claim_id"] for claim in pairs if claim}
    for claim in claims:
        if claim["verdict"] == "refuted" and claim["claim_id"] not in met:
            score.counts["false accusation"] += 1
            score.wrong.append(f"{name}: {claim['quote']}: not in gold -> refuted {claim['reason']} {claim['figure']}")


def run_suite(suite: Suite, out: Path) -> Path:
    """Run the product on the pages of a suite; returns the folder of its outputs."""
    from pipeline.packs import load_pack
    from pipeline.run.runner import run_pages
    from pipeline.settings import Settings

    run_pages(suite.page_files(), load_pack(suite.pack), out, Settings(jobs=0), lambda _: None)
    return out


def score_suite(suite: Suite, out: Path) -> Score:
    """Compare the outputs of a run with the gold of a suite."""
    checks = {row["claim_id"]: row for row in read_rows(out / "checks.csv")}
    claims = [{**row, **checks[row["claim_id"]]} for row in read_rows(out / "claims.csv")]
    articles = {Path(row["path"]).stem: row for row in read_rows(out / "articles.csv")}
    score = Score()
    for gold in sorted(suite.gold.glob("*.clean.txt")):
        name = gold.name.removesuffix(".clean.txt")
        doc_id = articles[name]["doc_id"]
        path = out / "clean" / f"{doc_id}.txt"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        _score_page(score, name, suite, text, [row for row in claims if row["doc_id"] == doc_id])
    return score


# ------------------------------------------------------------------ floors


def broken_floors(scores: Scores, pinned: dict[str, Pinned]) -> list[str]:
    """Sentences about every measure that is worse than its floor, and about suites whose gold is not the pinned one."""
    found = []
    for suite in suites():
        name = suite.name
        gold, floors = pinned.get(name, ("", {}))
        if gold != gold_digest(suite):
            found.append(f"{name}: the gold has changed: look at the difference, then gate.py --update --gold")
        found += [
            f"{name}.{measure}: {scores[name][measure]} is worse than {floor}"
            for measure, floor in floors.items()
            if worse(measure, scores[name][measure], floor)
        ]
    return found


def worse(measure: str, value: float, floor: float) -> bool:
    """True where ``value`` is on the wrong side of the floor (or, for counts of mistakes, the ceiling)."""
    return value > floor if measure in CEILINGS else value < floor


def read_floors() -> dict[str, Pinned]:
    """By suite: the hash of the gold that the floors belong to, and the floor of each measure."""
    data = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return {name: (entry["gold"], entry["floors"]) for name, entry in data.items()}


def update(scores: Scores, new_gold: bool) -> list[str]:
    """Raise the floors to ``scores``; returns what stands against it (then nothing is written).

    ``new_gold``: pin the suites anew whose gold has changed; the others keep their floors all the same.
    """
    changed = {suite.name for suite in suites() if read_floors().get(suite.name, ("",))[0] != gold_digest(suite)}
    kept = {name: entry for name, entry in read_floors().items() if not (new_gold and name in changed)}
    fresh = changed if new_gold else set()
    against = [
        line for line in broken_floors(scores, kept) if not (line.endswith("--gold") and line.split(":")[0] in fresh)
    ]
    if not against:
        entries = {suite.name: {"gold": gold_digest(suite), "floors": scores[suite.name]} for suite in suites()}
        FLOORS.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return against


def measure_all(verbose: bool = False) -> Scores:
    """Run and score every suite."""
    scores = {}
    with TemporaryDirectory(prefix="heshu-gate-") as folder:
        for suite in suites():
            score = score_suite(suite, run_suite(suite, Path(folder) / suite.name))
            scores[suite.name] = score.measures()
            if verbose:
                print(*score.wrong, sep="\n")
    return scores


def main() -> int:
    """Print the scores; 1 where a floor is broken or an update refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list every wrong verdict and text")
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--gold", action="store_true", help="with --update: the gold has changed, pin it anew")
    arguments = parser.parse_args()
    scores = measure_all(arguments.verbose)
    names = list(next(iter(scores.values())))
    print(f"{'':20}" + "".join(f"{suite:>12}" for suite in scores))
    for name in names:
        print(f"{name:20}" + "".join(f"{values[name]:12g}" for values in scores.values()))
    problems = update(scores, arguments.gold) if arguments.update else broken_floors(scores, read_floors())
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
