"""Bytes become the text that was meant, whatever the labels say."""

from __future__ import annotations

import codecs

import pytest
from aggregator.parse.encoding import codec_of, decode
from hypothesis import given
from hypothesis import strategies as st

CHINESE = "人人都是产品经理：最新文章，大家都在看的一个网站，今天发布了新的产品。"
TRADITIONAL = "人人都是產品經理：最新文章，大家都在看的一個網站，今天發布了新的產品。"
JAPANESE = "これは日本語の文章です。新しい記事がたくさんあります。ゲームの話もあります。"
KOREAN = "이것은 한국어 문장입니다. 새로운 기사가 많이 있습니다. 오늘의 뉴스를 전해 드립니다."
RUSSIAN = "Новости Оренбурга и области: сегодня в городе открылся новый ледовый дворец."
GERMAN = "Stadtfeuerwehr Weiz: Einsätze und Übungen für die Größe der Straße"
FRENCH = "L’été dernier, les élèves ont étudié à l’école où la fête a été célébrée"


def xml(text: str, label: str | None = None) -> str:
    declaration = f'<?xml version="1.0" encoding="{label}"?>' if label else ""
    return f"{declaration}<rss><channel><title>{text}</title></channel></rss>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (GERMAN, "windows-1252"),
        (FRENCH, "windows-1252"),
    ],
)
def test_unlabelled_text_is_read_by_evidence(text: str, codec: str) -> None:
    assert text in decode(xml(text).encode(codec)).text


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE + "镕", "gb18030", "gb2312"),  # not in GB 2312: the label means its superset
        (CHINESE, "gb18030", "GBK"),
        (TRADITIONAL, "big5", "Big5"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        ("Größe “zitiert” – 5 €", "windows-1252", "ISO-8859-1"),  # browsers' rule: Latin-1 is windows-1252
        ("Ελλάδα", "iso8859-7", "ISO-8859-7"),
        (CHINESE, "utf-16-le", "utf-16le"),
    ],
)
@pytest.mark.parametrize("where", ["declaration", "http"])
def test_a_label_that_fits_is_believed(text: str, codec: str, label: str, where: str) -> None:
    declared = xml(text, label if where == "declaration" else None).encode(codec)
    assert text in decode(declared, f"text/xml; charset={label}" if where == "http" else "").text


@pytest.mark.parametrize("label", ["gbk", "big5", "iso-8859-1", "windows-1251", "utf-16", "nonsense", "rot13"])
@pytest.mark.parametrize("text", [CHINESE, KOREAN, RUSSIAN, "Café"])
def test_valid_utf8_beats_every_label(text: str, label: str) -> None:
    found = decode(xml(text, label).encode())
    assert text in found.text
    assert found.encoding == "utf-8"


def test_a_lying_label_is_a_flaw() -> None:
    assert [flaw.code for flaw in decode(xml(CHINESE, "gbk").encode()).flaws] == ["encoding-label"]
    assert [flaw.code for flaw in decode(xml(CHINESE, "utf-8").encode("gb18030")).flaws] == ["encoding-label"]
    assert decode(xml(CHINESE, "gbk").encode("gbk")).flaws == ()
    assert decode(xml("plain ascii", "gbk").encode()).flaws == ()


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "us-ascii", ""])
def test_gbk_bytes_under_another_label_are_read_as_what_they_are(label: str) -> None:
    assert CHINESE in decode(xml(CHINESE, label).encode("gb18030"), "text/xml; charset=iso-8859-1").text


def test_the_declaration_beats_a_servers_default_latin1() -> None:
    short = xml("新闻", "gbk").encode("gbk")
    assert "新闻" in decode(short, "text/xml; charset=ISO-8859-1").text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_need_no_label(codec: str) -> None:
    found = decode(xml(CHINESE).encode(codec))
    assert CHINESE in found.text
    assert not found.text.startswith("\ufeff")


def test_big_endian_with_its_mark() -> None:
    assert CHINESE in decode(codecs.BOM_UTF16_BE + xml(CHINESE).encode("utf-16-be")).text


def test_one_bad_byte_does_not_make_utf8_something_else() -> None:
    body = xml(CHINESE * 20).encode().replace("网站".encode(), "网站".encode()[:-1], 1)
    found = decode(body)
    assert found.encoding == "utf-8"
    assert CHINESE in found.text
    assert [flaw.code for flaw in found.flaws] == ["encoding-damaged"]


def test_a_text_that_ends_inside_a_character_keeps_the_rest() -> None:
    assert CHINESE in decode(xml(CHINESE * 3).encode()[: len(xml(CHINESE * 3).encode()) // 2]).text
    cut = xml(CHINESE * 3).encode("gb18030")[:201]
    assert CHINESE in decode(cut).text


def test_a_comment_before_the_declaration_does_not_hide_it() -> None:
    assert CHINESE in decode(b"<!-- made by hand -->\n" + xml(CHINESE, "gbk").encode("gbk")).text


@pytest.mark.parametrize(
    "label", ["rot13", "zip", "idna", "punycode", "unicode_escape", "utf-7", "base64", "hex", "mbcs"]
)
def test_codecs_that_are_no_charsets_are_unknown(label: str) -> None:
    assert codec_of(label) == ""
    assert "<title>a+b</title>" in decode(xml("a+b", label).encode()).text


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_decode(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)


@given(st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable()))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    body = xml(text.replace("\ufeff", "")).encode()
    assert decode(body).text == body.decode()


@pytest.mark.parametrize("text", [CHINESE, RUSSIAN, KOREAN])
def test_text_that_was_encoded_twice_is_read_once(text: str) -> None:
    twice = xml(text).encode().decode("latin-1").encode()
    found = decode(twice)
    assert text in found.text
    assert "encoding-twice" in {flaw.code for flaw in found.flaws}


@pytest.mark.parametrize("text", [FRENCH, GERMAN, "Ã is a letter, and so is Ñ", "São João: ÀÉÎ ÃÕ", CHINESE + "Ã©"])
def test_text_that_was_encoded_once_is_left_alone(text: str) -> None:
    assert decode(xml(text).encode()).text == xml(text)
