"""Pages in shared storage, by fsspec addresses: ``s3://``, ``hdfs://``, ``file://`` and what else is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, cast

from pipeline.errors import InputError


def open_remote(address: str) -> IO[bytes]:
    """The bytes at an address. Raises OSError; InputError where fsspec or its driver is missing."""
    filesystem, path = _filesystem(address)
    return cast("IO[bytes]", filesystem.open(path, "rb"))


def list_remote(address: str) -> Iterator[tuple[str, str]]:
    """(path below the address, full address) of every file, sorted; the path is empty for the file itself."""
    filesystem, root = _filesystem(address)
    if filesystem.isfile(root):
        yield "", address
        return
    try:
        found = sorted(filesystem.find(root))
    except OSError as error:
        raise InputError(f"{address}: cannot be listed ({error}); check the address and your access") from error
    base = root.rstrip("/") + "/"
    for path in found:
        yield path.removeprefix(base), filesystem.unstrip_protocol(path)


def _filesystem(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"{address}: needs fsspec: pip install 'heshu[ray]'") from error
    try:
        filesystem, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputError(f"{address}: cannot be opened ({error}); install the driver that it names") from error
    return filesystem, path
