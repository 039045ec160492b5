"""MHTML, the web archives that browsers save: the root HTML part of a MIME message (RFC 2557)."""

from __future__ import annotations

import codecs
from email import message_from_bytes, policy
from email.message import EmailMessage

from pipeline.errors import PageError
from pipeline.run.packed import RawPage


def page_of(file: str, data: bytes) -> RawPage:
    """The page of a web archive. Raises PageError where it has no HTML or text part."""
    message = message_from_bytes(data, policy=policy.default.clone(raise_on_defect=False))
    parts = [part for part in message.walk() if not part.is_multipart()]
    root = message.get_param("start")
    named = [part for part in parts if root and part.get("Content-ID") == root]
    kinds = ("text/html", "application/xhtml+xml", "text/plain")
    ranked = [part for kind in kinds for part in [*named, *parts] if part.get_content_type() == kind]
    if not ranked or not isinstance(message, EmailMessage):
        raise PageError(file, "read", "no page in this web archive", "it has no text/html part: save the page again")
    body = ranked[0].get_payload(decode=True)
    content = body if isinstance(body, bytes) else b""
    charset = ranked[0].get_content_charset("")
    url = str(ranked[0].get("Content-Location", ""))
    return RawPage(_decoded(content, charset), url)


def _decoded(content: bytes, charset: str) -> bytes:
    """With a charset in the MIME header: UTF-8 with a mark; else as it is, for the reader to find out."""
    try:
        codecs.lookup(charset)
        return ("\ufeff" + content.decode(charset)).encode("utf-8", "replace")
    except (LookupError, UnicodeError):
        return content
