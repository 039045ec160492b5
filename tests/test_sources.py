"""Source documents to proposed figures: sentences, headers, every kind of file, the quick mode."""

from __future__ import annotations

import csv
from pathlib import Path

import papers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.model import Term
from pipeline.sources import build_pack
from pipeline.sources.cells import TableSense
from pipeline.sources.documents import read_document
from pipeline.sources.figures import Proposal, propose_figures
from pipeline.sources.headers import bare_label, header_scale
from pipeline.sources.parts import Part
from pipeline.sources.proposing import propose
from pipeline.sources.quick import quick_pack
from pipeline.sources.terms import Matcher, base_terms, introduced_aliases
from pipeline.units import parse_unit

CASES = Path(__file__).parent / "cases"
MATCHER = Matcher([*base_terms(), Term("rental_price", "metric", "租赁价格", ("rental price",), "", "USD/GPU/hour")])


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def label(row: dict[str, str]) -> str:
    return row["label"]


def shown(proposal: Proposal) -> str:
    quantity = proposal.quantity
    value = quantity.date or format(quantity.value or 0, "f")
    return f"{value} {quantity.unit} {proposal.metric} {proposal.as_of}".strip()


@pytest.mark.parametrize("row", rows("source_sentences.csv"), ids=label)
def test_sentence(row: dict[str, str]) -> None:
    found = propose_figures([Part("paragraph", row["text"])], MATCHER, "", TableSense())
    assert "; ".join(map(shown, found)) == row["expected"]


@pytest.mark.parametrize("row", rows("source_headers.csv"), ids=label)
def test_header(row: dict[str, str]) -> None:
    scale, unit = header_scale(row["header"])
    assert (str(scale), unit, bare_label(row["header"])) == (row["scale"], row["unit"], row["name"])


@given(st.text(alphabet="abcMBK 0123456789.,%$()=-:x\n一万元", max_size=80))
def test_evidence_holds_the_quote(text: str) -> None:
    for proposal in propose_figures([Part("paragraph", text)], MATCHER, "it", TableSense()):
        assert proposal.quantity.quote in proposal.evidence or "\n" in text
        assert proposal.metric


def test_base_glossary_is_sound() -> None:
    terms = base_terms()
    assert len(terms) > 300
    assert len({term.id for term in terms}) == len(terms)
    names = [name.lower() for term in terms for name in (term.name, *term.aliases)]
    assert len(set(names)) == len(names)
    for term in terms:
        assert parse_unit(term.unit or "count")
        assert any(not name.isascii() for name in (term.name, *term.aliases)) or term.name.isascii()


def test_introduced_aliases() -> None:
    text = "We use Multi-head Latent Attention (MLA) and Mixture of Experts (MoE), and a thing (XYZ)."
    assert introduced_aliases([text]) == {"Multi-head Latent Attention": "MLA", "Mixture of Experts": "MoE"}


# ------------------------------------------------------------------ files


def table(path: Path) -> set[tuple[str, str, str, str]]:
    """(entity, metric, value, unit) of every proposal of a document."""
    return {(p.entity, p.metric, format(p.quantity.value or 0, "f"), p.quantity.unit) for p in propose(path).figures}


def test_paper(tmp_path: Path) -> None:
    path = papers.paper(tmp_path / "orca.pdf")
    findings = propose(path)
    document, proposals = findings.document, findings.figures
    assert document.title == "Orca-2 Technical Report"
    found = table(path)
    assert found >= {
        ("orca_2", "total_params", "12000000000", "parameter"),
        ("orca_2", "training_tokens", "2400000000000", "token"),
        ("orca_2", "gpu_hours", "310000", "GPU*hour"),
        ("orca_2", "learning_rate", "0.00032", "1"),
        ("orca_2", "batch_size", "4096", "count"),
        ("narwhal_7b", "total_params", "7000000000", "parameter"),
        ("orca_2_chat", "quiz", "74.9", "percent"),
        ("narwhal_7b", "maze", "12.5", "percent"),
        ("orca_2", "revenue", "31500000", "USD"),
        ("orca_2", "employees", "155", "person"),
        ("orca_2", "experts", "128", "expert"),
    }
    assert not any("300000000000" in row or "2301" in row[2] for row in found), "the list of references"
    places = {p.metric: (p.part.page, p.part.section, p.part.table, p.as_of) for p in proposals}
    assert places["quiz"] == (1, "2", "Table 1", "")
    assert places["revenue"] == (2, "2", "", "2024")
    assert places["experts"] == (2, "A", "", "")


SHEET = [["Item", "2023", "2024"], ["Revenue (USD million)", "31.5", "48.0"], ["Employees", "120", "155"]]


def write_html(path: Path) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in SHEET)
    text = f"<title>Acme report</title><h1>Year</h1><p>The gross margin is 41.2%.</p><table>{cells}</table>"
    path.write_text(f"<html><meta name=date content=2025-03-01><body>{text}</body></html>", encoding="utf-8")


def write_docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Year", 1)
    document.add_paragraph("The gross margin is 41.2%.")
    grid = document.add_table(rows=len(SHEET), cols=3)
    for at, row in enumerate(SHEET):
        for column, cell in enumerate(row):
            grid.cell(at, column).text = cell
    document.save(str(path))


def write_markdown(path: Path) -> None:
    rows = ["| " + " | ".join(row) + " |" for row in SHEET]
    text = "\n".join(["# Year", "", "The gross margin is **41.2%**.", "", rows[0], "|---|---|---|", *rows[1:], ""])
    path.write_text(text, encoding="utf-8")


def write_sheet(path: Path) -> None:
    path.write_text("\n".join(",".join(row) for row in SHEET), encoding="utf-8-sig")


def write_xlsx(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in SHEET:
        book.active.append([float(cell) if "." in cell else cell for cell in row])
    book.save(path)


KINDS = {
    "a.html": write_html, "a.docx": write_docx, "a.md": write_markdown, "a.csv": write_sheet, "a.xlsx": write_xlsx,
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str, tmp_path: Path) -> None:
    KINDS[name](tmp_path / name)
    found = {(metric, value, unit) for _, metric, value, unit in table(tmp_path / name)}
    wanted = {("revenue", "31500000", "USD"), ("revenue", "48000000", "USD"), ("employees", "155", "person")}
    if name not in ("a.csv", "a.xlsx"):
        wanted.add(("gross_margin", "41.2", "percent"))
    assert found >= wanted
    years = {p.as_of for p in propose(tmp_path / name).figures if p.metric == "revenue"}
    assert years == {"2023", "2024"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF-1.4 broken", "broken document"),
        ("a.docx", b"PK", "broken document"),
        ("a.xyz", b"", "cannot read .xyz documents"),
        ("a.md", b"", "no text in it"),
    ],
)
def test_unreadable(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_document(tmp_path / name)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path / "none.pdf")


def test_same_bytes(tmp_path: Path) -> None:
    path = papers.paper(tmp_path / "orca.pdf")
    for name in ("one", "two"):
        build_pack([path], tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        if file.name != "datapackage.json":  # it holds the folder's name
            assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_quick_pack_takes_strict_figures_alone(tmp_path: Path) -> None:
    path = papers.paper(tmp_path / "orca.pdf")
    pack = quick_pack([path])
    assert {(f.entity, f.metric, f.value) for f in pack.figures} >= {("orca_2", "gpu_hours", 310000)}
    known = {term.id for term in pack.terms}
    assert all(figure.entity in known and figure.metric in known for figure in pack.figures)
    assert pack == quick_pack([path])
