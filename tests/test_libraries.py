"""The libraries that need care: jieba kept quiet and private, nothing heavy loaded before it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "sklearn", "jieba", "bs4", "opencc", "numpy", "lxml", "pyarrow", "ray", "pypdfium2", "docx")


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def _loaded_after(code: str) -> set[str]:
    done = _python(f"import sys\n{code}\nprint([name for name in {HEAVY!r} if name in sys.modules])")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("[")[2].strip(" ]\n").replace("'", "").replace(" ", "").split(",")) - {""}


@pytest.mark.skipif(sys.platform != "linux", reason="the place of caches is another one")
def test_jieba_is_quiet_and_keeps_its_cache_to_itself(tmp_path: Path) -> None:
    code = "from pipeline.clean.language import word_costs\nassert len(word_costs()) > 100_000"
    private = tmp_path / "cache"
    done = _python(code, XDG_CACHE_HOME=str(private), TMPDIR=str(tmp_path / "elsewhere"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in private.rglob("*.cache")] == ["jieba.cache"]
    assert not (tmp_path / "elsewhere").exists()


def test_jieba_works_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")  # a file where the cache folder would be
    code = "from pipeline.clean.language import is_word\nassert is_word('数字')"
    done = _python(code, XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import pipeline\npipeline.__version__", ()),
        ("from pipeline import load_pack\nload_pack('ai-chips')", ()),
        ("import pipeline.cli", ()),
        ("from pipeline.extract.quantities import quantities\nquantities('花费 278.8 万 GPU 小时')", ()),
        ("from pipeline.packs import check_pack\ncheck_pack('ai-chips')", ("sklearn", "numpy", "pandas", "pyarrow")),
    ],
)
def test_libraries_are_loaded_where_they_are_used(code: str, allowed: tuple[str, ...]) -> None:
    assert _loaded_after(code) <= set(allowed)
