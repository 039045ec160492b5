"""WARC files as crawlers write them (ISO 28500), read with fastwarc."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from pipeline.errors import PageError
from pipeline.run.packed import Member, RawPage

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_MAX_NAME = 300


def list_records(stream: IO[bytes]) -> Iterator[Member]:
    """Responses and resources that are pages; other records are left out. The name of a member is its URL."""
    waiting: Member | None = None
    for number, record in enumerate(_records(stream), 1):
        if waiting is not None:
            yield replace(waiting, length=record.stream_pos - waiting.offset)
            waiting = None
        if _is_page(record):
            name = (record.headers.get("WARC-Target-URI") or "")[:_MAX_NAME]
            waiting = Member(number, record.stream_pos, name=name)
    if waiting is not None:
        yield waiting


def page_of_record(file: str, data: bytes, member: Member, limit: int) -> RawPage:
    """The page of one record. Raises PageError where it is not there any more."""
    record = next(iter(_records(io.BytesIO(data))), None)
    if record is None or not _is_page(record):
        raise PageError(file, "read", "record not found", "the file has changed during the run: run again")
    return RawPage(record.reader.read(limit), member.name)


def _records(stream: Any) -> Iterator[Any]:  # noqa: ANN401 fastwarc has no types
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise PageError("WARC", "read", "cannot be read", "pip install fastwarc") from error
    wanted = WarcRecordType.response | WarcRecordType.resource
    yield from ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all")


def _is_page(record: Any) -> bool:  # noqa: ANN401 see above
    if record.is_http and record.http_headers is not None:
        status = record.http_headers.status_code
        kind = record.http_content_type or ""
        return bool(status is None or 200 <= status < 300) and kind.lower() in _PAGES
    kind = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in _PAGES
