"""JSON Lines as scrapers export them: one object a line with the page's HTML or text in some field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from pipeline.errors import PageError
from pipeline.run.packed import Member, RawPage
from pipeline.settings import Settings

# Field names that Scrapy, newspaper crawlers and search exports use; ``--fields`` comes before them.
USUAL: dict[str, tuple[str, ...]] = {
    "html": ("html", "raw_html", "page_html"),
    "text": ("text", "content", "body", "article"),
    "title": ("title", "headline"),
    "url": ("url", "link", "source_url"),
    "published": ("published", "publish_time", "pub_time", "published_at", "date", "datetime"),
    "outlet": ("outlet", "site", "source", "media"),
    "author": ("author",),
}
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
_STEP = 1 << 16
_LONG = ("line too long", "more than --max-page-bytes: raise it or leave the line out")


def list_lines(stream: IO[bytes], settings: Settings) -> Iterator[Member]:
    """Lines that are not blank; one that is longer than a page may be is a member with a problem."""
    limit = settings.max_page_bytes + 1
    offset = number = 0
    while line := stream.readline(limit):
        length = len(line)
        number += 1
        problem = None
        if length == limit and not line.endswith(b"\n"):
            problem = _LONG
            while (rest := stream.readline(_STEP)) and not rest.endswith(b"\n"):
                length += len(rest)
            length += len(rest)
        if problem or line.strip():
            yield Member(number, offset, 0 if problem else length, problem=problem)
        offset += length


def page_of_line(file: str, line: bytes, settings: Settings) -> RawPage:
    """The page of one line. Raises PageError where the line holds none."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PageError(file, "read", "not JSON", f"{str(error)[:200]}: every line must be one object") from error
    if not isinstance(found, dict):
        raise PageError(file, "read", "not a JSON object", 'every line must be one object such as {"html": …}')
    fields = {name: _field(found, name, settings.fields) for name in USUAL}
    body = fields["html"] or fields["text"]
    if not body:
        known = ", ".join(sorted(map(str, found)))[:200]
        raise PageError(file, "read", "no page in this line", f"it has {known}: name the field with --fields html=NAME")
    # a byte-order mark: the text is decoded already, whatever charset its HTML declares
    data = "\ufeff" + _with_title(body, fields["title"])
    published = fields["published"].strip()
    return RawPage(
        data.encode("utf-8", "replace"),
        fields["url"],
        published if _ISO.fullmatch(published) else "",
        fields["outlet"],
        fields["author"],
    )


def _field(found: Mapping[str, Any], name: str, chosen: tuple[tuple[str, str], ...]) -> str:
    named = [field for role, field in chosen if role == name]
    for field in named or USUAL[name]:
        value = found.get(field)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = "\n".join(value)  # Scrapy's getall()
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _with_title(body: str, title: str) -> str:
    """Put the title in front where the body is not a whole HTML page."""
    if not title or re.search(r"<(?:html|head|title)\b", body[:5000], re.IGNORECASE):
        return body
    if re.search(r"<(?:p|div|br|article|section|span)\b", body, re.IGNORECASE):
        from html import escape

        name = escape(title)
        return f"<html><head><title>{name}</title></head><body><h1>{name}</h1>{body}</body></html>"
    if body.lstrip().startswith(title.strip()):
        return body
    return f"{title.strip()}\n\n{body}"
