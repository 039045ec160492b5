"""Chinese words: jieba's dictionary, loaded once a process and kept quiet, and segmenters that know a pack's names.

``dictionary`` is what cleaning weighs words by. ``segmenter`` cuts texts into words with the names of a glossary as
user dictionary, in a tokenizer of its own: jieba's global one is never changed, so no pack sees the names of another
and no result depends on which packs were loaded before. Nothing is imported before the first call.
"""

from __future__ import annotations

import logging
import re
import tempfile
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.model import Pack
from pipeline.per_pack import once_per_pack
from pipeline.text import matching_key

_OFTEN = 100_000  # how often a glossary's name counts as seen: no cut into commoner words is cheaper
_SAID = re.compile(r"\w")
_LATIN_RUN = re.compile(r"[a-z0-9.+#&%]+")
_LATIN_END = re.compile(r"[a-z0-9.+#&%]*$")
_GAP = re.compile(r"[\s\-‐‑–_·・]+")


@lru_cache(maxsize=1)
def dictionary() -> tuple[dict[str, int], int]:
    """Word (or beginning of words, with 0) to how often jieba counted it, and the sum. Never to be changed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 is unmaintained: invalid escapes, pkg_resources
        import jieba
        import platformdirs

        jieba.setLogLevel(logging.ERROR)
        folder = Path(platformdirs.user_cache_dir("heshu"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            folder = Path(tempfile.mkdtemp(prefix="heshu-"))
        jieba.dt.tmp_dir = str(folder)
        jieba.initialize()
    return jieba.dt.FREQ, jieba.dt.total


class Segmenter:
    """Cuts texts into words; ``names`` stay whole wherever they stand, with or without spaces and hyphens in them."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names``: of a glossary, in any spelling."""
        frequencies, total = dictionary()
        import jieba

        known = sorted({name for name in map(_flat, names) if len(name) > 1})
        tokenizer = jieba.Tokenizer()
        # what ``initialize`` and ``add_word`` would set, without reading the dictionary again
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(frequencies), total, True
        for name in known:
            tokenizer.FREQ[name] = _OFTEN
            tokenizer.total += _OFTEN
            for end in range(1, len(name)):
                tokenizer.FREQ.setdefault(name[:end], 0)
        self._tokenizer: Any = tokenizer
        latin = [name for name in known if _LATIN_RUN.match(name)]
        self._begun = frozenset(name[:end] for name in latin for end in range(1, len(name) + 1))

    def words(self, text: str, inner: bool = False) -> list[str]:
        """The words of a text in matching form (simplified, lower case), without spaces and marks.

        ``inner``: the words inside long words as well, before each of them (加盟 before 加盟商).
        Deterministic and without jieba's model of unknown words: what no dictionary has is cut into characters, the
        same in every text.
        """
        cut = self._tokenizer.cut_for_search if inner else self._tokenizer.cut
        return [word for word in cut(self._joined(text), HMM=False) if _SAID.match(word)]

    def _joined(self, text: str) -> str:
        """The text without spaces and hyphens between Han characters and inside names: jieba cuts at each of them."""
        pieces = _GAP.split(matching_key(text))
        if len(pieces) == 1:
            return pieces[0]
        joined = [pieces[0]]
        for piece in pieces[1:]:
            if self._goes_on(joined[-1], piece):
                joined[-1] += piece
            else:
                joined.append(piece)
        return " ".join(joined)

    def _goes_on(self, left: str, right: str) -> bool:
        """True where no space is needed between two pieces, or a name has none there."""
        if not left or not right or not (left[-1].isascii() and right[0].isascii()):
            return True
        last, first = _LATIN_END.search(left), _LATIN_RUN.match(right)
        return ((last.group() if last else "") + (first.group() if first else "")) in self._begun


def _flat(name: str) -> str:
    return _GAP.sub("", matching_key(name))


def _built(pack: Pack) -> Segmenter:
    return Segmenter(name for term in pack.terms for name in (term.name, *term.aliases))


_kept = once_per_pack(4, _built)


def segmenter(pack: Pack) -> Segmenter:
    """The segmenter of a pack, made once per name and digest."""
    return _kept(pack)
