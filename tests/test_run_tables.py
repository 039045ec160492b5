"""The tables of a run: columns, reading back, agreement between articles, and the Python door."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_helpers import PACK, rows

from pipeline import run
from pipeline.check.consistency import CONSISTENCY_COLUMNS
from pipeline.run.tables import COLUMNS, TableWriter, neutralise, restore
from pipeline.settings import Settings

PAGES = {
    "a.txt": "明灯二号上市\n\n明灯二号的功率为18瓦。\n这款灯由一家小厂设计，外壳用旧玻璃瓶改制而成。\n",
    "b.txt": "明灯二号评测\n\n记者测得明灯二号的功率为18瓦。\n晚上看书不累眼睛，老人和孩子都觉得亮度正合适。\n",
    "c.txt": "一盏灯的故事\n\n店主说明灯二号的功率为15瓦。\n他在老街上开店已经很久，来买灯的多半是熟客。\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("in")
    for name, text in PAGES.items():
        (found / name).write_text(text, encoding="utf-8")
    return found


def test_consistency(folder: Path, tmp_path: Path) -> None:
    outputs = run(folder, PACK, tmp_path / "out", Settings(jobs=0))
    assert COLUMNS["consistency"] == CONSISTENCY_COLUMNS
    found = [
        (row["value"], row["articles"].count("|") + 1, row["outlier"]) for row in rows(tmp_path / "out", "consistency")
    ]
    assert sorted(found) == [("15", 1, "1"), ("18", 2, "")]
    assert len(outputs.consistency) == 2
    assert not list(tmp_path.glob(".out.heshu/stated*"))


def test_frames_have_types(folder: Path) -> None:
    outputs = run([folder / "a.txt", str(folder / "c.txt")], PACK, settings=Settings(jobs=0))
    assert str(outputs["claims"]["start"].dtype) == "Int64"
    assert str(outputs.checks["confidence"].dtype) == "Float64"
    assert str(outputs.consistency["claims"].dtype) == "string"
    assert outputs.about["counts"]["read"] == 2  # type: ignore[index]
    with pytest.raises(KeyError):
        outputs["about"]


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n'＝１2%亿 a\ud800\x00\"")))
def test_cells_are_neutralised_and_restored(cell: str) -> None:
    safe = neutralise(cell)
    assert restore(safe) == cell
    assert not safe.lstrip(" ").startswith(("=", "@", "＝"))


@given(st.lists(st.lists(st.text(), min_size=4, max_size=4), max_size=5))
def test_any_text_survives_a_table(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    out = tmp_path_factory.mktemp("tables")
    with TableWriter(out, "errors") as table:
        table.write(cells)
    with (out / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        found = [[restore(cell) for cell in row] for row in csv.reader(file)][1:]
    assert found == [[cell.encode("utf-8", "replace").decode() for cell in row] for row in cells]
