"""Files that hold pages in other wrappings: gzip and zstd, WARC, JSON Lines, MHTML.

Members are listed without being kept: a member is a place in the unpacked stream, opened again by whoever needs it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, Literal, cast

from pipeline.errors import PageError
from pipeline.settings import Settings

Kind = Literal["page", "mhtml", "jsonl", "warc"]

_COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
_KINDS: dict[str, Kind] = {
    **dict.fromkeys((".jsonl", ".jl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".mhtml", ".mht"), "mhtml"),
    ".warc": "warc",
}
_ZSTD_WINDOW = 1 << 27  # 128 MiB: what the zstd command accepts without being asked
_STEP = 1 << 20
_HEADERS = 1 << 20  # room for the headers of a WARC record


@dataclass(frozen=True, slots=True)
class Member:
    """One page of a container: its number (from 1), and where it begins in the unpacked stream, in bytes.

    ``length`` is 0 where only reading tells; ``name`` is a URL or empty, ``problem`` (error, detail) what is wrong.
    """

    number: int
    offset: int
    length: int = 0
    name: str = ""
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of a page, and what its wrapping says about it (empty where it says nothing)."""

    data: bytes
    url: str = ""
    published: str = ""
    outlet: str = ""
    author: str = ""

    def digest(self) -> bytes:
        """32 bytes that stand for the content."""
        digest = hashlib.sha256(self.data)
        digest.update("\0".join((self.url, self.published, self.outlet, self.author)).encode("utf-8", "surrogatepass"))
        return digest.digest()


def wrapping(name: str) -> tuple[Kind, str, str]:
    """(kind, compression or empty, suffix inside the compression) of a file by its name.

    >>> wrapping("a/crawl.warc.gz"), wrapping("page.html"), wrapping("items.jl")
    (('warc', 'gzip', '.warc'), ('page', '', '.html'), ('jsonl', '', '.jl'))
    """
    path = PurePath(name)
    suffix = path.suffix.lower()
    compression = _COMPRESSED.get(suffix, "")
    if compression:
        suffix = PurePath(path.stem).suffix.lower()
    return _KINDS.get(suffix, "page"), compression, suffix


def is_container(name: str) -> bool:
    """True for files that hold many pages."""
    return wrapping(name)[0] in {"jsonl", "warc"}


def unpacking_errors() -> tuple[type[Exception], ...]:
    """What damaged or truncated archives raise."""
    found: list[type[Exception]] = [OSError, EOFError, zlib.error, ValueError]
    try:
        import zstandard
    except ImportError:
        return tuple(found)
    return (*found, zstandard.ZstdError)


def open_stream(file: str, compression: str) -> IO[bytes]:
    """The unpacked bytes of a file, read forward. Raises OSError, or PageError where zstandard is missing."""
    stream = open_file(file)
    if compression == "gzip":
        unpacked = gzip.GzipFile(fileobj=stream)
        unpacked.myfileobj = cast("Any", stream)  # closed with it
        return cast("IO[bytes]", unpacked)
    if compression != "zstd":
        return stream
    try:
        import zstandard
    except ImportError as error:
        stream.close()
        raise PageError(file, "read", "cannot be unpacked", "pip install zstandard") from error
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(stream, read_across_frames=True)
    return cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", reader), _STEP))


def open_file(file: str) -> IO[bytes]:
    """A local file, or an fsspec address such as ``s3://bucket/page.html``. Raises OSError."""
    if "://" in file:
        from pipeline.run.remote import open_remote

        return open_remote(file)
    return open(file, "rb")  # noqa: PTH123 a Path would normalise names such as ./a


class _Cursor:
    """An open unpacked stream that moves forward; going back opens it again."""

    def __init__(self, file: str, compression: str) -> None:
        self._file, self._compression = file, compression
        self.stream = open_stream(file, compression)
        self.position = 0

    def goto(self, offset: int) -> None:
        if not self._compression:
            self.stream.seek(offset)
            self.position = offset
            return
        if offset < self.position:
            self.stream.close()
            self.stream = open_stream(self._file, self._compression)
            self.position = 0
        while self.position < offset:
            got = len(self.stream.read(min(_STEP, offset - self.position)))
            if not got:
                raise EOFError("the file is shorter than it was")
            self.position += got

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self.position += len(data)
        return data


_open: dict[tuple[int, str, int, int], _Cursor] = {}


def cursor(file: str, compression: str) -> _Cursor:
    """The cursor of this process on a file; one is kept open, because members are asked for in order.

    A forked worker must not use its parent's: they would share one place in the file.
    """
    key = (os.getpid(), file, 0, 0)
    if "://" not in file:
        about = os.stat(file)  # noqa: PTH116 see open_file
        key = (os.getpid(), file, about.st_mtime_ns, about.st_size)
    if key not in _open:
        close_cursors()
        _open[key] = _Cursor(file, compression)
    return _open[key]


def close_cursors() -> None:
    """Close the file that is kept open."""
    for old in _open.values():
        old.stream.close()
    _open.clear()


def list_members(file: str, settings: Settings) -> Iterator[Member]:
    """The pages of a container in order. Raises one of ``unpacking_errors`` at the place where it is damaged."""
    kind, compression, _ = wrapping(file)
    if kind == "warc":
        from pipeline.run.warc import list_records

        with open_stream(file, compression) as stream:
            yield from list_records(stream)
        return
    from pipeline.run.jsonlines import list_lines

    with open_stream(file, compression) as stream:
        yield from list_lines(stream, settings)


def load_page(file: str, member: Member | None, settings: Settings) -> RawPage:
    """The bytes of one page, ``max_page_bytes`` + 1 of them at most. Raises PageError or an unpacking error."""
    kind, compression, _ = wrapping(file)
    limit = settings.max_page_bytes + 1
    if member is None or kind in {"page", "mhtml"}:
        with open_stream(file, compression) as stream:
            data = stream.read(limit)
        if kind == "mhtml" and len(data) < limit:
            from pipeline.run.mhtml import page_of

            return page_of(file, data)
        return RawPage(data)
    place = cursor(file, compression)
    try:
        place.goto(member.offset)
        if kind == "jsonl":
            from pipeline.run.jsonlines import page_of_line

            return page_of_line(file, place.read(member.length), settings)
        from pipeline.run.warc import page_of_record

        most = limit + _HEADERS
        return page_of_record(file, place.read(min(member.length or most, most)), member, limit)
    except BaseException:
        close_cursors()  # its position is not known any more
        raise
