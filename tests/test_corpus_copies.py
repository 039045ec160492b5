"""Copies of one article in a folder: none loses lines to the others; what templates share still goes."""

from __future__ import annotations

from pathlib import Path

import gate
import pytest

from pipeline.packs import load_pack
from pipeline.run.corpus import seen_from
from pipeline.run.runner import run_pages
from pipeline.settings import Settings

ARTICLE = """\
山城巴士公布了新一年的运营计划，新车的续航里程为 {range} 公里，首批投放 60 辆，覆盖老城区的十二条线路。
公司说，新车的座椅数量减少了，但站立的空间更大，早高峰时一辆车可以多载二十名乘客。
线路\t投放车辆（辆）
一号线\t18
二号线\t22
司机们提前一个月开始培训，熟悉新车的制动方式和充电流程，老车则会陆续退到郊区线路。
计划还提到，到明年年底，全市公共汽车的充电桩会增加一倍，维修车间也要重新改造。
"""
OTHERS = ("河堤上的柳树今年早早发了芽，园林工人正在给树干刷白。", "图书馆延长了周末的开放时间，自习室的座位可以预约。")
FOOTER = "城市晚报客户端下载，随时随地看新闻"


@pytest.mark.parametrize("copies", [1, 2, 4, 6])
def test_copies_keep_their_lines(copies: int, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(copies):
        title = f"山城巴士换新车，第 {number} 家转载的标题各不相同{'甲乙丙丁戊己'[number]}"
        text = f"{title}\n{ARTICLE.format(range=320)}{FOOTER}\n"
        (folder / f"copy{number}.txt").write_text(text, encoding="utf-8")
    for number, line in enumerate(OTHERS * 2):
        text = f"{'春夏秋冬'[number]}天的短消息：{line[:8]}\n" + f"{line}\n" * 1 + f"记者在现场看到，{line}\n{FOOTER}\n"
        (folder / f"other{number}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    run_pages([folder], load_pack(Path(__file__).parent / "packs" / "tiny"), out, Settings(jobs=0), lambda _: None)
    removed = gate.read_rows(out / "removed.csv")
    lost = [row for row in removed if row["doc_id"].startswith("copy") and row["code"] == "corpus_boilerplate"]
    assert {row["text"] for row in lost} <= {FOOTER}


def test_lines_as_a_page_sees_them() -> None:
    lines = [(1, (5, 7, 9)), (2, (5,)), (3, (7, 9)), (4, (2, 3, 4, 8))]
    assert seen_from(lines, 5) == [(1, (0, 1)), (3, (0, 1)), (4, (2, 3, 4))]
    assert seen_from([(1, (6, 8, 10)), (3, (8, 10))], 6) == seen_from([(1, (5, 7, 9)), (3, (7, 9))], 5)
