"""Shared storage by fsspec: pages read from addresses, outputs and finished work kept there, errors with advice."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from run_helpers import PACK, counts, html_page, make_pages, rows, text_page, tree

from pipeline.errors import InputError, OutputError
from pipeline.packs import load_pack
from pipeline.run import engine, on_ray, publishing, runner
from pipeline.run.publishing import Published, staging
from pipeline.run.runner import RunResult, run_pages
from pipeline.run.worker import Done, pack_results, process_shard, unpack_results
from pipeline.settings import Settings

fsspec = pytest.importorskip("fsspec", reason="pip install 'heshu[cloud]'")
needs_s3 = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("s3fs", "moto", "flask")), reason="pip install s3fs 'moto[s3]'"
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HESHU_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty place of its own."""
    if request.param == "memory":
        monkeypatch.setattr(engine, "has_threads", lambda: False)  # only forked workers share this memory
        filesystem = fsspec.filesystem("memory")
        filesystem.store.clear()
        filesystem.pseudo_dirs[:] = [""]
        yield "memory://bucket"
        return
    with s3_server() as address:
        yield address


class s3_server:  # noqa: N801 a context manager
    """A real S3 server in this process (moto), and the environment that points s3fs to it."""

    def __enter__(self) -> str:
        import logging

        from moto.server import ThreadedMotoServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()  # earlier servers' buckets
        self.patch = pytest.MonkeyPatch()
        self.patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        self.patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        self.patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        self.patch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
        self.patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("bucket")
        return "s3://bucket"

    def __exit__(self, *_error: object) -> None:
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        self.server.stop()
        self.patch.undo()


places = pytest.mark.parametrize(
    "bucket", ["memory", pytest.param("s3", marks=[needs_s3, pytest.mark.filterwarnings("ignore")])], indirect=True
)


def run(paths: list[Path | str], out: Path | str, **options: object) -> RunResult:
    return run_pages(paths, load_pack(PACK), out, Settings(**options), lambda _: None)  # type: ignore[arg-type]


def there(address: str) -> dict[str, bytes]:
    """Every file below an address."""
    filesystem, root = fsspec.core.url_to_fs(address)
    filesystem.invalidate_cache()
    return {path.removeprefix(root + "/"): filesystem.cat_file(path) for path in filesystem.find(root)}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@places
@pytest.mark.parametrize("jobs", [0, 2])
def test_from_a_bucket_to_a_bucket(bucket: str, jobs: int, tmp_path: Path) -> None:
    filesystem, _ = fsspec.core.url_to_fs(bucket)
    for number in range(6):
        filesystem.pipe(f"{bucket}/pages/sub/p{number}.html", html_page(number).encode())
    filesystem.pipe(f"{bucket}/pages/t.txt", text_page(9).encode())
    here = run([f"{bucket}/pages"], tmp_path / "here", jobs=jobs)
    result = run([f"{bucket}/pages"], f"{bucket}/results/run", jobs=jobs)
    assert {row["status"] for row in rows(here.folder, "articles")} == {"ok"}
    assert len(rows(here.folder, "articles")) == 7
    assert result.address == f"{bucket}/results/run"
    assert there(f"{bucket}/results/run") == files(tmp_path / "here")
    assert set(there(f"{bucket}/results/.run.heshu")) == {"finished.sqlite", "lock", "published.json"}


@places
def test_a_second_run_uploads_what_has_changed(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 5), f"{bucket}/run"
    run([folder], out, jobs=0)
    uploaded: list[str] = []
    upload = publishing.RemoteFolder.upload
    monkeypatch.setattr(
        publishing.RemoteFolder, "upload", lambda self, files: (uploaded.extend(files), upload(self, files))[1]
    )
    assert run([folder], out, jobs=0).unchanged
    assert not uploaded
    (folder / "p00001.html").unlink()
    (folder / "new.txt").write_text(text_page(50), encoding="utf-8")
    result = run([folder], out, jobs=0)
    assert there(out) == files(result.folder)
    assert not any(name.startswith("clean/p00002") for name in uploaded)
    assert any(name.startswith("clean/new") for name in uploaded)
    assert uploaded[-1] == "run.json"


@places
def test_another_machine_goes_on(bucket: str, tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make_pages(tmp_path / "in", 40), f"{bucket}/run"
    done: list[str] = []

    def counting(shard, shared):
        for task, result in zip(shard.tasks, process_shard(shard, shared), strict=True):
            done.append(task.item.label)
            if len(done) == 25:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(runner, "process_shard", counting)
    monkeypatch.setattr(runner, "SHARD", 4)
    monkeypatch.setattr(publishing, "_PAGES", 8)
    with pytest.raises(KeyboardInterrupt):
        run([folder], out, jobs=0)
    assert not there(out)
    shutil.rmtree(state)  # the first machine is lost
    run([folder], out, jobs=0)
    assert len(done) < 25 + 40 - 12
    assert there(out) == files(run([folder], tmp_path / "whole", jobs=0).folder)
    done.clear()
    shutil.rmtree(state)
    (folder / "p00000.txt").unlink()
    run([folder], out, jobs=0)
    assert not done


@needs_s3
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="pip install 'heshu[ray]'")
@pytest.mark.filterwarnings("ignore")
def test_ray_tasks_leave_their_parts_on_shared_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_pages(tmp_path / "in", 24)
    monkeypatch.setattr(runner, "CLUSTER_SHARD", 8)
    with s3_server() as bucket:
        parts: list[str] = []
        fetched = on_ray._fetched
        monkeypatch.setattr(on_ray, "_fetched", lambda at, name: (parts.append(f"{at}/{name}"), fetched(at, name))[1])
        run([folder], f"{bucket}/run", engine="ray", jobs=2)
        assert len(parts) == 6
        assert all(part.startswith("s3://bucket/.run.heshu/parts/") for part in parts)
        assert there(f"{bucket}/run") == files(run([folder], tmp_path / "here", jobs=0).folder)
        assert set(there(f"{bucket}/.run.heshu")) == {"finished.sqlite", "lock", "published.json"}


class Killed(BaseException):
    """Stands for a kill between two uploads."""


@places
@pytest.mark.parametrize("at", [1, 3, 6])
def test_nothing_half_written_is_taken_for_whole(bucket: str, at: int, tmp_path: Path, monkeypatch) -> None:
    folder, out = make_pages(tmp_path / "in", 4), f"{bucket}/run"
    before = files(run([folder], out, jobs=0).folder)
    (folder / "new.txt").write_text(text_page(50), encoding="utf-8")
    upload, left = publishing.RemoteFolder.upload, [at]

    def stop(self, files: dict[str, Path]) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed
        upload(self, files)

    monkeypatch.setattr(publishing, "_UPLOADS", 2)
    with monkeypatch.context() as patch:
        patch.setattr(publishing.RemoteFolder, "upload", stop)
        with pytest.raises(Killed):
            run([folder], out, jobs=0)
    found = there(out)
    assert found == before or "run.json" not in found
    result = run([folder], out, jobs=0)
    assert counts(result.folder)["read"] == 5
    assert there(out) == files(result.folder)


@places
def test_a_folder_of_somebody_else_is_left_alone(bucket: str, tmp_path: Path) -> None:
    filesystem, _ = fsspec.core.url_to_fs(bucket)
    filesystem.pipe(f"{bucket}/mine/letter.txt", b"dear")
    with pytest.raises(OutputError, match=rf"{bucket}/mine: is not empty and was not written by heshu"):
        run([make_pages(tmp_path / "in", 1)], f"{bucket}/mine", jobs=0)
    assert there(f"{bucket}/mine") == {"letter.txt": b"dear"}


def test_file_addresses_are_folders(tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "in", 3)
    result = run([folder], f"file://{tmp_path}/a%20b", jobs=0)
    assert (result.folder, result.address) == (tmp_path / "a b", "")
    assert tree(tmp_path / "a b") == tree(run([folder], tmp_path / "plain", jobs=0).folder)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense://a/b", "nonsense://a/b: cannot be used.*check the protocol"),
        ("gs://a/b", "gs://a/b: its driver is missing.*pip install"),
        ("memory://run", "memory://run: give --out a folder below the bucket"),
    ],
)
def test_addresses_that_cannot_be_used(address: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=words):
        run([make_pages(tmp_path / "in", 1)], address, jobs=0)
    if "run" not in address:
        with pytest.raises(InputError, match=words):
            run([address], tmp_path / "out", jobs=0)


@needs_s3
@pytest.mark.filterwarnings("ignore")
def test_a_missing_bucket_and_no_access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_pages(tmp_path / "in", 1)
    with s3_server():
        with pytest.raises(OutputError, match=r"s3://nowhere/[\w.]+: no such bucket or folder"):
            run([folder], "s3://nowhere/run", jobs=0)
        out = run(["s3://nowhere/pages", "s3://bucket/none", folder], tmp_path / "out", jobs=0).folder
        assert [(row["path"], row["error"]) for row in rows(out, "errors")] == [
            ("s3://bucket/none", "no such bucket or folder"),
            ("s3://nowhere/pages", "no such bucket or folder"),
        ]
        import s3fs

        def refuse(*_arguments: object, **_options: object) -> None:
            raise PermissionError("Access Denied")

        for name in ("_pipe_file", "find"):
            monkeypatch.setattr(s3fs.S3FileSystem, name, refuse)
        for call in (lambda: run([folder], "s3://bucket/run", jobs=0), lambda: run(["s3://bucket/pages"], "x")):
            with pytest.raises((InputError, OutputError), match=r"s3://bucket/[\w.]+: no access.*credentials"):
                call()


def test_a_driver_that_fails_while_a_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/broken/a.txt", b"x")
    filesystem.pipe("/broken/b.txt", text_page(1).encode())
    good = type(filesystem).open

    def bad(self, path, *more, **options):
        if path.endswith("a.txt"):
            raise RuntimeError("the network is gone")
        return good(self, path, *more, **options)

    monkeypatch.setattr(type(filesystem), "open", bad)
    out = run(["memory://broken"], tmp_path / "out", jobs=0).folder
    assert [(row["error"], "network is gone" in row["detail"]) for row in rows(out, "errors")] == [
        ("cannot be read", True)
    ]
    assert counts(out)["ok"] == 1


def test_staging_folders_differ() -> None:
    assert staging("s3://a/b") != staging("s3://a/c")
    assert Published("memory://x/y/").address == "memory://x/y"


def test_results_are_packed_and_damage_is_seen() -> None:
    found = [Done(b"k" * 32, b"data", b"", failed=True, refuted=3, lost=True), Done(b"l", b"", b"sig")]
    assert unpack_results(pack_results(found)) == found
    assert unpack_results(pack_results(found)[:-3]) == []
    assert unpack_results(b"nonsense") == []
