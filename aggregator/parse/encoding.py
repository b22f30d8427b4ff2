"""From bytes to text, before any parser sees them: a title that reads as garbage is a defect.

Order: byte order mark, valid UTF-8, HTTP charset, XML declaration (each only where the bytes really decode),
then evidence, then windows-1252. Labels mean what browsers make of them: "gb2312" is GB18030 and "iso-8859-1"
is windows-1252 (WHATWG Encoding Standard 4.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.model import Flaw
from aggregator.parse.evidence import GUESSES, likelihood

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-sig utf_8",
    "gb18030": "gb18030 gb2312 gbk gb_2312-80 gb_2312 x-gbk cp936 ms936 windows-936"
    " csgb2312 chinese iso-ir-58 euc-cn gb-2312",
    "big5": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 cp950 csbig5 big-5",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932 cp932",
    "euc-jp": "euc-jp eucjp x-euc-jp",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 korean",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 us-ascii ascii"
    " ansi_x3.4-1968 iso-ir-100 cp819",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 tis620 iso-8859-11 cp874",
    "koi8_r": "koi8-r koi8 koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 cp866",
    "mac_roman": "macintosh mac x-mac-roman",
    "utf-16": "utf-16 utf16 ucs-2 iso-10646-ucs-2 unicode",
    "utf-16-le": "utf-16le utf-16-le",
    "utf-16-be": "utf-16be utf-16-be",
    "utf-32": "utf-32 utf32 ucs-4 iso-10646-ucs-4",
    "utf-32-le": "utf-32le",
    "utf-32-be": "utf-32be",
} | {
    f"iso8859_{n}": f"iso-8859-{n} iso8859-{n} iso_8859-{n} latin{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MULTIBYTE = frozenset({"gb18030", "big5", "cp932", "euc-jp", "cp949"})
_WESTERN = frozenset({"cp1252", "iso8859_15", "mac_roman"})
_NAMES = {
    "cp932": "shift_jis", "cp949": "euc-kr", "cp1252": "windows-1252", "cp1251": "windows-1251",
    "koi8_r": "koi8-r", "iso2022_jp": "iso-2022-jp", "cp874": "windows-874",
}  # fmt: skip

_CHARSET = re.compile(r"""(?i)charset\s*=\s*["']?\s*([\w.:()-]+)""")
_DECLARED = re.compile(
    rb"""^[^<]{0,64}(?:<!--.{0,4096}?-->\s*)*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:()-]+)""", re.DOTALL
)
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What "<" or "{" and the ASCII character after it look like without a byte order mark (XML 1.0 appendix F).
_WIDE = (
    (re.compile(rb"^[<{\s]\x00\x00\x00[\x01-\x7f]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"^\x00\x00\x00[<{\s]\x00\x00\x00[\x01-\x7f]"), "utf-32-be"),
    (re.compile(rb"^[<{\s]\x00[\x01-\x7f]\x00"), "utf-16-le"),
    (re.compile(rb"^\x00[<{\s]\x00[\x01-\x7f]"), "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_RUN = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document, without byte order mark, and what it took to get it."""

    text: str
    encoding: str
    flaws: tuple[Flaw, ...] = ()


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text that the bytes mean. Never fails: where nothing fits, windows-1252 reads every byte."""
    found = _wide(body) or _utf8(body, content_type) or _labelled(body, content_type) or _guessed(body, content_type)
    once = undone(found.text) if found.encoding == "utf-8" else ""
    return Decoded(once, "utf-8", (*found.flaws, Flaw("encoding-twice"))) if once else found


def undone(text: str) -> str:
    """The text before somebody read its UTF-8 as windows-1252 and encoded it again; "" where nobody did.

    Nobody writes "Ð¿Ñ€" or "ä¸­": where nine in ten runs of non-ASCII characters are such, all that can be are undone.
    """
    if not _TWICE.search(text):
        return ""
    runs = _FOREIGN.findall(text)
    good = [run for run in runs if _once(run) is not None]
    if len(good) < 0.9 * len(runs) or sum(map(len, good)) < 8:
        return ""
    return _FOREIGN.sub(lambda run: _once(run[0]) or run[0], text)


def _once(run: str) -> str | None:
    try:
        return run.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def codec_of(label: str) -> str:
    """Python's codec for a charset label; "" for labels that no feed may name."""
    return _CODECS.get(label.strip().strip("\"'").lower(), "")


def labels(body: bytes, content_type: str) -> tuple[str, ...]:
    """What HTTP and the XML declaration call the encoding, as they wrote it, HTTP first."""
    named = _CHARSET.search(content_type)
    declared = _DECLARED.match(body[:8192])
    return tuple(label for label in (named and named[1], declared and declared[1].decode("ascii", "ignore")) if label)


def _wide(body: bytes) -> Decoded | None:
    """UTF-8 with a mark, UTF-16 and UTF-32 with or without one."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            text = _strict(body[len(mark) :], codec)
            if text is not None:
                return Decoded(text.lstrip("\ufeff"), codec)
            if codec != "utf-8":
                damaged = body[len(mark) :].decode(codec, "replace")
                return Decoded(damaged, codec, (Flaw("encoding-damaged", codec),))
    for pattern, codec in _WIDE:
        if pattern.match(body):
            return Decoded(body.decode(codec, "replace"), codec)
    return None


def _utf8(body: bytes, content_type: str) -> Decoded | None:
    """UTF-8 that is valid, or nearly so, whatever the labels say: other encodings are not valid UTF-8 by chance."""
    if b"\x1b$" in body[:65536] and any(codec_of(label) == "iso2022_jp" for label in labels(body, content_type)):
        return None
    text = _strict(body, "utf-8")
    said = next((codec for label in labels(body, content_type) if (codec := codec_of(label))), "utf-8")
    if text is not None:
        if said in _MULTIBYTE and _could_be(body, text, said):
            return None
        lies = said not in {"utf-8", "utf-16", "utf-32"} and not text.isascii()
        return Decoded(
            text.lstrip("\ufeff"), "utf-8", (Flaw("encoding-label", f"says {said}, is utf-8"),) if lies else ()
        )
    high = len(_HIGH.findall(body))
    valid = sum(len(run) for run in _UTF8_RUN.findall(body))
    if high and valid / high >= 0.9:
        bad = high - valid
        return Decoded(
            body.decode("utf-8", "replace").lstrip("\ufeff"),
            "utf-8",
            (Flaw("encoding-damaged", f"{bad} bytes are not utf-8"),),
        )
    return None


def _could_be(body: bytes, text: str, codec: str) -> bool:
    """Whether valid UTF-8 may still be what its label says: a few characters, none of them beyond U+07FF."""
    if text.isascii() or max(text) >= "\u0800":
        return False
    other = _strict(body, codec)
    return other is not None and likelihood(other, codec) > 0.1


def _labelled(body: bytes, content_type: str) -> Decoded | None:
    """What a label says, where the bytes decode so, unless it is a label that everything fits and evidence denies."""
    found: list[tuple[str, str]] = []
    for label in labels(body, content_type):
        codec = codec_of(label)
        text = _strict(body, codec) if codec and codec not in {"utf-8", "utf-16", "utf-32"} else None
        if text is not None:
            found.append((codec, text))
    if not found:
        return None
    # A server's default "iso-8859-1" reads any bytes; what the document says of itself beats it.
    codec, text = next(((codec, text) for codec, text in found if codec not in _WESTERN), found[0])
    flaws: tuple[Flaw, ...] = ()
    if codec in _WESTERN:
        better = _evident(body, sure=0.25)
        if better is not None:
            flaws = (Flaw("encoding-label", f"says {_NAMES.get(codec, codec)}, is {_NAMES.get(better[0], better[0])}"),)
            codec, text = better
    return Decoded(text, _NAMES.get(codec, codec), flaws)


def _guessed(body: bytes, content_type: str) -> Decoded:
    """No label helps: evidence, then a label whose bytes are slightly damaged, then windows-1252."""
    best = _evident(body, sure=0.1)
    if best is not None:
        codec, text = best
        return Decoded(
            text, _NAMES.get(codec, codec), (Flaw("encoding-label", f"unlabelled {_NAMES.get(codec, codec)}"),)
        )
    for label in labels(body, content_type):
        codec = codec_of(label)
        if codec and codec not in {"utf-16", "utf-32"}:
            text = body.decode(codec, "replace")
            if text.count("\ufffd") * 50 <= len(_HIGH.findall(body)):
                return Decoded(text, _NAMES.get(codec, codec), (Flaw("encoding-damaged", codec),))
    return Decoded(_western(body), "windows-1252", (Flaw("encoding-label", "unlabelled windows-1252"),))


def _evident(body: bytes, sure: float) -> tuple[str, str] | None:
    """The encoding whose text looks most like its language, where it does so at least to the degree `sure`."""
    best, best_score = None, sure
    for codec in GUESSES:
        text = _strict(body, codec)
        score = likelihood(text, codec) if text is not None else 0.0
        if text is not None and score > best_score:
            best, best_score = (codec, text), score
    return best


def _strict(body: bytes, codec: str) -> str | None:
    """The text where all bytes are characters, but for half a one at a cut end."""
    if codec == "cp1252":
        return _western(body)
    for name in ("cp950", "big5hkscs") if codec == "big5" else (codec,):
        try:
            return body.decode(name)
        except UnicodeDecodeError as error:
            if error.start >= len(body) - 3 and error.start:
                return body[: error.start].decode(name)
        except LookupError:
            continue
    return None


def _western(body: bytes) -> str:
    """windows-1252 as browsers read it: its five holes are C1 controls."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1").translate(_CP1252)


_BYTES = {ord(bytes([code]).decode("cp1252", "ignore") or chr(code)): code for code in range(0x80, 0xA0)}
_FOREIGN = re.compile("[^\x00-\x7f]+")
_TWICE = re.compile("[\u00c2-\u00f4][" + "".join(map(chr, _BYTES)) + "\u0080-\u00bf]")
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
