"""``heshu run`` from outside: exit codes, messages, options, counts."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_helpers import PACK, counts, make_pages, rows, text_page, tree

from pipeline.cli import main

REFUTED = "明灯二号上市\n\n明灯二号的功率为15瓦。\n这款灯由一家小厂设计，外壳用旧玻璃瓶改制而成，摆在窗台上很好看。\n"
SUPPORTED = "明灯二号好用\n\n明灯二号的功率为18瓦。\n记者试用了一个星期，觉得亮度合适，晚上看书不累眼睛，老人也喜欢。\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, results in Chinese where a test does not say another language."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def heshu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: (exit code, standard output, standard error)."""

    def call(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["heshu", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        before = signal.getsignal(signal.SIGTERM)
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            signal.signal(signal.SIGTERM, before)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_exit_codes_of_findings(heshu, tmp_path: Path) -> None:
    page, out = write(tmp_path / "in" / "a.txt", REFUTED), tmp_path / "out"
    assert heshu("run", page, "--pack", PACK, "--out", out)[0] == 0
    assert counts(out)["refuted"] == 1
    assert heshu("run", page, "--pack", PACK, "--out", out, "--fail-on", "refuted")[0] == 1
    good = write(tmp_path / "b.txt", SUPPORTED)
    assert heshu("run", good, "--pack", PACK, "--out", tmp_path / "out2", "--fail-on", "refuted")[0] == 0
    assert counts(tmp_path / "out2")["supported"] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--pack": "no-such-pack"}, ["no-such-pack"]),
        ({"--pack": "{tmp}/bad"}, ["bad", "figures.csv"]),
        ({"--out": "{tmp}/full"}, ["full", "not empty", "--out"]),
        ({"--out": "{tmp}/in/a.txt"}, ["a.txt", "is a file"]),
        ({"--out": "/proc/nowhere/out"}, ["/proc/nowhere/out", "cannot write"]),
        ({"--jobs": "0"}, ["--jobs"]),
        ({"--jobs": "many"}, ["--jobs"]),
        ({"--fail-on": "anything"}, ["--fail-on"]),
        ({"--fields": "html"}, ["--fields", "role=field"]),
        ({"--profile": "{tmp}/in/a.txt"}, ["a.txt", "heshu profile"]),
        ({"--no-such-option": "1"}, ["--no-such-option"]),
        ({"--out": None}, ["--out"]),
    ],
)
def test_usage_errors(heshu, change: dict[str, str | None], words: list[str], tmp_path: Path) -> None:
    page = write(tmp_path / "in" / "a.txt", REFUTED)
    write(tmp_path / "full" / "mine.txt", "mine")
    for path in PACK.glob("*.csv"):
        write(
            tmp_path / "bad" / path.name, path.read_text(encoding="utf-8").replace("lamp.power,lamp,", "lamp.power,x,")
        )
    options: dict[str, str | None] = {"--pack": str(PACK), "--out": "{tmp}/out", **change}
    given = [(key, value.format(tmp=tmp_path)) for key, value in options.items() if value is not None]
    before = tree(tmp_path)
    code, out, err = heshu("run", page, *(part for pair in given for part in pair))
    assert code == 2
    assert not out
    assert all(word in err for word in words), err
    assert "Traceback" not in err
    assert tree(tmp_path) == before or set(tree(tmp_path)) - set(before) <= {".out.heshu/lock"}


@pytest.mark.parametrize(
    ("page", "status", "error"),
    [
        ("no/such/path.txt", "failed", "no such file or folder"),
        ("empty.txt", "failed", "empty"),
        ("binary.txt", "failed", "not a text file"),
        ("locked.txt", "failed", "no permission"),
        ("spam.txt", "not_article", "not an article"),
    ],
)
def test_a_bad_page_is_told_and_the_run_goes_on(heshu, page: str, status: str, error: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder / "good.txt", text_page(3))
    write(folder / "empty.txt", "")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 64)
    write(folder / "spam.txt", "老虎机 彩票 棋牌\n" * 30)
    write(folder / "locked.txt", text_page(4)).chmod(0)
    if page == "locked.txt" and os.access(folder / page, os.R_OK):
        pytest.skip("root may read everything")
    code, _, err = heshu("run", folder / "good.txt", folder / page, "--pack", PACK, "--out", out)
    assert code == 0
    assert "Traceback" not in err
    found = {Path(row["path"]).name: row for row in rows(out, "articles")}
    assert (found["good.txt"]["status"], found[Path(page).name]["status"]) == ("ok", status)
    told = [row for row in rows(out, "errors") if row["path"].endswith(Path(page).name)]
    assert [error in row["error"] for row in told] == [True]
    assert told[0]["detail"]


def test_empty_folder(heshu, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code, _, err = heshu("run", tmp_path / "in", "--pack", PACK, "--out", tmp_path / "out")
    assert (code, f"{tmp_path}/in" in err, "no pages" in err) == (2, True, True)


def test_counts_add_up_everywhere(heshu, tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 6), tmp_path / "out"
    write(folder / "a.txt", REFUTED)
    write(folder / "copy.txt", text_page(4) + "另有一句。\n")
    write(folder / "z.txt", "")
    write(folder / "spam.txt", "老虎机 彩票 棋牌\n" * 30)
    code, shown, _ = heshu("run", folder, "--pack", PACK, "--out", out)
    found = counts(out)
    assert code == 0
    assert found["read"] == 10 == sum(found[name] for name in ("ok", "not_article", "duplicate", "failed"))
    assert found["duplicate"] == 1
    assert found["claims"] == len(rows(out, "claims")) == len(rows(out, "checks"))
    assert found["claims"] == sum(found[name] for name in ("supported", "refuted", "not_enough_info"))
    for name in ("read", "ok", "duplicate", "failed", "claims", "refuted"):
        assert re.search(rf" {name} +│ +{found[name]} ", shown), shown
    assert str(out / "report" / "index.html") in shown
    assert (out / "report" / "index.html").is_file()


def test_limit_quiet_and_lists_on_standard_input(heshu, tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 5)
    listed = "\n".join(str(folder / name) for name in ("p00000.txt", "p00003.html")).encode()
    assert heshu("run", folder, "--pack", PACK, "--out", tmp_path / "a", "--limit", 2, "-q") == (0, "", "")
    assert counts(tmp_path / "a")["read"] == 2
    assert heshu("run", "-", "--pack", PACK, "--out", tmp_path / "b", "-q", stdin=listed)[0] == 0
    assert [Path(row["path"]).name for row in rows(tmp_path / "b", "articles")] == ["p00000.txt", "p00003.html"]
    name = folder / "with\nline.txt"
    write(name, text_page(9))
    assert (
        heshu("run", "-", "-0", "--pack", PACK, "--out", tmp_path / "c", "-q", stdin=os.fsencode(name) + b"\0")[0] == 0
    )
    assert counts(tmp_path / "c")["ok"] == 1


def test_jobs_and_parquet_give_the_same_tables(heshu, tmp_path: Path) -> None:
    pandas, _ = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    folder = make_pages(tmp_path / "in", 70)
    for out, jobs in (("one", 1), ("two", 3)):
        assert (
            heshu("run", folder, "--pack", PACK, "--out", tmp_path / out, "-j", jobs, "--format", "parquet", "-q")[0]
            == 0
        )
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    frame = pandas.read_parquet(tmp_path / "one" / "claims.parquet")
    assert list(frame["claim_id"]) == [row["claim_id"] for row in rows(tmp_path / "one", "claims")]
    assert frame["start"].dtype == "int64"


def test_a_second_run_does_nothing_and_force_does_all(heshu, tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 4), tmp_path / "out"
    command = ("run", folder, "--pack", PACK, "--out", out)
    assert "nothing has changed" not in heshu(*command)[1]
    before, inode = tree(out), out.stat().st_ino
    assert "nothing has changed" in heshu(*command)[1]
    assert out.stat().st_ino == inode
    assert "nothing has changed" not in heshu(*command, "--force")[1]
    assert tree(out) == before
    write(folder / "new.txt", REFUTED)
    assert heshu(*command)[0] == 0
    assert counts(out)["read"] == 5
    assert heshu(*command, "--lang", "en")[0] == 0
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["options"]["lang"] == "en"


def test_formulas_in_pages_are_neutralised_and_scripts_escaped(heshu, tmp_path: Path) -> None:
    title = "=明灯二号<script>alert(1)</script>上市的那一天"
    write(tmp_path / "a.txt", REFUTED.replace("明灯二号上市", title))
    assert heshu("run", tmp_path / "a.txt", "--pack", PACK, "--out", tmp_path / "out", "-q")[0] == 0
    assert rows(tmp_path / "out", "articles")[0]["title"].startswith("'=明灯二号<")
    for page in (tmp_path / "out" / "report").rglob("*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_ends_in_two_seconds_and_can_be_resumed(stop: signal.Signals, tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 1500), tmp_path / "out"
    command = ["run", str(folder), "--pack", str(PACK), "--out", str(out), "-j", "2"]
    process = subprocess.Popen([sys.executable, "-m", "pipeline", *command], stderr=subprocess.PIPE, text=True)
    store = tmp_path / ".out.heshu" / "finished.sqlite-wal"
    deadline = time.monotonic() + 30
    while not (store.exists() and store.stat().st_size > 100_000) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(stop)
    since = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - since < 2
    assert process.returncode == 130
    assert "the same command goes on" in err
    assert "Traceback" not in err
    assert not out.exists()


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    code = "import sys; from pipeline.cli import commands; commands(['--help'], standalone_mode=False)\n"
    code += (
        "print(sorted({'pandas', 'sklearn', 'jieba', 'lxml', 'pint', 'numpy', 'ray', 'pyarrow'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_progress_in_plain_lines(heshu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.terminal

    monkeypatch.setattr(pipeline.terminal, "_PLAIN_STEP", 0.0)
    folder = make_pages(tmp_path / "in", 5)
    _, _, err = heshu("run", folder, "--pack", PACK, "--out", tmp_path / "out")
    assert re.search(r"^checking: 5 of 5 pages, \d+ pages/s, errors 0, refuted 0, \d+ s left$", err, re.MULTILINE), err
    assert heshu("run", folder, "--pack", PACK, "--out", tmp_path / "out2", "-q")[2] == ""


def test_spam_terms_of_the_user(heshu, tmp_path: Path) -> None:
    page = write(tmp_path / "in" / "a.txt", SUPPORTED.replace("觉得亮度", "觉得小鹿乱撞社亮度"))
    terms, out = write(tmp_path / "terms.txt", "小鹿乱撞社\n"), tmp_path / "out"
    for options, word in (((), True), (("--spam-terms", terms), False)):
        assert heshu("run", page, "--pack", PACK, "--out", out, *options)[0] == 0  # without --force: other results
        assert any("小鹿乱撞社" in path.read_text() for path in (out / "clean").iterdir()) is word
        assert ("小鹿乱撞社" in heshu("clean", page, *options)[1]) is word
    code, _, shown = heshu("clean", page, "--spam-terms", tmp_path / "none.txt", "--lang", "en")
    assert (code, "one term a line" in shown) == (2, True)
