"""Lines that a site, not the author, put on the page: editor, copyright, breadcrumbs, hot lists, adverts, noise."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.clean.inline import looks_random
from pipeline.clean.keyword_lists import is_keyword_list
from pipeline.clean.lexicon import strong_terms
from pipeline.clean.view import SILENCE, PageLine, View
from pipeline.tables import read_table

_HOT_MARK = re.compile(r"^\s*(?:TOP\s*\d{1,2}|NO\.?\s*\d{1,2}|热(?:榜|搜|点)\s*(?:TOP)?\s*\d{1,2})", re.IGNORECASE)
_CODED = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=(?:.*\d){3})(?=.*_)[\w\-]{8,40}", re.ASCII)
_NOISE = re.compile(r"^[\s?？\ufffd锟斤拷烫屯锘縬QＱ\W_]{3,}$")
_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)\"']*\s*$")


@lru_cache(maxsize=1)
def _line_rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = read_table("clean_line_patterns.csv")
    return tuple((row["code"], row["reason"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


def line_rules(view: View, title: PageLine | None) -> None:
    """Drop single lines by their form; then sections (hot lists, recommendations) that run to the end of the page."""
    for line in view.kept:
        if line is title:
            continue
        found = form_of(line.text)
        if found and not (
            found[0] == "source_line" and found[1] == "the date of the page" and not _near_title(view, line, title)
        ):
            line.drop(*found)
            view.evidence += found[0] in _POLLUTION
            view.foreign += found[0] in _POLLUTION
    _sections(view, title)


_POLLUTION = frozenset({"mojibake", "hash_noise", "inline_ad", "contact_spam", "keyword_list"})


def _near_title(view: View, line: PageLine, title: PageLine | None) -> bool:
    """A bare date is the site's in the lines next to the title of a text page; elsewhere the author's."""
    if view.page.main is not None or title is None or line not in view.lines[: view.lines.index(title) + 4]:
        return False
    return ":" in line.text or any(other.code for other in view.lines)


def form_of(text: str) -> tuple[str, str] | None:
    """Code and reason of a line that no author writes, told by its form alone; None for all others."""
    text = text.strip()
    if len(text) > 240:
        return None
    if SILENCE.fullmatch(text):
        return None
    if len(text) < 3 and not any(c.isalnum() for c in text):
        return "layout", "no characters that can be read"
    readable = re.search(r"[\u3400-\u9fff]", re.sub("[锟斤拷烫屯锘縬]", "", text)) or re.search(r"[A-PR-Za-z0-9]", text)
    if _NOISE.match(text) and not readable:
        return "mojibake", "a line of lost or wrongly decoded characters"
    if re.fullmatch(r"[A-Za-z0-9+/=_\-]{8,}", text) and (looks_random(text, 8) or _CODED.fullmatch(text)):
        return "hash_noise", "a line that is a random string"
    for code, reason, pattern in _line_rules():
        if code != "related_list" and pattern.match(text):
            sentence = code != "copyright_line" and len(text) > 40 and _SENTENCE_END.search(text)
            return None if sentence else (code, reason)
    if is_keyword_list(text):
        return "keyword_list", "a list of spam keywords"
    return None


def _opens_section(text: str) -> bool:
    return len(text) < 40 and any(
        code == "related_list" and pattern.match(text.strip()) for code, _, pattern in _line_rules()
    )


def _sections(view: View, title: PageLine | None) -> None:
    """Hot lists and recommendations: from their head or first item on, short lines and list items go."""
    lines = [line for line in view.lines if not line.code or line.code not in {"boilerplate"}]
    marked = [i for i, line in enumerate(lines) if _HOT_MARK.match(line.text) and line is not title]
    if len(marked) >= 2:
        view.evidence += 2
        view.foreign += 2
        for i in marked:
            lines[i].drop("hot_list", "an item of a hot list")
        for i in range(marked[0], min(len(lines), marked[-1] + 2)):
            if len(lines[i].text) < 160 and lines[i] is not title:
                lines[i].drop("unrelated_paragraph", "stands between the items of a hot list")
    for i, line in enumerate(lines):
        if line is title or line.code or not _opens_section(line.text):
            continue
        line.drop("related_list", "the head of a list of other stories")
        for other in lines[i + 1 :]:
            if len(other.text) > 60 and _SENTENCE_END.search(other.text):
                break
            if not other.code and strong_terms(other.text):
                view.foreign += 1
                view.evidence += 1
            other.drop("related_list", "an item in a list of other stories")
