"""Messages in the language of the reader: the code speaks English, ``data/messages.csv`` says the same in Chinese.

A row is a message with ``{names}`` where a value stands; ``{m}``, ``{why}`` and ``{what}`` are messages themselves.
Errors can so be raised anywhere in English and are put into Chinese where they are shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache

from pipeline.settings import Language
from pipeline.tables import read_table

_HOLE = re.compile(r"\{(\w+)\}")
_MEANT = re.compile(r"(?s)(.*?)(?:; | \()did you mean (.+?)\?\)?")
_ASIDE = re.compile(r"(.+) \((.+)\)")
_TOLD = frozenset({"m", "why", "what"})
_SURE = 10  # letters of a message that is told by its words
_language: ContextVar[Language] = ContextVar("language", default="en")


def locale_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Chinese unless the locale names another language: the articles are Chinese."""
    name = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    return "zh" if name.split(".")[0] in ("", "C", "POSIX") or name.startswith("zh") else "en"


def speak(lang: Language) -> None:
    """Set the language of ``say`` and ``spoken``."""
    _language.set(lang)


def spoken() -> Language:
    """The language of messages."""
    return _language.get()


def say(message: str, **values: object) -> str:
    """A message, its values put in, in the language of messages.

    >>> speak("zh"); say("stopped"); speak("en"); say("{count} change(s)", count=2)
    '已停止'
    '2 change(s)'
    """
    text = message if spoken() == "en" else _exact().get(message, message)
    return _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), text) if values else translate(text)


def translate(text: str, lang: Language | None = None) -> str:
    """A finished message (of several lines) in ``lang``, without it in that of ``say``; unknown ones stay English.

    >>> translate("a.txt: empty file", "zh"), translate("figures.csv:4: the id is empty", "zh")
    ('a.txt: 空文件', 'figures.csv:4: id 是空的')
    """
    if (lang or spoken()) == "en":
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(text: str) -> str:
    found = _exact().get(text)
    if found is not None:
        return found
    meant = _MEANT.fullmatch(text)
    if meant:
        return f"{_line(meant[1])}（是不是 {meant[2]}？）"
    for pattern, chinese in _patterns():
        match = pattern.fullmatch(text)
        if match:
            return _filled(chinese, match.groupdict())
    head, colon, rest = text.partition(": ")
    if colon and "(" not in head:
        return f"{_exact().get(head, head)}: {_line(rest)}"
    aside = _ASIDE.fullmatch(text)
    return f"{_line(aside[1])}（{_line(aside[2])}）" if aside and _line(aside[1]) != aside[1] else text


def _filled(chinese: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: _line(values[hole[1]]) if hole[1] in _TOLD else values[hole[1]], chinese)


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    return {row["en"]: row["zh"] for row in read_table("messages.csv")}


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Messages with values, in the order of the table; those of hardly a word would fit anything."""
    return [
        (_pattern(english), chinese)
        for english, chinese in _exact().items()
        if len(re.findall("[A-Za-z]", _HOLE.sub("", english))) >= _SURE and _HOLE.search(english)
    ]


def _pattern(english: str) -> re.Pattern[str]:
    """A value that stands twice is the same twice."""
    parts, seen = [], set()
    for number, part in enumerate(_HOLE.split(english)):
        if number % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
            seen.add(part)
    return re.compile("".join(parts))
