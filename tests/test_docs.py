"""The documentation: every command in the tutorial runs, its files load, the site builds without network."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"```(?P<kind>console|expected|file=(?P<file>\S+))\n(?P<body>.*?)```", re.DOTALL)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "heshu", command
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    arguments = [sys.executable, "-m", "pipeline", *words[1:]]
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_tutorial(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    printed = ""
    ran = 0
    for block in BLOCK.finditer(text):
        body = block["body"]
        if block["file"]:
            path = tmp_path / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif block["kind"] == "expected":
            assert body.strip() in printed
        else:
            printed = ""
            for line in body.splitlines():
                result = run(line.removeprefix("$ "), tmp_path)
                assert result.returncode == 0, f"{line}\n{result.stdout}\n{result.stderr}"
                printed += result.stdout
                ran += 1
    assert ran >= 10


def test_site_builds(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed (pip install -e '.[dev]')")
    arguments = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "site" / "codes.html").is_file()
