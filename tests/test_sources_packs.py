"""``heshu pack build | review | merge | diff`` and ``heshu run --source`` from outside."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import commands
from pipeline.packs import check_pack, load_pack
from pipeline.sources.difference import pack_changes
from pipeline.sources.files import TABLES, PackFiles, read_pack_files, write_pack
from pipeline.sources.merge import merge_packs
from pipeline.sources.review import open_review

TINY = Path(__file__).parent / "packs" / "tiny"


def heshu(*words: str | Path, keys: str = "") -> Result:
    return CliRunner().invoke(commands, list(map(str, words)), input=keys)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    papers.paper(folder / "orca.pdf")
    assert heshu("pack", "build", folder / "orca.pdf", "--out", folder / "pack").exit_code == 0
    return folder / "pack"


@pytest.fixture
def copy(pack: Path, tmp_path: Path) -> Path:
    write_pack(tmp_path / "pack", read_pack_files(pack))
    return tmp_path / "pack"


def statuses(folder: Path, table: str = "figures") -> list[str]:
    return [row["status"] for row in getattr(read_pack_files(folder), table)]


def test_nothing_proposed_counts(pack: Path) -> None:
    assert set(statuses(pack)) == {"proposed"}
    assert not check_pack(pack)
    loaded = load_pack(pack)
    assert not loaded.figures
    assert not loaded.terms
    assert [document.title for document in loaded.documents] == ["Orca-2 Technical Report"]


def test_every_figure_has_evidence(pack: Path) -> None:
    files = read_pack_files(pack)
    evidence = {row["id"]: row for row in files.evidence}
    assert {row["id"] for row in (*files.figures, *files.glossary)} >= set(evidence)
    for row in files.figures:
        proof = evidence[row["id"]]
        assert proof["quote"] in proof["evidence"]
        assert 0 < float(row["confidence"]) <= 1
        assert row["locator"].startswith(("p. ", "file"))


def test_a_pack_accepted_as_a_whole_is_valid(copy: Path) -> None:
    files = read_pack_files(copy)
    for row in (*files.figures, *files.glossary):
        row["status"] = "accepted"
    write_pack(copy, files)
    assert not [problem for problem in check_pack(copy) if problem.severity == "error"]
    assert len(load_pack(copy).figures) == len(files.figures)


def test_datapackage_describes_the_files(pack: Path) -> None:
    package = json.loads((pack / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        with (pack / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert {resource["name"] for resource in package["resources"]} == set(TABLES)


def test_texts_of_documents_are_no_formulas(tmp_path: Path) -> None:
    name = "=HYPERLINK(1)"
    write_pack(
        tmp_path / "p", PackFiles(glossary=rows({"id": "a", "kind": "entity", "name": name}), figures=small().figures)
    )
    files = read_pack_files(tmp_path / "p")
    assert files.glossary[0]["name"] == " " + name
    assert files.figures[0]["relation"] == "="


def test_build_wants_a_new_folder(pack: Path) -> None:
    result = heshu("pack", "build", pack.parent / "orca.pdf", "--out", pack)
    assert result.exit_code != 0
    assert "is not empty" in str(result.exception)


def test_build_with_a_glossary(pack: Path, tmp_path: Path) -> None:
    glossary = tmp_path / "terms.csv"
    glossary.write_text(
        "id,kind,name,aliases,broader,unit\n"
        "whale,entity,虎鲸二号,Orca-2,,\nsize,metric,参数量,total parameters,,parameter\n",
        encoding="utf-8",
    )
    result = heshu("pack", "build", pack.parent / "orca.pdf", "--out", tmp_path / "own", "--glossary", glossary)
    assert result.exit_code == 0
    rows = read_pack_files(tmp_path / "own").figures
    assert ("whale", "size", "12000000000") in {(row["entity"], row["metric"], row["value"]) for row in rows}
    assert set(statuses(tmp_path / "own", "glossary")) == {"accepted", "proposed"}


# ------------------------------------------------------------------ review


def test_review_accepts_with_terms_and_goes_on_where_it_was(copy: Path) -> None:
    first = heshu("pack", "review", copy, keys="a\ns\nq\n")
    assert first.exit_code == 0
    assert "1 accepted, 1 skipped" in first.output
    loaded = load_pack(copy)
    assert len(loaded.figures) == 1
    assert {term.id for term in loaded.terms} >= {loaded.figures[0].entity, loaded.figures[0].metric}
    second = heshu("pack", "review", copy, keys="a\nq\n")
    assert "2 accepted, 1 skipped" in second.output
    assert f"1 of {len(statuses(copy)) - 2} " in second.output


def test_review_back_and_edit(copy: Path) -> None:
    keys = "s\nb\ne\nvalue=42\nentity=Beluga\nnothing=1\n\na\nq\n"
    result = heshu("pack", "review", copy, keys=keys)
    assert "'nothing' is no column that can be edited" in result.output
    assert "1 accepted, 0 skipped" in result.output
    (figure,) = load_pack(copy).figures
    assert (figure.entity, str(figure.value)) == ("beluga", "42")


def test_review_refuses_what_makes_the_pack_invalid(copy: Path) -> None:
    result = heshu("pack", "review", copy, keys="e\nvalue=many\n\na\nq\n")
    assert "cannot be accepted: value is 'many'" in result.output
    assert "0 accepted" in result.output


def test_review_of_a_spreadsheet_accepts_its_terms(copy: Path) -> None:
    files = read_pack_files(copy)
    files.figures[1]["status"] = "accepted"
    write_pack(copy, files)
    assert heshu("pack", "review", copy, keys="q\n").exit_code == 0
    assert len(load_pack(copy).figures) == 1


def test_review_is_surest_first(copy: Path) -> None:
    review = open_review(copy)
    sure = [float(review.files.figures[at]["confidence"]) for at in review.queue]
    assert sure == sorted(sure, reverse=True)


def test_review_of_terms(copy: Path) -> None:
    keys = "e\nkind=thing\n\na\ne\nkind=entity\nname=虎鲸二号\n\na\nq\n"
    result = heshu("pack", "review", copy, "--terms", keys=keys)
    assert "cannot be accepted: kind is 'thing'" in result.output
    assert "1 accepted" in result.output
    assert [term.name for term in load_pack(copy).terms] == ["虎鲸二号"]


# ------------------------------------------------------------------ merge and diff


def test_merge_with_itself_changes_nothing(tmp_path: Path) -> None:
    result = heshu("pack", "merge", TINY, TINY, "--out", tmp_path / "twice")
    assert result.exit_code == 0
    assert heshu("pack", "diff", TINY, tmp_path / "twice").output == "0 change(s)\n"


def rows(*rows: dict[str, str]) -> list[dict[str, str]]:
    return [dict(row) for row in rows]


def small(**changes: str) -> PackFiles:
    """A pack of one figure; ``changes`` to its cells."""
    figure = {
        "id": "f1",
        "entity": "lamp",
        "metric": "watts",
        "value": "12",
        "unit": "W",
        "relation": "=",
        "document": "d",
    }
    return PackFiles(
        rows({"id": "d", "title": "Datasheet"}),
        rows(
            {"id": "lamp", "kind": "entity", "name": "Lamp", "aliases": "灯"},
            {"id": "watts", "kind": "metric", "name": "power", "unit": "W"},
        ),
        rows(figure | {"formula": ""} | changes, figure | {"id": "f2", "value": "", "formula": "{f1} * 2"}),
    )


def test_merge_renames_what_clashes_and_joins_what_is_the_same() -> None:
    other = small(value="15")
    other.glossary[0] |= {"id": "light", "aliases": "灯|台灯"}
    for row in other.figures:
        row["entity"] = "light"
    merged = merge_packs([("a", small()), ("b", other)])
    figures = {row["id"]: row for row in merged.files.figures}
    assert {name: figures[name]["value"] for name in ("f1", "f1_2")} == {"f1": "12", "f1_2": "15"}
    assert figures["f1_2"]["entity"] == "lamp"
    assert [row["id"] for row in merged.files.glossary] == ["lamp", "watts"]
    assert merged.files.glossary[0]["aliases"] == "灯|台灯"
    formulas = {row["formula"] for row in merged.files.figures if row["formula"]}
    assert formulas == {"{f1} * 2", "{f1_2} * 2"}, "a formula follows its operand"
    assert len(merged.notes) >= 2


def test_merge_keeps_the_decision_that_goes_further() -> None:
    one, two = small(status="proposed"), small(status="accepted")
    for pair in ((one, two), (two, one)):
        merged = merge_packs([("a", pair[0]), ("b", pair[1])])
        assert [row["status"] for row in merged.files.figures if row["id"] == "f1"] == ["accepted"]


def test_diff_names_what_changed() -> None:
    new = small(value="13")
    new.figures[1]["id"] = "double"
    new.glossary.append({"id": "hue", "kind": "metric", "name": "colour"})
    assert [str(change) for change in pack_changes(small(), new)] == [
        "glossary.csv + hue: colour",
        "figures.csv ~ f1: value '12' -> '13'",
        "figures.csv = double: was f2",
    ]
    assert pack_changes(new, small())[0].sign == "-"


names = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)


@given(names, names)
def test_diff_is_empty_for_equal_packs_alone(first: list[str], second: list[str]) -> None:
    packs = [
        PackFiles(figures=[{"id": name, "entity": name, "value": str(at)} for at, name in enumerate(chosen)])
        for chosen in (first, second)
    ]
    assert (not pack_changes(*packs)) == (packs[0].figures == packs[1].figures)


# ------------------------------------------------------------------ the quick mode


def test_run_with_a_source_refutes_nothing(pack: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "虎鲸模型发布\n\nOrca-2 的训练用了 31 万 GPU 小时，总参数量为 120 亿。\n"
        "Orca-2 的训练 token 数为 9.9 万亿，毛利率为 12.3%。\n",
        encoding="utf-8",
    )
    result = heshu("run", page, "--source", pack.parent / "orca.pdf", "--out", tmp_path / "out", "--quiet")
    assert result.exit_code == 0, result.output
    with (tmp_path / "out" / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        verdicts = {row["quote"]: row["verdict"] for row in csv.DictReader(file)}
    assert verdicts["31 万 GPU 小时"] == "supported"
    assert verdicts["120 亿"] == "supported"
    assert set(verdicts.values()) == {"supported", "not_enough_info"}
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["options"]["quick"] is True
    assert "快速模式" in (tmp_path / "out" / "report" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [[], ["--pack", "ai-chips", "--source", "a.pdf"]])
def test_run_wants_a_pack_or_a_source(words: list[str], tmp_path: Path) -> None:
    result = heshu("run", tmp_path, *words, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "give either --pack, or one or more --source documents" in result.output
