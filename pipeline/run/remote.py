"""Shared storage by fsspec addresses: ``s3://``, ``hdfs://``, ``memory://`` and what else is installed.

Drivers raise errors of their own (botocore's are no OSError): here each becomes an InputError or OutputError that names
the address and says what to do, or, while a page is read, an OSError, which is a row of errors.csv.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import unquote, urlsplit

from pipeline.errors import HeshuError, InputError, OutputError

T = TypeVar("T")
_EXTRA = "pip install 'heshu[cloud]'"
# Where an object is there as a whole or not at all, and nothing can be renamed cheaply.
_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "memory"})
_TEMPORARY = ".heshu-part"


def is_remote(path: str) -> bool:
    """True for an address; ``file://`` is one, too: ``local_path`` gives its path."""
    return "://" in path


def local_path(address: str) -> str:
    """The path of a ``file://`` address; anything else as it is.

    >>> local_path("file:///data/run%201"), local_path("s3://bucket/run")
    ('/data/run 1', 's3://bucket/run')
    """
    return unquote(urlsplit(address).path) if address.lower().startswith("file://") else address


def has_threads() -> bool:
    """True where a driver of fsspec, or Ray, runs threads in this process, so that it must not be forked."""
    import sys

    asynchronous, ray = sys.modules.get("fsspec.asyn"), sys.modules.get("ray")
    if ray is not None and ray.is_initialized():
        return True
    return asynchronous is not None and getattr(asynchronous, "iothread", [None])[0] is not None


def open_remote(address: str) -> IO[bytes]:
    """The bytes at an address. Raises OSError; InputError where fsspec or its driver is missing."""
    filesystem, path = _filesystem(address, InputError)
    raw = _Raw(_told(lambda: filesystem.open(path, "rb")))
    return io.BufferedReader(raw, 1 << 18)


def list_remote(address: str) -> Iterator[tuple[str, str]]:
    """(path below the address, full address) of every file, sorted; the path is empty for the file itself.

    Raises FileNotFoundError where there is no such bucket or folder, InputError where there is no access to it.
    """
    filesystem, root = _filesystem(address, InputError)

    def find() -> list[str] | None:
        if filesystem.isfile(root):
            return None
        found: list[str] = sorted(filesystem.find(root))
        if not found and not filesystem.isdir(root):
            filesystem.ls(root)  # its error tells a missing bucket from an empty one
        return found

    try:
        found = find()
    except FileNotFoundError:
        raise
    except Exception as error:
        raise _explained(address, error, InputError) from error
    if found is None:
        yield "", address
        return
    base = root.rstrip("/") + "/"
    for path in found:
        yield path.removeprefix(base), filesystem.unstrip_protocol(path)


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder of shared storage to write to. Every method raises OutputError, which names ``given`` or the address."""

    address: str
    given: str = ""

    def __post_init__(self) -> None:
        """See at once whether the driver is there."""
        _filesystem(self.address, OutputError)

    def sizes(self) -> dict[str, int]:
        """Paths of the files below, sorted, with their bytes; none where there is no such folder."""

        def find(filesystem: Any, root: str) -> dict[str, int]:  # noqa: ANN401
            base = root + "/"
            with suppress(FileNotFoundError):
                found = filesystem.find(root, detail=True)
                return {path.removeprefix(base): int(found[path]["size"] or 0) for path in sorted(found)}
            return {}

        return self._do(find)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""

        def cat(filesystem: Any, root: str) -> bytes | None:  # noqa: ANN401
            with suppress(FileNotFoundError):
                return bytes(filesystem.cat_file(f"{root}/{name}"))
            return None

        return self._do(cat)

    def write(self, name: str, data: bytes) -> None:
        """A file of these bytes: whoever reads sees all of them or none."""
        self._do(lambda filesystem, root: _put(filesystem, f"{root}/{name}", lambda to: filesystem.pipe_file(to, data)))

    def upload(self, files: Mapping[str, Path]) -> None:
        """Copies of local files, several at a time where the driver can; each is there as a whole or not at all."""

        def put(filesystem: Any, root: str) -> None:  # noqa: ANN401
            if _whole_objects(filesystem):
                filesystem.put([str(path) for path in files.values()], [f"{root}/{name}" for name in files])
                return
            for name, path in files.items():
                _put(filesystem, f"{root}/{name}", partial(filesystem.put_file, str(path)))

        self._do(put)

    def download(self, name: str, path: Path) -> bool:
        """Copy a file here; False where there is none."""

        def get(filesystem: Any, root: str) -> bool:  # noqa: ANN401
            with suppress(FileNotFoundError):
                filesystem.get_file(f"{root}/{name}", str(path))
                return True
            path.unlink(missing_ok=True)
            return False

        return self._do(get)

    def remove(self, names: list[str]) -> None:
        """Remove files that may be gone already."""

        def remove(filesystem: Any, root: str) -> None:  # noqa: ANN401
            for name in names:
                with suppress(FileNotFoundError):
                    filesystem.rm_file(f"{root}/{name}")

        self._do(remove)

    def _do(self, step: Callable[[Any, str], T]) -> T:
        filesystem, root = _filesystem(self.address, OutputError)
        filesystem.invalidate_cache()
        try:
            return step(filesystem, root.rstrip("/"))
        except Exception as error:
            raise _explained(self.given or self.address, error, OutputError) from error


def _whole_objects(filesystem: Any) -> bool:  # noqa: ANN401
    protocol = filesystem.protocol if isinstance(filesystem.protocol, str) else filesystem.protocol[0]
    return protocol in _OBJECTS


def _put(filesystem: Any, path: str, copy: Callable[[str], object]) -> None:  # noqa: ANN401
    if _whole_objects(filesystem):
        copy(path)
        return
    filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
    copy(path + _TEMPORARY)
    if filesystem.exists(path):
        filesystem.rm_file(path)
    filesystem.mv(path + _TEMPORARY, path)


class _Raw(io.RawIOBase):
    """A file of a driver, whose errors become OSError."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401
        room = memoryview(buffer).cast("B")
        data = _told(lambda: self._file.read(len(room)))
        room[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(_told(lambda: self._file.seek(offset, whence)))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _told(step: Callable[[], T]) -> T:
    try:
        return step()
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}"[:300]) from error


def _explained(address: str, error: Exception, kind: type[HeshuError]) -> HeshuError:
    """What is wrong with an address, and what to do."""
    text = f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
    low = text.lower()
    if isinstance(error, FileNotFoundError) or "nosuchbucket" in low.replace(" ", "") or "not exist" in low:
        return kind(f"{address}: no such bucket or folder ({text}); check the address, or make the bucket")
    if isinstance(error, PermissionError) or "credential" in low or "denied" in low or "forbidden" in low:
        what = "give this process credentials that may read" + ("" if kind is InputError else " and write")
        return kind(f"{address}: no access ({text}); {what} there")
    return kind(f"{address}: cannot be reached ({text}); check the address, the network and your access")


def _filesystem(address: str, kind: type[HeshuError]) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise kind(f"{address}: needs fsspec: {_EXTRA}") from error
    try:
        filesystem, path = url_to_fs(address)
    except ImportError as error:
        raise kind(f"{address}: its driver is missing ({error}); {_EXTRA} for s3://") from error
    except ValueError as error:
        raise kind(f"{address}: cannot be used ({error}); check the protocol before ://") from error
    except Exception as error:
        raise _explained(address, error, kind) from error
    return filesystem, str(path)
