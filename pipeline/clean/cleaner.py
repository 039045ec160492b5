"""The order of the finders, and the layout of the clean text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import groupby
from operator import attrgetter

from pipeline.clean.boilerplate import line_rules
from pipeline.clean.dateline import written_day
from pipeline.clean.edits import apply_edits, merge_edits
from pipeline.clean.flat_lists import flat_lists
from pipeline.clean.flattened import flattened
from pipeline.clean.injected import find_injected
from pipeline.clean.inline import inline_edits
from pipeline.clean.keyword_lists import keyword_lists
from pipeline.clean.lexicon import strong_terms, use_terms
from pipeline.clean.options import CleanOptions
from pipeline.clean.profile import MIN_LENGTH, Profile, title_hash
from pipeline.clean.related import unrelated
from pipeline.clean.stages import Repaired, Simplified
from pipeline.clean.structure import find_structure
from pipeline.clean.teasers import teasers
from pipeline.clean.title import agreed_cuts, drop_copies, find_title, suffix_edit
from pipeline.clean.view import SILENCE, PageLine, View, view_of
from pipeline.model import CleanPage, Edit, Page, Structure

MIN_BODY = 20
JUDGED = 300_000  # characters of a page
_start_of, _end_of, _ground = attrgetter("start"), attrgetter("end"), attrgetter("code", "reason", "confidence")
_EDGE = " \t\u3000\xa0\ufeff"


def clean_page(page: Page | str, options: CleanOptions | None = None, profile: Profile | None = None) -> CleanPage:
    """Clean one page. A string is taken as a text page.

    The law: ``apply_edits(page.text, clean.edits) == clean.text``. A page without an article comes back with status
    ``not_article`` and the reason. Never raises for what a page contains.
    """
    source = Page.from_text(page) if isinstance(page, str) else page
    settings = options or CleanOptions()
    use_terms(settings.spam_terms)
    if source.not_article:
        return _rejected(source, source.not_article)
    view = view_of(source)
    view.doubt = settings.mode == "aggressive"
    title = view.title = find_title(view)
    edits = _find(view, title, profile)
    body = [line for line in view.kept if line is not title]
    chosen = merge_edits(edit for edit in edits if edit.confidence >= settings.least_confidence)
    spans = [(edit.start, edit.end) for edit in chosen]
    left = sum(_remaining(line, spans) for line in body)
    if left < MIN_BODY:
        return _rejected(source, _why_none(view, left))
    return _assemble(view, title, edits, settings)


def _why_none(view: View, left: int) -> str:
    if not view.lines:
        return "the page is empty"
    untouched = left and not any(line.code for line in view.lines)
    return "too short for an article" if untouched else "nothing but spam and boilerplate"


def _find(view: View, title: PageLine | None, profile: Profile | None) -> list[Edit]:
    """Every finder in turn; whole lines are dropped in the view, the rest comes back as edits."""
    if profile is not None:
        _recurring(view, profile)
    line_rules(view, title)
    edits = inline_edits(view)
    view.evidence += len({edit.code for edit in edits if edit.code != "broken_reference"})
    stage = Repaired(view, edits)
    plain = Simplified(stage.view)
    return stage.finish(plain.finish(_find_in_text(plain.view)))


def _recurring(view: View, profile: Profile) -> None:
    """Lines that pages of other articles have too; pages that share a fifth of their text are copies of one article."""
    own = title_hash(view.page)
    lines = [line for line in view.kept if line is not view.title and len(line.text.strip()) >= MIN_LENGTH]
    others = [profile.others(line.text.strip(), own) for line in lines]
    size = sum(len(line.text) for line in lines)
    shared: Counter[int] = Counter()
    for line, titles in zip(lines, others, strict=True):
        for title in titles:
            shared[title] += len(line.text)
    long = sorted(range(len(lines)), key=lambda i: (-len(lines[i].text), i))[:4]
    copies = {
        title for title, chars in shared.items() if 5 * chars >= size or sum(title in others[i] for i in long) >= 2
    }
    for line, titles in zip(lines, others, strict=True):
        if len(titles - copies) >= 2:
            line.drop("corpus_boilerplate", "stands on pages of several other articles")
            view.evidence += 1
        line.recurs = bool(titles - copies)


def _find_in_text(view: View) -> list[Edit]:
    """The finders that need words: they read the repaired text."""
    title = view.title
    edits: list[Edit] = []
    if title is not None:
        copies = [line.text for line in view.lines if line is not title and abs(len(line.text) - len(title.text)) < 40][
            :20
        ]
        edits += agreed_cuts(view, title, copies)
    whole = sum(len(line.text) for line in view.kept) <= JUDGED  # no article is longer: the judges would take minutes
    injected = find_injected(view) if whole else []
    view.evidence += min(3, len({view.page.text[edit.start : edit.end] for edit in injected}))
    edits += injected
    view.sold = any(strong_terms(view.page.text[edit.start : edit.end]) for edit in injected)
    edits += keyword_lists(view, title, injected)
    if title is not None:
        if suffix := suffix_edit(view, title):
            edits.append(suffix)
        drop_copies(view, title, edits)
    edits += teasers(view, title)
    if whole:
        unrelated(view, title, edits)
        edits += flat_lists(view, title)
        edits += flattened(view, title, edits)
    return edits


def _remaining(line: PageLine, spans: list[tuple[int, int]]) -> int:
    cut = sum(max(0, min(line.end, end) - max(line.start, start)) for start, end in spans)
    return line.end - line.start - cut


def _rejected(page: Page, reason: str) -> CleanPage:
    edits = (Edit(0, len(page.text), "", "not_article", reason),) if page.text else ()
    meta = page.meta
    return CleanPage(page.path, "", "", edits, (), meta.outlet, meta.author, meta.published, "not_article", reason)


def _assemble(view: View, title: PageLine | None, edits: list[Edit], settings: CleanOptions) -> CleanPage:
    """Title, empty line, one paragraph a line; all else between becomes edits."""
    text = view.page.text
    found = [edit for edit in edits if edit.confidence >= settings.least_confidence]
    for line in view.lines:
        if line.code and line.confidence < settings.least_confidence:
            line.code = ""
    inside = merge_edits(found)
    kept = [line for line in view.lines if not line.code and _has_text(line, inside)]
    if title is not None and title in kept and kept[0] is not title:
        early = kept[: kept.index(title)]
        for line in early:
            line.drop("boilerplate", "stands before the title")
        kept = kept[len(early) :]
    result: list[Edit] = []
    at = 0
    for line in kept:
        trimmed = _trim(line, inside)
        separator = _separator(kept, line, title)
        result += _gap(view, inside, (at, trimmed[0]), separator)
        near = _near(inside, *trimmed)
        result += [edit for edit in near if edit.start >= trimmed[0] and edit.end <= trimmed[1]]
        at = trimmed[1]
    result += _gap(view, inside, (at, len(text)), "")
    result.sort(key=attrgetter("start", "end"))
    final = tuple([edit for edit in result if edit.end > edit.start or edit.replacement])
    clean_text = apply_edits(text, final)
    head, _, _ = clean_text.partition("\n")
    meta = view.page.meta
    structure = _structure(kept, clean_text)
    published = meta.published or written_day(text, final)
    return CleanPage(view.page.path, head, clean_text, final, structure, meta.outlet, meta.author, published)


def _separator(kept: list[PageLine], line: PageLine, title: PageLine | None) -> str:
    """What stands before a line: nothing before the title, an empty line before the body (an empty title counts)."""
    if line is kept[0]:
        return "" if line is title else "\n\n"
    return "\n\n" if line is kept[1] and kept[0] is title else "\n"


def _near(edits: tuple[Edit, ...], start: int, end: int) -> tuple[Edit, ...]:
    """Of sorted edits without overlap those that touch a stretch."""
    return edits[bisect_right(edits, start, key=_end_of) : bisect_left(edits, end, key=_start_of)] if edits else ()


def _has_text(line: PageLine, edits: tuple[Edit, ...]) -> bool:
    """True where something but white space is left of the line."""
    at = line.start
    left: list[str] = []
    for edit in _near(edits, line.start, line.end):
        left += [line.text[at - line.start : max(at, edit.start) - line.start], edit.replacement]
        at = max(at, edit.end)
    left.append(line.text[max(0, at - line.start) :])
    kept = "".join(left)
    return any(char.isalnum() for char in kept) or bool(SILENCE.fullmatch(kept.strip()))


def _trim(line: PageLine, edits: tuple[Edit, ...]) -> tuple[int, int]:
    """The line without white space and whole edits at its edges: the author's text begins and ends it."""
    start, end = line.start, line.end
    edits = _near(edits, start, end)
    moved = True
    while moved and start < end:
        moved = False
        while start < end and line.text[start - line.start] in _EDGE:
            start += 1
        for edit in edits:
            if edit.start <= start < edit.end <= end and not edit.replacement:
                start, moved = edit.end, True
    moved = True
    while moved and start < end:
        moved = False
        while end > start and line.text[end - 1 - line.start] in _EDGE:
            end -= 1
        for edit in edits:
            if start <= edit.start < end <= edit.end and not edit.replacement:
                end, moved = edit.start, True
    return start, end


def _gap(view: View, inside: tuple[Edit, ...], span: tuple[int, int], separator: str) -> list[Edit]:
    """Edits that take out everything between two kept stretches: dropped lines, inline edits at the edges, layout.

    The separator that the clean text wants there replaces the last of them.
    """
    start, end = span
    text = view.page.text
    if text[start:end] == separator:
        return []
    edits: list[Edit] = []
    at = start
    for piece in _pieces(view, inside, span):
        if piece.start > at:
            edits.append(Edit(at, piece.start, "", "layout", "white space and line breaks"))
        edits.append(piece)
        at = piece.end
    if at < end or not edits:
        edits.append(Edit(at, end, "", "layout", "white space and line breaks"))
    last = edits[-1]
    edits[-1] = Edit(last.start, last.end, separator, last.code, last.reason, last.confidence)
    return edits


def _pieces(view: View, inside: tuple[Edit, ...], span: tuple[int, int]) -> list[Edit]:
    """What a stretch holds of dropped lines and inline edits; lines of boilerplate side by side are one piece."""
    start, end = span
    pieces: list[Edit] = []
    first = bisect_right(view.lines, start, key=_end_of)
    between = view.lines[first : bisect_left(view.lines, end, lo=first, key=_start_of)]
    for (code, reason, confidence), lines in groupby(between, key=_ground):
        spans = [(max(line.start, start), min(line.end, end)) for line in lines if line.start < line.end]
        if code == "boilerplate" and spans:
            pieces.append(Edit(spans[0][0], spans[-1][1], "", code, reason, confidence))
        elif code:
            pieces += [Edit(a, b, "", code, reason, confidence) for a, b in spans]
        else:
            cuts = ((max(a, e.start), min(b, e.end), e) for a, b in spans for e in _near(inside, a, b))
            pieces += [Edit(a, b, "", e.code, e.reason, e.confidence) for a, b, e in cuts]
    return pieces


def _structure(kept: list[PageLine], text: str) -> tuple[Structure, ...]:
    marked = []
    kinds = {"heading": "subhead", "caption": "figure_caption", "table_row": "table_row", "list_item": "list_item"}
    lines = iter(_offsets(text))
    for line in kept:
        start, end = next(lines, (0, 0))
        if line.kind in kinds and start:
            marked.append(Structure(start, end, kinds[line.kind]))  # type: ignore[arg-type]
    body_start = text.find("\n\n") + 2 if "\n\n" in text else 0
    return find_structure(text, body_start, tuple(marked))


def _offsets(text: str) -> list[tuple[int, int]]:
    offsets, at = [], 0
    for line in text.split("\n"):
        if line:
            offsets.append((at, at + len(line)))
        at += len(line) + 1
    return offsets
