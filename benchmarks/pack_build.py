"""How far a pack goes that is built from a document and reviewed: its verdicts against those of a full pack.

    python benchmarks/pack_build.py REPORT.pdf PACK DOCUMENT_ID PAGE.clean.txt

Builds a pack from REPORT.pdf with the glossary of PACK and accepts every proposal that a figure of PACK with the
document DOCUMENT_ID confirms, in two ways: as proposed (entity, metric, unit and value agree), and as a reviewer would
who corrects the entity, metric and scope of a proposal whose value is right. Then it checks the page with both packs:
of the claims that PACK decides by figures of that document it prints how many get the same verdict from the new pack.
"""

from __future__ import annotations

import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from pipeline.check import check_claims
from pipeline.extract import extract_claims
from pipeline.model import CleanPage, Figure, Pack
from pipeline.packs import load_pack
from pipeline.sources import build_pack
from pipeline.sources.files import Row, read_pack_files, write_pack
from pipeline.sources.review import accept_terms_of_figures
from pipeline.units import compatible, convert


def main() -> None:
    report, pack_name, document, page = sys.argv[1:5]
    pack = load_pack(pack_name)
    wanted = [figure for figure in pack.figures if figure.document == document and not figure.formula]
    for edits in (False, True):
        folder = Path(tempfile.mkdtemp()) / "pack"
        begin = time.perf_counter()
        built = build_pack([Path(report)], folder, pack.terms)
        print(f"\n{built.figures} proposals in {time.perf_counter() - begin:.1f} s")
        accepted = accept_edited(folder, wanted, pack) if edits else accept_as_proposed(folder, wanted)
        how = "with entity, metric and scope corrected" if edits else "as proposed"
        print(f"{accepted} accepted {how}; {len(wanted)} printed figures of {pack_name} cite {document}")
        compare(pack, load_pack(folder), document, page)


def accept_as_proposed(folder: Path, wanted: list[Figure]) -> int:
    """Accept the proposals that a figure confirms in all columns that matter; how many."""
    files = read_pack_files(folder)
    for row in files.figures:
        same = [f for f in wanted if (f.entity, f.metric) == (row["entity"], row["metric"]) and agrees(f, row)]
        row["status"] = "accepted" if same else "skipped"
    accept_terms_of_figures(files)
    write_pack(folder, files)
    return sum(row["status"] == "accepted" for row in files.figures)


def accept_edited(folder: Path, wanted: list[Figure], pack: Pack) -> int:
    """Give every figure the proposal of its value whose evidence fits best, with the figure's id, terms and scope.

    Then add the figures of the pack that are computed from accepted ones alone, as a reviewer would.
    """
    files = read_pack_files(folder)
    proof = {row["id"]: " ".join(row.values()).lower() for row in files.evidence}
    names = {term.id: (term.name, *term.aliases) for term in pack.terms}
    for row in files.figures:
        row["status"] = "skipped"
    pairs = [
        (-fit(figure, row, proof[row["id"]], names), at, number)
        for at, figure in enumerate(wanted)
        for number, row in enumerate(files.figures)
        if agrees(figure, row)
    ]
    done: set[str] = set()
    for _, at, number in sorted(pairs):
        figure, row = wanted[at], files.figures[number]
        if figure.id not in done and row["status"] == "skipped":
            done.add(figure.id)
            row |= {"id": figure.id, "entity": figure.entity, "metric": figure.metric, "scope": figure.scope}
            row["status"] = "accepted"
    files.figures = [row for row in files.figures if row["status"] == "accepted"]
    document = files.documents[0]["id"]
    for figure in pack.figures:  # in the order of the pack: a formula may use one above it
        if figure.formula and set(figure.terms) <= done:
            done.add(figure.id)
            columns = ("id", "entity", "metric", "unit", "relation", "scope", "as_of", "formula")
            files.figures.append(
                {c: getattr(figure, c) for c in columns} | {"document": document, "status": "accepted"}
            )
    accept_terms_of_figures(files)
    write_pack(folder, files)
    return sum(not row.get("formula") for row in files.figures)


def fit(figure: Figure, row: Row, evidence: str, names: dict[str, tuple[str, ...]]) -> int:
    """How surely a reader would take the proposal for the figure: same terms, words of the names in the evidence."""
    words = {word for name in names[figure.metric] for word in name.lower().replace("-", " ").split() if word.isascii()}
    named = any(name.lower() in evidence for name in names[figure.entity])
    same = 3 * (row["metric"] == figure.metric) + (row["entity"] == figure.entity)
    return 10 * same + 2 * named + sum(word in evidence for word in words)


def agrees(figure: Figure, row: Row) -> bool:
    """The same value in the same or a convertible unit."""
    if (figure.unit == "date") != (row["unit"] == "date"):
        return False
    if figure.unit == "date":
        return row["value"].startswith(figure.date)  # the day of a month
    if figure.value is None or not compatible(figure.unit, row["unit"]):
        return False
    return convert(Decimal(row["value"]), row["unit"], figure.unit) == figure.value


def compare(full: Pack, built: Pack, document: str, page: str) -> None:
    clean = CleanPage.from_text(Path(page).read_text(encoding="utf-8-sig"))
    own = {figure.id for figure in full.figures if figure.document == document}
    with_full = {c.start: (c, v) for c, v in judged(full, clean) if v.figure and set(v.figure.split("|")) <= own}
    with_built = {c.start: v for c, v in judged(built, clean)}
    same = 0
    for start, (claim, verdict) in sorted(with_full.items()):
        other = with_built.get(start)
        if other is not None and other.verdict == verdict.verdict:
            same += 1
        else:
            now = f"{other.verdict} {other.reason}" if other else "no claim"
            print(f"  {claim.quote}: {verdict.verdict} by {verdict.figure}, now {now}")
    print(f"{same} of {len(with_full)} verdicts that rest on {document} are the same")


def judged(pack: Pack, clean: CleanPage):
    claims = extract_claims(clean, pack)
    return list(zip(claims, check_claims(claims, pack, clean, "zh"), strict=True))


if __name__ == "__main__":
    main()
