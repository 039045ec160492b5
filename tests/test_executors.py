"""One conformance test over every engine: the same bytes out; a Ray cluster that loses a node in the middle."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest
from run_helpers import PACK, counts, html_page, make_pages, text_page, tree

from pipeline.packs import load_pack
from pipeline.run import engine, runner
from pipeline.run.on_ray import ClusterError
from pipeline.run.runner import Progress, run_pages
from pipeline.settings import Settings

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'heshu[ray]'"
)
ray_warns = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of every kind, good and bad."""
    found = make_pages(tmp_path_factory.mktemp("engines") / "in", 70)
    (found / "z.jsonl").write_text("\n".join(json.dumps({"html": html_page(at)}) for at in range(200, 260)))
    (found / "y.txt.gz").write_bytes(gzip.compress(text_page(400).encode()))
    (found / "bad.html.gz").write_bytes(b"no gzip")
    (found / "large.txt").write_text("长" * 400_000, encoding="utf-8")
    (found / "empty.txt").touch()
    (found / "copy.txt").write_text(text_page(4) + "末尾多一句话。\n", encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return tree(run(folder, tmp_path_factory.mktemp("expected") / "out", jobs=0))


def run(folder: Path, out: Path, listener=lambda _: None, **options: object) -> Path:
    settings = Settings(max_page_bytes=1_000_000, **options)  # type: ignore[arg-type]
    run_pages([folder], load_pack(PACK), out, settings, listener)
    return out


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("shard", [1, 32, 1000])
def test_workers(jobs: int, shard: int, folder: Path, expected, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(runner, "SHARD", shard)
    assert tree(run(folder, tmp_path / "out", jobs=jobs)) == expected


def test_spawned_workers(folder: Path, expected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on systems that cannot fork, and beside Ray workers."""
    monkeypatch.setattr(engine.Pool.__init__, "__defaults__", (False,))
    assert tree(run(folder, tmp_path / "out", jobs=2)) == expected


def test_counts_of_the_conformance_pages(folder: Path, tmp_path: Path) -> None:
    found = counts(run(folder, tmp_path / "out", jobs=2))
    assert (found["read"], found["failed"], found["duplicate"]) == (135, 3, 1)


@needs_ray
@ray_warns
def test_ray_with_a_node_killed_in_the_middle(folder: Path, expected, tmp_path: Path, monkeypatch) -> None:
    import ray
    from ray.cluster_utils import Cluster

    monkeypatch.setattr(runner, "CLUSTER_SHARD", 8)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = cluster.add_node(num_cpus=1)
    lost: list[str] = []

    def kill(seen: Progress) -> None:
        if seen.phase == "checking" and not lost:
            lost.append(seen.phase)
            cluster.remove_node(second, allow_graceful=False)

    try:
        out = run(folder, tmp_path / "out", kill, engine="ray", address=cluster.address)
        assert lost
        assert tree(out) == expected
    finally:
        ray.shutdown()
        cluster.shutdown()


@needs_ray
@ray_warns
def test_no_cluster_at_the_address(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1 "):
        run(folder, tmp_path / "out", engine="ray", address="127.0.0.1:1")


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"heshu\[ray\]"):
        run(folder, tmp_path / "out", engine="ray")
