"""The pack loader: broken packs with one mistake each, formulas, the packs that ship, spreadsheets' encodings."""

from __future__ import annotations

import contextlib
import pickle
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PackError
from pipeline.packs import check_pack, load_pack, shipped_packs
from pipeline.packs.formula import FormulaError, parse_formula

PACKS = Path(__file__).parent / "packs"
BROKEN = sorted(folder.name for folder in (PACKS / "broken").iterdir())


@pytest.fixture
def broken_pack(tmp_path: Path) -> Callable[[str], Path]:
    """The tiny pack with the files of one broken folder laid over it."""

    def make(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(PACKS / "tiny", folder)
        for file in (PACKS / "broken" / name).glob("*.csv"):
            shutil.copy(file, folder)
        without = PACKS / "broken" / name / "without.txt"
        for line in without.read_text(encoding="utf-8").split() if without.exists() else ():
            (folder / line).unlink()
        return folder

    return make


@pytest.mark.parametrize("name", BROKEN)
def test_each_mistake_is_reported_with_file_and_row(name: str, broken_pack: Callable[[str], Path]) -> None:
    folder = broken_pack(name)
    expected = (PACKS / "broken" / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert [str(problem) for problem in check_pack(folder)] == expected
    errors = [line for line in expected if " warning: " not in line]
    if errors:
        with pytest.raises(PackError) as raised:
            load_pack(folder)
        assert all(line in str(raised.value) for line in errors)
    else:
        load_pack(folder)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "tiny", tmp_path / "pack")
    for file in ("figures.csv", "facts.csv", "glossary.csv"):
        path = tmp_path / "pack" / file
        rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([*rows, "bad id" + "," * rows[0].count(",")]) + "\n", encoding="utf-8")
    assert {problem.file for problem in check_pack(tmp_path / "pack")} == {"figures.csv", "facts.csv", "glossary.csv"}


@pytest.mark.parametrize("name", [*shipped_packs(), *(str(PACKS / name) for name in ("tiny", "phones", "railway"))])
def test_whole_packs_have_no_mistake_and_no_warning(name: str) -> None:
    assert check_pack(name) == ()
    pack = load_pack(name)
    assert all(figure.value is not None or figure.date for figure in pack.figures)
    assert pickle.loads(pickle.dumps(pack)) == pack


def test_the_shipped_pack() -> None:
    pack = load_pack("ai-chips")
    figures = {figure.id: figure for figure in pack.figures}
    stages = ("v3.pretrain_hours", "v3.context_hours", "v3.post_hours")
    total = sum((figures[name].value or Decimal(0) for name in stages), Decimal(0))
    assert figures["v3.total_hours"].value == figures["v3.total_hours_sum"].value == total == 2788000
    assert all(document.url for document in pack.documents)


def test_formulas_are_resolved_and_name_their_operands() -> None:
    figures = {figure.id: figure for figure in load_pack(PACKS / "tiny").figures}
    assert figures["both.power"].value == 30
    assert figures["both.power"].terms == ("lamp.power", "lamp2.power")


def test_an_unknown_pack_names_those_that_ship() -> None:
    with pytest.raises(PackError, match="ai-chips"):
        load_pack("no-such-pack")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them(tmp_path: Path, encoding: str, newline: str) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    for path in (PACKS / "tiny").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", newline)
        (folder / path.name).write_bytes(text.encode(encoding))
    assert load_pack(folder).figures == load_pack(PACKS / "tiny").figures


@given(
    st.recursive(
        st.integers(1, 99).map(str),
        lambda part: st.tuples(part, st.sampled_from("+-*"), part).map(
            lambda three: f"({three[0]} {three[1]} {three[2]})"
        ),
    )
)
def test_formulas_agree_with_arithmetic(text: str) -> None:
    if len(text) <= 300 and text.count("(") < 30:
        assert parse_formula(text).evaluate(lambda _: Decimal(0)).quantize(Decimal(1)) == eval(text)


@given(st.text(alphabet="0123456789+-*/(){}. abc_", max_size=60))
def test_any_formula_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(FormulaError):
        parse_formula(text).evaluate(lambda _: Decimal(2))


@pytest.mark.parametrize("text", ["(" * 500 + "1" + ")" * 500, "-" * 900 + "1", "1 + " * 400 + "1"])
def test_hostile_formulas_are_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text)
