"""Messages and help in Chinese and English, and what a new user stumbles over: places of claims, packs as Excel saves
them, settings that are wrong."""

from __future__ import annotations

import ast
import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from run_helpers import PACK

from pipeline.cli import commands
from pipeline.messages import locale_language, say, speak, spoken, translate
from pipeline.tables import read_table

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "messages.csv"
PAGE = "明灯二号上市\n\n明灯二号的功率为15瓦。\n这款灯由一家小厂设计，外壳用旧玻璃瓶改制而成，摆在窗台上很好看。\n"


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """The language of messages as it was."""
    before = spoken()
    yield
    speak(before)


def heshu(folder: Path, *words: object, lang: str = "zh_CN.UTF-8") -> tuple[int, str, str]:
    environment = os.environ | {"LC_ALL": lang, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages, a pack and the outputs of a run."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text(PAGE, encoding="utf-8")
    (folder / "pages" / "zero.txt").write_bytes(b"")
    shutil.copytree(PACK, folder / "pack")
    code, out, err = heshu(folder, "run", "pages", "--pack", "pack", "--out", "out")
    assert code == 0, err
    assert "来源为 18 W" in out
    assert "不符" in out
    assert "zero.txt: 空文件" in err
    return folder


def test_messages_are_put_into_chinese() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert translate(row["message"], "zh") == row["chinese"]
            assert translate(row["message"], "en") == row["message"]


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "de_DE", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_locale_says_the_language(environment: dict[str, str], lang: str) -> None:
    assert locale_language(environment) == lang


def test_every_message_that_is_said_has_a_chinese_one() -> None:
    known = {row["en"] for row in read_table("messages.csv")}
    for path in (ROOT / "pipeline").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                for word in ast.walk(node.args[0]) if not isinstance(node.args[0], ast.Call) else ():
                    if isinstance(word, ast.Constant) and isinstance(word.value, str) and " " in word.value.strip(","):
                        assert (
                            word.value in known
                            or any(text.startswith(word.value) for text in known)
                            or (word.value.startswith(","))
                        ), (path.name, word.value)


def test_every_help_text_has_a_chinese_one() -> None:
    def texts(command: click.Command) -> Iterator[str]:
        yield from (" ".join(part.split()) for part in (command.help or "").split("\n\n"))
        yield from (option.help for option in command.params if isinstance(option, click.Option) and option.help)
        for inner in command.commands.values() if isinstance(command, click.Group) else ():
            yield from texts(inner)

    for text in texts(commands):
        assert any("一" <= sign <= "鿿" for sign in translate(text, "zh")), text


def test_values_are_put_in() -> None:
    speak("zh")
    assert say("{count} change(s)", count=2) == "2 处差别"
    speak("en")
    assert say("{count} change(s)", count=2) == "2 change(s)"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--help"], 0, "核对一段文字里的论断"),
        (["run", "--help"], 0, "存放结果的文件夹"),
        (["pack", "check", "--help"], 0, "列出信源包里的所有错误"),
        (["rnu"], 2, "没有 rnu 这个命令"),
        (["run", "pages", "--pack", "pack"], 2, "缺少选项"),
        (["run", "pages", "--out", "x"], 2, "必须写一个"),
        (["run", "nowhere", "--pack", "pack", "--out", "x"], 2, "没有一个页面能读"),
        (["run", "pages", "--pack", "pack", "--out", "pages"], 2, "不是空的"),
        (["findings", "nowhere"], 2, "里面没有 heshu 的结果"),
        (["findings", "out"], 0, "共 不符 1 条"),
        (["findings", "out", "--lang", "en"], 0, "Found 1 refuted."),
        (["--lang", "en", "findings", "out"], 0, "the source says 18 W"),
        (["explain", "scale_eror"], 2, "是不是 scale_error"),
        (["why", "pages/a.txt:claim 1", "--out", "out"], 0, "读作: 数值 15"),
        (["why", "pages/a.txt:1", "--out", "out", "--pack", "pack"], 0, "不符 value_mismatch 数值不符"),
        (["why", "pages/b.txt:1", "--out", "out"], 2, "里面没有页面 pages/b.txt:1"),
        (["why", "pages/a.txt:99", "--out", "out"], 2, "没有论断 pages/a.txt:99"),
        (["why", "1", "--out", "nowhere", "--pack", "pack"], 2, "里面没有 heshu 的结果"),
        (["diff", "out", "out"], 0, "新出现 0"),
        (["doctor"], 0, "信源包："),
    ],
)
def test_in_chinese(project: Path, words: list[str], code: int, told: str) -> None:
    ended, out, err = heshu(project, *words)
    assert (ended, told in out + err) == (code, True), out + err
    assert "Traceback" not in err


def test_a_run_says_what_changed_since_its_baseline(project: Path) -> None:
    out = heshu(project, "run", "pages", "--pack", "pack", "--out", "out2", "--baseline", "out")[1]
    assert "新出现 0，改变 0，不变 1，消失 0" in out


def test_in_english_by_locale(project: Path) -> None:
    assert "Check the claims of one text." in heshu(project, "--help", lang="en_US.UTF-8")[1]
    assert "no outputs of heshu there" in heshu(project, "findings", "nowhere", lang="en_US.UTF-8")[2]


def test_packs_as_excel_saves_them(project: Path, tmp_path: Path) -> None:
    pack = tmp_path / "excel"
    shutil.copytree(PACK, pack)
    for path in pack.glob("*.csv"):
        text = path.read_text(encoding="utf-8-sig").replace("\n", "\r\n")
        path.write_bytes(text.encode("gb18030") if path.name != "facts.csv" else b"\xef\xbb\xbf" + text.encode())
    assert heshu(project, "pack", "check", pack)[0] == 0
    code, out, err = heshu(project, "pack", "diff", "pack", pack)
    assert (code, out) == (0, "0 处差别\n"), err
    documents = pack / "documents.csv"
    documents.write_bytes(documents.read_bytes().replace(b",", b";"))
    assert "列是用分号隔开的" in heshu(project, "pack", "check", pack)[1]
    documents.write_bytes("id,title\n".encode("utf-16") + b"\xff")
    code, _, err = heshu(project, "pack", "diff", "pack", pack)
    assert (code, "不是 UTF-8 也不是 GBK" in err) == (2, True), err


def test_settings_in_a_file(project: Path, tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    shutil.copytree(PACK, tmp_path / "pack")
    settings = tmp_path / "heshu.toml"
    settings.write_text('pack = "pack"\nlang = "en"\n', encoding="utf-8")
    code, out, err = heshu(deep, "check", "--text", "明灯二号的功率为15瓦。")  # the pack lies beside the file
    assert (code, "refuted value_mismatch" in out) == (0, True), out + err
    settings.write_text('[run]\njobs = "two"\n', encoding="utf-8")
    code, _, err = heshu(tmp_path, "run", project / "pages", "--pack", "pack", "--out", "x")
    assert (code, f"（写在 {settings} 里）" in err) == (2, True), err
    settings.write_text("[run\n", encoding="utf-8")
    assert heshu(tmp_path, "--help")[0] == 0
    code, _, err = heshu(tmp_path, "rules")
    assert (code, "不是 TOML 格式" in err) == (2, True), err


def test_the_diff_of_a_page_keeps_its_lines(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text(PAGE + "责任编辑：小李\n", encoding="utf-8")
    out = heshu(tmp_path, "clean", page, "--diff")[1]
    assert "\n[-责任编辑：小李-](editor_line)" in out
