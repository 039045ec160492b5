"""Stopped runs go on where they were; what hangs or dies is recorded; the outputs are those of a quiet run."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_helpers import PACK, counts, make_pages, rows, text_page, tree

from pipeline.errors import OutputError
from pipeline.packs import load_pack
from pipeline.run import runner
from pipeline.run.output import OutputFolder
from pipeline.run.runner import run_pages
from pipeline.run.store import Store
from pipeline.run.worker import process_shard, scan_shard
from pipeline.settings import MIB, Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and limits of Linux")


def run(folder: Path, out: Path, **options: object) -> Path:
    run_pages([folder], load_pack(PACK), out, Settings(**options), lambda _: None)  # type: ignore[arg-type]
    return out


def command(folder: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "run", str(folder), "--pack", str(PACK), "--out", str(out), "-q", *more]


def test_killed_at_random_moments_and_resumed(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 80)
    expected = tree(run(folder, tmp_path / "whole", jobs=0))
    rng = random.Random(7)
    out = tmp_path / "out"
    for delay in sorted(rng.uniform(0.3, 2.5) for _ in range(3)):
        process = subprocess.Popen(command(folder, out, "-j", "2"))
        time.sleep(delay)
        process.kill()
        process.wait()
        assert not out.exists() or tree(out) == expected
    subprocess.run(command(folder, out, "-j", "2"), check=True)
    assert tree(out) == expected
    left = {path.name for path in (tmp_path / ".out.heshu").iterdir()}
    assert left <= {"finished.sqlite", "finished.sqlite-wal", "finished.sqlite-shm", "lock"}


class Killed(BaseException):
    """Stands for a kill between two steps."""


@pytest.mark.parametrize("step", ["rename", "fsync", "rmtree", "replace"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_killed_while_publishing(step: str, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 3), tmp_path / "out"
    run(folder, out, jobs=0)
    (folder / "more.txt").write_text(text_page(77), encoding="utf-8")
    expected = tree(run(folder, tmp_path / "whole", jobs=0))
    target, name = {"rename": (Path, "rename"), "fsync": (os, "fsync"), "rmtree": (shutil, "rmtree")}.get(
        step, (Path, "touch")
    )
    original, left = getattr(target, name), [at]

    def stop(*arguments: object, **options: object) -> object:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return original(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(target, name, stop)
        with contextlib.suppress(Killed):
            run(folder, out, jobs=0)
    assert tree(run(folder, out, jobs=0)) == expected


def test_finished_pages_are_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 40), tmp_path / "out"
    done: list[str] = []

    def counting(shard, shared):
        for task, result in zip(shard.tasks, process_shard(shard, shared), strict=True):
            done.append(Path(task.item.label).name)
            yield result
            if len(done) == 20:
                raise Killed

    monkeypatch.setattr(runner, "process_shard", counting)
    monkeypatch.setattr(runner, "SHARD", 4)
    with pytest.raises(Killed):
        run(folder, out, jobs=0)
    run(folder, out, jobs=0)
    assert len(done) < 48
    assert set(done) == {path.name for path in folder.iterdir()}
    done.clear()
    changed = folder / "p00010.txt"
    changed.write_text(text_page(500), encoding="utf-8")
    run(folder, out, jobs=0)
    assert done == ["p00010.txt"]
    done.clear()
    (folder / "p00011.html").unlink()
    run(folder, out, jobs=0)
    assert done == []
    assert counts(out)["read"] == 39


def test_a_changed_pack_does_all_again(tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 3), tmp_path / "out"
    run(folder, out, jobs=0)
    shutil.copytree(PACK, tmp_path / "tiny")
    facts = tmp_path / "tiny" / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("第 1 页", "第 3 页"), encoding="utf-8")
    result = run_pages([folder], load_pack(tmp_path / "tiny"), out, Settings(jobs=0), lambda _: None)
    assert not result.unchanged


def hostile(shard, shared):
    """Pages that hang, eat memory or end the process, by the number in their name."""
    for task in shard.tasks:
        name = Path(task.item.label).stem
        if name == "p00003":
            time.sleep(60)
        if name == "p00005":
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "p00007":
            block = bytearray(4096 * MIB)
            block[0] = 1
        yield from process_shard(type(shard)((task,)), shared)


def test_one_bad_page_takes_nothing_else_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 40), tmp_path / "out"
    monkeypatch.setattr(runner, "process_shard", hostile)
    run(folder, out, jobs=2, page_timeout=4, worker_memory=3000 * MIB)
    told = {Path(row["path"]).stem: (row["error"], row["stage"]) for row in rows(out, "errors")}
    assert {name: error for name, (error, _) in told.items()} == {
        "p00003": "timeout",
        "p00005": "worker died",
        "p00007": "worker died",
    }
    assert (counts(out)["read"], counts(out)["failed"], counts(out)["ok"]) == (40, 3, 37)
    monkeypatch.undo()
    run(folder, out, jobs=2, page_timeout=30)  # another limit: they are tried again
    assert counts(out)["ok"] == 40


def slow_scan(shard, shared):
    for task in shard.tasks:
        if Path(task.item.label).stem == "p00003":
            time.sleep(60)
        yield from scan_shard(type(shard)((task,)), shared)


def test_a_page_that_hangs_in_the_first_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 8), tmp_path / "out"
    monkeypatch.setattr(runner, "scan_shard", slow_scan)
    run(folder, out, jobs=1, page_timeout=1)
    assert counts(out)["ok"] == 8  # the second pass decides


def test_a_page_that_changes_during_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 4), tmp_path / "out"
    (folder / "items.jsonl").write_text('{"text": "旧的一行"}\n', encoding="utf-8")

    def change(shard, shared):
        for name in ("p00001.html", "items.jsonl"):
            (folder / name).write_text(text_page(50), encoding="utf-8")
        yield from process_shard(shard, shared)

    monkeypatch.setattr(runner, "process_shard", change)
    monkeypatch.setattr(runner, "MIN_PAGES", 99)
    run(folder, out, jobs=0)
    assert len(rows(out, "errors")) == 2
    assert {row["error"] for row in rows(out, "errors")} <= {"changed during the run", "not JSON"}


def test_a_stage_that_raises_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.check

    folder, out = make_pages(tmp_path / "in", 3), tmp_path / "out"
    good = pipeline.check.check_claims

    def broken(claims, pack, clean, lang="zh"):
        if "p00001" in clean.path:
            raise RuntimeError("no\nluck")
        if "p00002" in clean.path:
            raise MemoryError
        return good(claims, pack, clean, lang)

    monkeypatch.setattr(pipeline.check, "check_claims", broken)
    run(folder, out, jobs=0)
    found = [(row["stage"], row["error"]) for row in rows(out, "errors")]
    assert found == [("check", "internal error"), ("check", "out of memory")]
    assert "RuntimeError: no luck" in rows(out, "errors")[0]["detail"]
    assert not rows(out, "articles")[1]["title"] or rows(out, "articles")[1]["status"] == "failed"


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    folder, out = make_pages(tmp_path / "in", 3), tmp_path / "out"
    script = f"held = OutputFolder({str(out)!r})\nprint(1, flush=True)\ntime.sleep(60)"
    script = f"import time\nfrom pipeline.run.output import OutputFolder\n{script}"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(OutputError, match="another run is writing there"):
            OutputFolder(out)
        other.kill()
    run(folder, out, jobs=0)


def test_a_store_that_is_no_store_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "finished.sqlite"
    path.write_bytes(b"nonsense" * 1000)
    store = Store(path)
    store.put("records", [(b"key", b"data")])
    assert store.get("records", b"key") == b"data"
    store.close()


def test_the_worker_processes_end_with_their_parent() -> None:
    script = (
        "import multiprocessing, os, time\nfrom pipeline.run import engine\n"
        "def child():\n    engine._die_with_parent()\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
        "multiprocessing.get_context('fork').Process(target=child).start()\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 5
        while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
            if "zombie" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
                break
            time.sleep(0.05)
        else:
            assert not Path(f"/proc/{child}").exists()
