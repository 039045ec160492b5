"""Codes: the catalogue, the documentation and what the code can emit are the same set."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import gate
import pytest

from pipeline.check import CHECK_RULES
from pipeline.clean import CLEAN_RULES
from pipeline.clean.catalogue import STRUCTURE_RULES
from pipeline.tables import read_table

ROOT = Path(__file__).parent.parent
ALL = (*CLEAN_RULES, *STRUCTURE_RULES, *CHECK_RULES)
DOCUMENTED = re.compile(r"^\| `([a-z_]+)` \|", re.MULTILINE)
STAGES = {"clean": ("clean", "read"), "check": ("check",)}


def _literals(*stages: str) -> Iterator[str]:
    """Every string in the sources of some stages, the catalogues aside."""
    for stage in stages:
        for path in (ROOT / "pipeline" / stage).rglob("*.py"):
            if path.name != "catalogue.py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from (
                    node.value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )


def _codes_in_data() -> Iterator[str]:
    """Codes that the tables of line patterns give."""
    for path in sorted((ROOT / "pipeline" / "data").glob("clean_*.csv")):
        yield from (row["code"] for row in read_table(path.name) if "code" in row)


def _codes_given(stage: str) -> Iterator[str]:
    """Codes written where the sources make an edit: ``Edit(start, end, "", CODE, …)``, ``line.drop(CODE, …)``."""
    for path in (ROOT / "pipeline" / stage).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = {"Edit": 3, "drop": 0}.get(name)
            if place is not None and len(node.args) > place and isinstance(given := node.args[place], ast.Constant):
                yield given.value


def test_codes_are_unique_and_explained() -> None:
    codes = [rule.code for rule in ALL]
    assert len(codes) == len(set(codes))
    for rule in ALL:
        assert all((rule.name_zh, rule.summary_zh, rule.summary_en)), rule.code
        assert re.search("[\u4e00-\u9fff]", rule.summary_zh), rule.code


def test_documentation_lists_exactly_the_catalogue() -> None:
    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("codes.md", "removals.md"))
    documented = DOCUMENTED.findall(text)
    assert len(documented) == len(set(documented))
    assert set(documented) == {rule.code for rule in ALL}


@pytest.mark.parametrize(("stage", "rules"), [("clean", CLEAN_RULES), ("check", CHECK_RULES)])
def test_every_code_of_the_catalogue_can_be_emitted(stage: str, rules: tuple) -> None:
    literals = {*_literals(*STAGES[stage]), *_codes_in_data()}
    assert {rule.code for rule in rules} <= literals


def test_every_code_written_in_the_sources_is_in_the_catalogue() -> None:
    given = set(_codes_given("clean"))
    assert given
    assert given <= {rule.code for rule in CLEAN_RULES}


def test_every_code_of_a_run_is_in_the_catalogue(outputs: dict[str, Path]) -> None:
    removals = {rule.code for rule in CLEAN_RULES}
    reasons = {rule.code: rule.kind for rule in CHECK_RULES}
    for folder in outputs.values():
        assert {row["code"] for row in gate.read_rows(folder / "removed.csv")} <= removals
        assert all(reasons[row["reason"]] == row["verdict"] for row in gate.read_rows(folder / "checks.csv"))
