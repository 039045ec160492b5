"""Bytes to text: candidates from the byte-order mark, the declarations and a library; our own score decides."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from pipeline.errors import PageError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_CONTROL_BYTES = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])
_UTF16_HIGH = bytes([0, 0x20, 0x30, *range(0x4E, 0xA0), 0xFF])
_HIGH = bytes(range(0x80, 0x100))
_FOREIGN = re.compile("[\x00-\x7f]+")
_CJK_RUN = re.compile("[\u3000-\u9fff]{2}")
_UTF8_CJK = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf][\x80-\xbf]")
_BREAK = re.compile(rb"[\r\n<>]")
_SAMPLE = 65536
_ALWAYS = frozenset({"utf-8", "gb18030", "big5hkscs"})
_ANYTHING = frozenset(
    {"utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "rot13", "hex", "base64"}
)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "unicode": "utf-8"}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Level-1 characters of GB 2312 (the 3,755 most used), their traditional forms, kana and CJK punctuation."""
    import opencc

    level1 = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    simplified = "".join(level1)
    traditional = opencc.OpenCC("s2t").convert(simplified) + opencc.OpenCC("s2tw").convert(simplified)
    kana = "".join(map(chr, range(0x3041, 0x30FF)))
    return frozenset(simplified + traditional + kana + "，。、；：？！“”‘’（）《》【】—…·「」『』〈〉％～￥＂　\u200b")


def _quality(text: str) -> float:
    """Share of the non-ASCII characters that a Chinese text is made of, less replacement and control characters."""
    foreign = _FOREIGN.sub("", text)
    bad = text.count("\ufffd") + len(_CONTROL.findall(text))
    if not foreign:
        return 1.0 - bad / max(1, len(text))
    common = _common()
    good = sum(char in common for char in foreign)
    return (good - 2.0 * bad) / len(foreign)


def decode(path: str, data: bytes) -> tuple[str, str]:
    """(text, encoding name) of a page's bytes; see ``decode_page``."""
    return decode_page(path, data)[:2]


def decode_page(path: str, data: bytes) -> tuple[str, str, bytes]:
    """(text, encoding name, the text in UTF-8) of a page's bytes; line ends become LF.

    A byte-order mark decides; otherwise UTF-8 where it decodes strictly, else the best of the declared encoding,
    GB18030, Big5, UTF-16 and a detector's guess by the share of common Chinese characters. A few broken bytes do
    not turn UTF-8 into something else; pieces in GB18030 inside UTF-8 are read as such. NUL bytes are dropped. Raises
    PageError (stage ``read``) for an empty file and for one that is not text.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise PageError(path, "read", "empty file", "0 bytes of text: nothing to read; scrape the page again")
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _tidy(data.decode(name, "heshu-mixed" if name == "utf-8-sig" else "replace"))
            return text, name.removesuffix("-sig"), _utf8(text)
    if not _looks_utf16(data):
        if _binary(data):
            raise PageError(path, "read", "not a text file", "binary content: remove it or use --exclude")
        data = data.replace(b"\x00", b"")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:  # a few words of GB18030 can be valid UTF-8 by chance, of letters that no Chinese page has
            if text.isascii() or _CJK_RUN.search(text):
                if "\r" not in text:
                    return text, "utf-8", data
                text = _lines(text)
                return text, "utf-8", _utf8(text)
    text, name = _best(path, data)
    return text, name, _utf8(text)


def _binary(data: bytes) -> bool:
    head = data[:_SAMPLE]
    if head.startswith(
        (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"\xd0\xcf\x11\xe0")
    ):
        return True
    control = len(head) - len(head.translate(None, _CONTROL_BYTES))
    return control > len(head) * 0.05 or head.count(0) > len(head) * 0.3


def _looks_utf16(data: bytes) -> bool:
    """UTF-16 without a mark: NULs on one side (ASCII), or high bytes of Chinese characters on one side."""
    head = data[:2000]
    if len(head) < 4 or len(data) % 2:
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.08 and min(even, odd) < max(even, odd) * 0.2:
        return True
    if head.isascii():
        return False
    return any(len(side.translate(None, _UTF16_HIGH)) < 0.04 * len(side) for side in (head[0::2], head[1::2]))


def _candidates(data: bytes) -> list[str]:
    names = ["utf-8"]
    for match in _DECLARED.finditer(data[:8192]):
        names.append(match[1].decode("ascii").lower())
    names += ["gb18030", "big5hkscs"]
    if _looks_utf16(data):
        names += ["utf-16-le", "utf-16-be"]
    found = []
    for name in names:
        try:
            canonical = codecs.lookup(_ALIASES.get(name, name)).name
        except LookupError:
            continue
        if canonical not in found and (canonical in _ALWAYS or canonical not in _ANYTHING):
            found.append(canonical)
    return found


def _best(path: str, data: bytes) -> tuple[str, str]:
    sample = _sample(data)
    if _mostly_utf8(sample):
        return _tidy(data.decode("utf-8", "heshu-mixed")), "utf-8"
    scored = []
    for rank, name in enumerate(_candidates(data)):
        raw = data[:_SAMPLE] if name.startswith("utf-16") else sample
        scored.append((_quality(raw.decode(name, "replace")), -rank, name))
    score, _, name = max(scored)
    if score < 0.5:
        guess = _detector(sample)
        if guess and (quality := _quality(sample.decode(guess, "replace"))) > score:
            score, name = quality, guess
    if score < -0.5:
        raise PageError(path, "read", "unknown encoding", "no encoding gives readable text: save the page as UTF-8")
    return _tidy(data.decode(name, _errors(name))), name


def _mostly_utf8(sample: bytes) -> bool:
    """True where most bytes that are not ASCII stand in characters of three bytes as UTF-8 writes Chinese.

    In the two-byte encodings few bytes fall so by chance.
    """
    foreign = len(sample) - len(sample.translate(None, _HIGH))
    return foreign > 0 and 3 * len(_UTF8_CJK.findall(sample)) > 0.5 * foreign


def _sample(data: bytes) -> bytes:
    """The stretches that hold other than ASCII, wherever in the page they stand."""
    pieces: list[bytes] = []
    size = 0
    for piece in _BREAK.split(data):
        if not piece.isascii():
            pieces.append(piece[:_SAMPLE])
            size += len(pieces[-1])
            if size > _SAMPLE:
                break
    return b"\n".join(pieces)


def _errors(name: str) -> str:
    return "heshu-mixed" if name in {"utf-8", "gb18030"} else "replace"


def _mixed(error: UnicodeError) -> tuple[str, int]:
    """Broken bytes: in UTF-8 a run of GB18030 pairs of common characters is read; the euro sign of code page 936."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, at = error.object, error.start
    if error.encoding == "gb18030":
        return ("€" if data[at] == 0x80 else "\ufffd"), at + 1
    found: list[str] = []
    while at + 1 < len(data) and data[at] >= 0x81 and not _UTF8_CJK.match(data, at):
        char = data[at : at + 2].decode("gb18030", "ignore")
        if len(char) != 1 or char not in _common():
            break
        found.append(char)
        at += 2
    return ("".join(found), at) if found else ("\ufffd", max(error.end, error.start + 1))


codecs.register_error("heshu-mixed", _mixed)


def _detector(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else ""


def _tidy(text: str) -> str:
    if "\x00" in text:
        text = text.replace("\x00", "")
    return _lines(text)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
