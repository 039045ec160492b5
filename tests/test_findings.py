"""Findings for other tools, the difference between two runs, configuration, and the commands around a run."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import commands
from pipeline.config import ConfigError, defaults, find_config
from pipeline.messages import speak
from pipeline.report.comparing import compare_runs
from pipeline.report.findings import Finding, read_findings
from pipeline.report.formats import as_claimreview, as_github, as_json, as_text, sarif
from pipeline.run.catalogue import RULES

PAGE = """明灯一号发布

明灯一号的功率为 60 瓦，重量是 1.5 公斤。公司表示，产品将于下月上市，届时会公布价格和更多的技术细节，欢迎读者继续关注。
"""
TABLES = {
    "documents": "id,title\nds,产品手册\n",
    "glossary": (
        "id,kind,name,aliases,broader,unit\nlamp,entity,明灯一号,,,\npower,metric,功率,,,W\nmass,metric,重量,,,kg\n"
    ),
    "figures": (
        "id,entity,metric,value,value_high,unit,relation,scope,as_of,formula,document,locator,note\n"
        "lamp.power,lamp,power,40,,W,=,,,,ds,表 1,\nlamp.mass,lamp,mass,1.5,,kg,=,,,,ds,表 2,\n"
    ),
    "facts": "id,subject,predicate,object,statement,polarity,scope,document,locator,note\n",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("findings")
    (root / "pack").mkdir()
    (root / "pages").mkdir()
    for name, text in TABLES.items():
        (root / "pack" / f"{name}.csv").write_text(text, encoding="utf-8")
    (root / "pages" / "a.txt").write_text(PAGE, encoding="utf-8")
    arguments = ["run", str(root / "pages"), "--pack", str(root / "pack"), "--out", str(root / "out"), "--quiet"]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    return root / "out"


def only(outputs: Path) -> Finding:
    found = list(read_findings(outputs))
    assert [finding.quote for finding in found] == ["60 瓦"]
    return found[0]


def test_text_names_page_claim_reason_and_source(outputs: Path) -> None:
    finding = only(outputs)
    line, summary = as_text([finding], {}).splitlines()
    assert summary == "共 不符 1 条。"
    summary = as_text([finding], {}, "en").splitlines()[-1]
    assert line.endswith(f"a.txt:claim {finding.number}: value_mismatch 60 瓦: 来源为 40 W (ds, 表 1)")
    assert summary == "Found 1 refuted."


def test_other_formats(outputs: Path) -> None:
    finding = only(outputs)
    (row,) = json.loads(as_json([finding], {}))
    assert row["id"] == finding.id
    log = json.loads(sarif(RULES, "1.0")([finding], {}))
    result = log["runs"][0]["results"][0]
    assert result["ruleId"] == "value_mismatch"
    assert result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"] == "60 瓦"
    (review,) = json.loads(as_claimreview([finding], {}))
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["ratingValue"] == 1
    tricky = replace(finding, path="a,b:c.txt", explanation="100%\nsure")
    assert as_github([tricky], {}).startswith("::error file=a%2Cb%3Ac.txt,title=value_mismatch (claim")
    assert as_github([tricky], {}).endswith("::100%25%0Asure\n")


def test_ids_last_and_differences_show(outputs: Path) -> None:
    finding = only(outputs)
    other = replace(finding, id="0" * 12, quote="70 瓦")
    moved = replace(finding, reason="scale_error")
    assert compare_runs([finding], [finding]).unchanged == (finding,)
    result = compare_runs([finding], [other])
    assert (result.new, result.gone) == ((other,), (finding,))
    assert compare_runs([finding], [moved]).changed == ((finding, moved),)


def test_commands(outputs: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    speak("en")
    assert "Found 1 refuted." in run(commands, ["findings", str(outputs)]).output
    assert run(commands, ["findings", str(outputs), "--fail"]).exit_code == 1
    assert "0 new, 0 changed, 1 unchanged, 0 gone" in run(commands, ["diff", str(outputs), str(outputs)]).output
    assert "written" in run(commands, ["init", str(tmp_path / "new")]).output
    assert "left alone" in run(commands, ["init", str(tmp_path / "new")]).output
    assert "0 mistake(s)" in run(commands, ["pack", "check", str(tmp_path / "new" / "pack")]).output
    assert run(commands, ["doctor"]).exit_code == 0
    assert "_HESHU_COMPLETE" in run(commands, ["completion", "zsh"]).output
    with (tmp_path / "new" / "pack" / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["unit"] == "kg"


def test_formats_of_a_run(outputs: Path, tmp_path: Path) -> None:
    root = outputs.parent
    common = ["run", str(root / "pages"), "--pack", str(root / "pack"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(commands, [*common, "--format", "json", "--format", "xlsx", "--baseline", str(outputs)])
    assert result.exit_code == 0, result.output
    assert [row["quote"] for row in json.loads(result.stdout)] == ["60 瓦"]
    index = (tmp_path / "out" / "report" / "index.html").read_text(encoding="utf-8")
    assert 'id="f-change"' in index
    import openpyxl

    sheet = openpyxl.load_workbook(tmp_path / "out" / "heshu.xlsx")["checks"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    verdicts = {cell.value: cell.fill.start_color.rgb for cell in sheet["D"][1:]}
    assert verdicts["refuted"] == "FFF9D7D7"
    review = tmp_path / "review.json"
    assert CliRunner().invoke(commands, [*common, "--claimreview", str(review), "--quiet"]).exit_code == 0
    assert {entry["reviewRating"]["ratingValue"] for entry in json.loads(review.read_text(encoding="utf-8"))} == {1, 5}


def test_configuration(tmp_path: Path) -> None:
    known = {"run": {"jobs": False, "exclude": True}, "clean": {"jobs": False}}
    (tmp_path / "heshu.toml").write_text('jobs = 3\n[run]\nexclude = "*.csv"\n', encoding="utf-8")
    found = find_config(tmp_path)
    assert found is not None
    assert defaults(*found, known) == {"run": {"jobs": 3, "exclude": ["*.csv"]}, "clean": {"jobs": 3}}
    with pytest.raises(ConfigError, match=r"run.jbos is no option .did you mean jobs"):
        defaults(tmp_path / "heshu.toml", {"run": {"jbos": 1}}, known)
    (tmp_path / "heshu.toml").unlink()
    (tmp_path / "pyproject.toml").write_text("[tool.heshu.run]\njobs = 2\n", encoding="utf-8")
    found = find_config(tmp_path)
    assert found is not None
    assert found[1] == {"run": {"jobs": 2}}
