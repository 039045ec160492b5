"""Structure that flattening lost: captions and subheads fused into running text are marked, never cut."""

from __future__ import annotations

import re

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
_OPENING = re.compile(
    r"(?:在|从|据|当|对|按|自|与|随|为了|早在|过去|此前|近日|目前|如今|如果|虽然|尽管|不过|但|而|这|那|该|其|他|她|它|我|你|一位|一个|一家|有|没有|首先|其次|最后|此外|同时|一方面|真正|先|再|接着|半年|今年|去年|\d{1,4}\s?[年月日])"
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


def _subheads(line: str, at: int, captions: list[Structure]) -> list[Structure]:
    """Short nominal phrases between the end of a sentence and words that open a new one, none of them a clause."""
    found = []
    for stop in _STOP.finditer(line):
        start = stop.end()
        if any(c.start <= at + start < c.end for c in captions):
            continue
        window = line[start : start + 30]
        for match in _OPENING.finditer(window, 4):
            head = window[: match.start()].strip()
            if 4 <= len(head) <= 20 and _nominal(head) and _repeats_subject(line, start, head, match.group()):
                found.append(Structure(at + start, at + start + len(window[: match.start()].rstrip()), "subhead"))
                break
    return found


def _nominal(head: str) -> bool:
    return (
        not _PREDICATE.search(head)
        and bool(re.search(r"[\u3400-\u9fffA-Za-z]$", head))
        and not re.search(r"[的了是在和与及对把被将向从就也都还又很更最不]$", head)
    )


def _repeats_subject(line: str, start: int, head: str, opening: str) -> bool:
    """A subhead ends where a fresh sentence opens: its last word starts anew, or the opening cannot follow a noun."""
    after = line[start + len(head) : start + len(head) + 40].lstrip()
    tail = head[-2:]
    fresh = opening in {"早在", "过去", "此前", "近日", "目前", "如今", "为了", "一位", "一家", "首先", "据"} or bool(
        re.match(r"\d{1,4}\s?[年月]", opening)
    )
    return fresh or (tail in after[:24] and bool(re.search(r"的|里|眼|背后|影响|之外|怎么|如何|到底", head)))
