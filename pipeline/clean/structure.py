"""Structure that flattening lost: captions and subheads fused into running text are marked, never cut."""

from __future__ import annotations

import re
from itertools import accumulate

from pipeline.clean.language import is_word, segment
from pipeline.clean.view import HAN
from pipeline.model import Structure

_CAPTION = re.compile(
    r"(?:(?<=[。！？!?…”）)」\n])|^)\s?(图|表)\s?(\d{1,2}(?:[-.]\d{1,2})?|[一二三四五六七八九十]{1,2})\s?[:：.、]\s?(?=\S)"
)
_STOP = re.compile(r"[。！？!?…]+[”’」』）)\"']*\s?")
_FLAT = 400  # a line this long may be several paragraphs in one
_PREDICATE = re.compile(
    r"[，,；;：:。！？!?]|(?:表示|认为|指出|宣布|发布|称|说|已经|正在|将会|可以|能够|需要|就是|不是|没有|因为|所以|如果|但是|并且)"
)
# Words that open a sentence; the prepositions alone are weak: a subject may stand before them.
_OPENINGS = frozenset(
    {
        *("早在", "过去", "此前", "近日", "日前", "目前", "如今", "为了"),
        *("如果", "虽然", "尽管", "不过", "首先", "其次", "此外", "同时"),
        *("基于", "按照", "随着", "如上所述", "这一次", "这次", "这是"),
        *("一位", "一家", "今年", "去年", "半年", "真正", "在", "从"),
        *("对", "当"),
    }
)
_WEAK = frozenset("在从对当")
_OPEN = re.compile("|".join(sorted(_OPENINGS, key=lambda word: (-len(word), word))))
_SUBJECT = re.compile(
    r"[^，,。！？!?]{2,24}[，,]\s?(?:一些|一位|一个|这|那|我|他|她|它|不少|许多|有人|[A-Z])"
    r"|[^，,。！？!?]{2,12}(?:我们|他们|人们)"
)


def find_structure(text: str, body_start: int, marked: tuple[Structure, ...] = ()) -> tuple[Structure, ...]:
    """Captions and subheads of a clean text from ``body_start`` on; ``marked`` are those that the page itself marks."""
    found = list(marked)
    taken = [(s.start, s.end) for s in marked]
    at = body_start
    for line in text[body_start:].split("\n"):
        if line.strip() and not any(a <= at < b for a, b in taken):
            captions = _captions(line, at)
            found += captions
            if len(line) >= _FLAT:
                found += _subheads(line, at, captions)
            elif _is_subhead_line(line):
                found.append(Structure(at, at + len(line), "subhead"))
        at += len(line) + 1
    return tuple(sorted(found, key=lambda s: (s.start, s.end)))


def _captions(line: str, at: int) -> list[Structure]:
    found = []
    for match in _CAPTION.finditer(line):
        start = match.start(1)
        stop = _STOP.search(line, match.end())
        end = stop.end() if stop else len(line)
        if stop is None and end - start > 120:
            continue
        if stop and not line[stop.start() : stop.end()].strip("。！？!?… "):
            end = stop.start() + len(line[stop.start() : stop.end()].rstrip())
        fresh = _fresh_start(line, match.end(), end)
        if fresh and not re.search("[，,]", line[match.end() : fresh]):
            end = fresh
        kind = "figure_caption" if match[1] == "图" else "table_caption"
        found.append(Structure(at + start, at + end, kind))  # type: ignore[arg-type]
    return found


def _is_subhead_line(line: str) -> bool:
    text = line.strip()
    return (
        2 <= len(text) <= 24
        and bool(HAN.search(text))
        and "\t" not in line
        and not re.search(r"[。；;，,]\s*$|^[“\"「]", text)
        and not re.search(r"[。！!]", text)
    )


def _fresh_start(line: str, start: int, limit: int) -> int:
    """Where after a phrase of 3 to 24 characters a new sentence opens; 0 where none does before ``limit``."""
    window = line[start : min(limit, start + 34)]
    for match in _OPEN.finditer(window):
        at = match.start()
        head = window[:at].strip()
        if not 3 <= len(head) <= 24 or is_word(window[at - 1 : at + 1]):
            continue
        if match[0] not in _WEAK or (_SUBJECT.match(line, start + at) and at in _borders(window)):
            return start + len(window[:at].rstrip())
    return 0


def _borders(text: str) -> set[int]:
    """Where the words of a text end, but for the last."""
    return set(accumulate(map(len, segment(text)[:-1])))


def _subheads(line: str, at: int, captions: list[Structure]) -> list[Structure]:
    """Short nominal phrases between the end of a sentence, or a caption, and words that open a new one."""
    starts = {stop.end() for stop in _STOP.finditer(line)} | {c.end - at for c in captions}
    found = []
    for start in sorted(starts):
        if any(c.start <= at + start < c.end for c in captions):
            continue
        end = _fresh_start(line, start, len(line))
        head = line[start:end].strip()
        if end and len(head) <= 20 and _nominal(head) and _names_something(head, line[end : end + 40]):
            found.append(Structure(at + start, at + end, "subhead"))
    return found


def _nominal(head: str) -> bool:
    return (
        not _PREDICATE.search(head)
        and bool(re.search(r"[\u3400-\u9fffA-Za-z]$", head))
        and not re.search(r"[的了是在和与及对把被将向从就也都还又很更最不、]$", head)
    )


def _names_something(head: str, after: str) -> bool:
    """A phrase with 的, a question, or one whose last word the new sentence takes up again."""
    return bool(re.search(r"的.{1,8}$|怎么|如何|到底|为何|什么", head)) or head[-2:] in after
