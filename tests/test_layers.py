"""Limits in force: the direction of imports, sizes of files and functions, what may be loaded early. Each limit is
tried on a planted violation, so that a gate that no longer bites is seen."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
MAX_FILE, MAX_FUNCTION = 400, 60
HEAVY = ("pandas", "sklearn", "jieba", "opencc", "pint", "bs4", "numpy", "scipy", "pyarrow", "ray", "pdfplumber")


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_planted_import_of_another_stage_is_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__", "data"))
    kept = _lint_imports(tmp_path)
    assert kept.returncode == 0, kept.stdout
    planted = tmp_path / "pipeline" / "clean" / "planted.py"
    planted.write_text("from pipeline.check import check_claims\n", encoding="utf-8")
    broken = _lint_imports(tmp_path)
    assert broken.returncode == 1, broken.stdout
    assert "pipeline.clean.planted" in broken.stdout


def too_long(source: str, name: str) -> list[str]:
    """Sentences about a file or a function that is longer than allowed."""
    lines = source.count("\n")
    found = [f"{name}: {lines} lines"] if lines > MAX_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION:
            found.append(f"{name}: {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_are_short(path: Path) -> None:
    assert not too_long(path.read_text(encoding="utf-8"), path.name)


def test_planted_long_code_is_found() -> None:
    long_function = "def f():\n" + "    x = 1\n" * MAX_FUNCTION
    assert too_long(long_function, "x.py") == [f"x.py: f has {MAX_FUNCTION + 1} lines"]
    assert too_long("x = 1\n" * (MAX_FILE + 1), "x.py") == [f"x.py: {MAX_FILE + 1} lines"]


@pytest.mark.parametrize(
    "limit", ["C901", "PLR0913", "PLR0915", "ANN001", "T201", "BLE001", "DTZ005", "PLW1514", "D103"]
)
def test_planted_violations_are_found_by_ruff(limit: str) -> None:
    code = {
        "C901": "def f(x: int) -> int:\n"
        + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(12))
        + "    return x\n",
        "PLR0913": "def f(a: int, b: int, c: int, d: int, e: int, f: int, g: int) -> None:\n    pass\n",
        "PLR0915": "def f() -> None:\n" + "    x = 1\n" * 62,
        "ANN001": "def f(x) -> None:\n    pass\n",
        "T201": "print('x')\n",
        "BLE001": "try:\n    x = 1\nexcept Exception:\n    x = 2\n",
        "DTZ005": "import datetime\n\nx = datetime.datetime.now()\n",
        "PLW1514": "x = open('x')\n",
        "D103": "def f() -> None:\n    pass\n",
    }[limit]
    command = [
        Path(sys.executable).with_name("ruff"),
        "check",
        "--no-cache",
        "--stdin-filename",
        "pipeline/planted.py",
        "-",
    ]
    command += ["--output-format", "json"]
    found = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)
    assert f'"{limit}"' in found.stdout


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom pipeline.cli import commands\n"
        "assert CliRunner().invoke(commands, ['--help']).exit_code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_terminal_prints() -> None:
    allowed = {"cli.py", "terminal.py"}
    for path in SOURCES:
        if path.name not in allowed:
            calls = (
                node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
            )
            assert not any(getattr(call.func, "id", "") == "print" for call in calls), path
