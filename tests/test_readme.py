"""The READMEs and CONTRIBUTING: commands exist, links lead somewhere, codes and make targets are real."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from pipeline.check import CHECK_RULES
from pipeline.cli import commands

ROOT = Path(__file__).parent.parent
FILES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "tests/README.md")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
MENTIONED = re.compile(r"(?:^|`|· )heshu ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("name", FILES)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", FILES)
def test_commands_exist(name: str) -> None:
    code = "\n".join(CODE.findall((ROOT / name).read_text(encoding="utf-8")))
    for first, second in MENTIONED.findall(code):
        assert first in commands.commands, first
        group = commands.commands[first]
        if isinstance(group, click.Group):
            assert second in group.commands, f"{first} {second}"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in FILES:
        assert (
            set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
            <= targets
        )


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_reason_is_in_the_table_of_verdicts(name: str) -> None:
    mentioned = set(re.findall(r"`([a-z_]+)`", (ROOT / name).read_text(encoding="utf-8")))
    assert {rule.code for rule in CHECK_RULES} <= mentioned
