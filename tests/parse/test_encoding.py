"""Bytes become the text that was meant, whatever the labels say."""

# ruff: noqa: E501 - tables are read by the row

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


HEADLINES = {
    "zh_Hans": [
        "国务院办公厅印发新通知",
        "大模型创业公司融资超过十亿元",
        "沪指跌0.5%，创业板失守2000点",
        "少数派周刊：如何整理照片",
    ],
    "zh_Hant": [
        "台北市長候選人今日辯論",
        "蘋果發表新款手機，售價公布",
        "颱風來襲 氣象局發布警報",
        "網路書店週年慶開跑",
    ],
    "ja": [
        "新型スマートフォンを発表、価格は五万円から",
        "今日の天気と電車の運行情報",
        "ゲーム三昧な正月",
        "東京で開かれた会議のまとめ",
    ],
    "ko": [
        "오늘의 주요 뉴스와 날씨",
        "삼성전자 신제품 발표회 개최",
        "서울시 교통 정책 변경 안내",
        "한국은행 기준금리 동결",
    ],
    "ru": [
        "Курс доллара вырос до 75 рублей",
        "Главные события недели",
        "Как настроить сервер",
        "Прогноз погоды на завтра",
    ],
    "uk": [
        "Головні новини України",
        "Верховна Рада ухвалила закон",
        "Прогноз погоди на тиждень",
        "Курс гривні на сьогодні",
    ],
    "de": ["Größe und Übermut: das Wochenende", "Münchner Straßen gesperrt", "Wetter: es wird wärmer", "Für und wider"],
    "fr": [
        "L'été dernier à l'école",
        "Économie : la hausse des prix freinée",
        "Où dîner ce soir ?",
        "Les élèves étaient là",
    ],
    "pl": [
        "Wiadomości z całej Polski",
        "Najważniejsze wydarzenia dnia",
        "Świąteczne życzenia dla wszystkich",
        "Zażółć gęślą jaźń",
    ],
    "cs": ["Zprávy z domova i ze světa", "Příští týden bude tepleji", "Vláda schválila nový zákon", "Žluťoučký kůň"],
    "el": [
        "Τα κύρια νέα της ημέρας",
        "Η πρόγνωση του καιρού",
        "Νέα μέτρα για την οικονομία",
        "Το πρόγραμμα της εβδομάδας",
    ],
    "he": ["חדשות היום בישראל", "תחזית מזג האוויר למחר", "הממשלה אישרה את התקציב", "כל מה שצריך לדעת"],
    "th": ["ข่าวเด่นประจำวัน", "พยากรณ์อากาศวันนี้", "รัฐบาลประกาศมาตรการใหม่", "ราคาน้ำมันปรับขึ้น"],
}
CODECS = [
    ("zh_Hans", "gb18030", "gb2312"), ("zh_Hant", "cp950", "big5"), ("zh_Hant", "big5hkscs", "Big5-HKSCS"), ("ja", "cp932", "Shift_JIS"),
    ("ja", "euc_jp", "EUC-JP"), ("ja", "iso2022_jp", "ISO-2022-JP"), ("ko", "cp949", "euc-kr"), ("ru", "cp1251", "windows-1251"),
    ("ru", "koi8_r", "KOI8-R"), ("ru", "iso8859_5", "ISO-8859-5"), ("uk", "cp1251", "windows-1251"), ("uk", "koi8_u", "KOI8-U"),
    ("de", "cp1252", "iso-8859-1"), ("fr", "cp1252", "iso-8859-1"), ("pl", "iso8859_2", "ISO-8859-2"), ("pl", "cp1250", "windows-1250"),
    ("cs", "cp1250", "windows-1250"), ("el", "cp1253", "windows-1253"), ("he", "cp1255", "windows-1255"), ("th", "cp874", "TIS-620"),
]  # fmt: skip
SITUATIONS = {  # what the declaration says, what HTTP says; "=" is the truth
    "declared": ("=", ""),
    "in http": ("", "="),
    "nowhere": ("", ""),
    "declared utf-8": ("utf-8", ""),
    "http utf-8 against the declaration": ("=", "utf-8"),
    "declared utf-8 against http": ("utf-8", "="),
    "a server's latin-1": ("=", "ISO-8859-1"),
    "declared latin-1": ("iso-8859-1", ""),
    "declared big5": ("big5", ""),
    "declared gbk": ("gbk", ""),
    "declared windows-1251": ("windows-1251", ""),
}


def feed_of(titles: list[str], label: str) -> str:
    items = "".join(f"<item><title>{title}</title><link>http://example.com/</link></item>" for title in titles)
    return xml("Example", label).replace("</channel>", f"{items}</channel>")


def test_headlines_come_out_as_they_went_in_whatever_the_labels_say() -> None:
    """The share of titles read right: all of them where the label is right, nearly all where it is wrong or missing."""
    read: dict[str, list[int]] = {name: [0, 0] for name in SITUATIONS}
    wrong: list[tuple[str, str, str]] = []
    for language, codec, label in CODECS:
        titles = HEADLINES[language]
        for chosen in [*([title] for title in titles), titles[:2], titles[2:], titles]:
            for name, (declared, http) in SITUATIONS.items():
                body = feed_of(chosen, declared.replace("=", label)).encode(codec)
                text = decode(body, f"text/xml; charset={http.replace('=', label)}" if http else "text/xml").text
                right = sum(f"<title>{title}</title>" in text for title in chosen)
                read[name][0] += right
                read[name][1] += len(chosen)
                wrong += [(name, codec, title) for title in chosen if right < len(chosen)]
    shares = {name: right / all_of_them for name, (right, all_of_them) in read.items()}
    assert shares["declared"] == shares["in http"] == shares["http utf-8 against the declaration"] == 1.0, wrong
    # One title of one accent under a wrong label says nothing of itself: there the label is believed.
    assert min(shares.values()) >= 0.85, (shares, wrong)
    assert sorted(shares.values())[1] >= 0.96, (shares, wrong)
    assert sum(shares.values()) / len(shares) >= 0.975, (shares, wrong)


@pytest.mark.parametrize(("language", "codec", "label"), [one for one in CODECS if one[1] != "iso2022_jp"])
@pytest.mark.parametrize("declared", ["=", "utf-8", ""])
def test_a_lost_byte_costs_its_own_title_and_no_other(language: str, codec: str, label: str, declared: str) -> None:
    titles = HEADLINES[language] * 2
    body = bytearray(feed_of(titles, declared.replace("=", label)).encode(codec))
    del body[next(index for index, byte in enumerate(body) if byte >= 0x80)]
    text = decode(bytes(body)).text
    assert text.count("<title>") == 9
    assert sum(f"<title>{title}</title>" in text for title in titles) >= len(titles) - 1


@pytest.mark.parametrize("language", HEADLINES)
@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_that_lies_is_passed_over(language: str, mark: bytes) -> None:
    document = feed_of(HEADLINES[language], "utf-16")
    assert decode(mark + document.encode()).text == document
    if language == "zh_Hans":
        assert decode(mark + document.encode("gb18030")).text == document


def test_texts_of_two_encodings_in_one_document_are_both_read() -> None:
    ours, theirs = HEADLINES["zh_Hans"][:2], "这个网站的新闻都是用别的编码写的，没有人知道为什么"
    head, _, tail = feed_of(ours, "utf-8").partition("</channel>")
    foreign = f"<item><title>{theirs}</title></item>".encode("gb18030")
    found = decode(head.encode() + foreign + f"</channel>{tail}".encode())
    assert all(title in found.text for title in (*ours, theirs))
    assert [flaw.code for flaw in found.flaws] == ["encoding-damaged"]


def test_every_description_may_be_cut_inside_a_character() -> None:
    items = "".join(f"<item><title>{title}</title><description>" for title in HEADLINES["zh_Hans"])
    cut = b"\xe6\x96...</description></item>"
    body = b"<rss><channel>" + items.encode().replace(b"<item>", cut + b"<item>")[len(cut) :] + cut
    assert all(f"<title>{title}</title>" in decode(body).text for title in HEADLINES["zh_Hans"])
    in_gbk = body.decode("utf-8", "replace").replace("\ufffd", "").encode("gb18030").replace(b"...", b"\xce...")
    assert all(f"<title>{title}</title>" in decode(in_gbk).text for title in HEADLINES["zh_Hans"])


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("cp437", "cp437", "Ç"), ("IBM866", "cp866", "Привет"), ("macintosh", "mac_roman", "Café"), ("x-mac-cyrillic", "mac-cyrillic", "Привет"),
        ("mac-greek", "mac-greek", "Ελλάδα"), ("windows_1251", "cp1251", "Привет"), ("csIBM855", "cp855", "Привет"), ("cp850", "cp850", "Ü"),
    ],
)  # fmt: skip
def test_rare_charsets_are_known_by_their_names(label: str, codec: str, text: str) -> None:
    assert text in decode(xml(text, label).encode(codec)).text


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp1140"])
def test_a_mainframes_letters_are_read(codec: str) -> None:
    assert decode(xml("EBCDIC \u00e9", codec).encode(codec)).text == xml("EBCDIC \u00e9", codec)


def test_euc_jp_has_the_circled_digits_that_windows_put_there() -> None:
    body = xml("③新しい記事", "euc-jp").encode("euc_jis_2004")
    assert "③新しい記事" in decode(body).text
