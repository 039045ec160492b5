"""Digests that name finished work: of the code, of a page's content, and of all that a page's result depends on."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline import __version__
from pipeline.run.inputs import PageInput
from pipeline.settings import Settings

# Libraries whose version can change a result.
_LIBRARIES = ("beautifulsoup4", "charset-normalizer", "jieba", "lxml", "opencc", "selectolax")
_SUFFIXES = (".py", ".csv", ".txt", ".html", ".css", ".js", ".toml")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 of every source and data file of the package, the packs aside (they have a digest of their own)."""
    digest = hashlib.sha256()
    for name, entry in sorted(_walk(files("pipeline"), "")):
        data = entry.read_bytes()
        digest.update(f"{name}:{len(data)}:".encode() + data)
    return digest.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__" and name != "packs/data":
                found += _walk(entry, name + "/")
        elif entry.name.endswith(_SUFFIXES):
            found.append((name, entry))
    return found


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of heshu and of the libraries that a result depends on."""
    found = {"heshu": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # vendored or run from a zip
            found[name] = "unknown"
    return found


def digest_of(*parts: object) -> bytes:
    """32 bytes that stand for the parts (anything JSON can write; bytes as hex)."""
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=lambda value: value.hex())
    return hashlib.sha256(text.encode("ascii")).digest()


def base_key(pack_digest: str, settings: Settings, profile_digest: str) -> bytes:
    """What every page of a run shares: code, libraries, pack, options, a given profile."""
    return digest_of(code_digest(), versions(), pack_digest, settings.result_options(), profile_digest)


def page_key(base: bytes, item: PageInput, content: bytes, lines: object) -> bytes:
    """The key of one page's record; ``lines`` are the corpus lines that stand on the page."""
    return digest_of(base, item.doc_id, item.label, item.problem, content, lines)
