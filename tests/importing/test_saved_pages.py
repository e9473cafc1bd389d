"""``geomap import article``: the files of browsers and archives, and what they say about where a page is from."""

import io
import json
import plistlib
import uuid
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imports import run_import, snapshot, write
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from geomap.importing.article import parse_page
from geomap.importing.errors import ArticleError, EncodingError
from geomap.importing.saved_page import open_saved_page
from geomap.read import read_articles
from geomap.read.articles.provenance import find_provenance, is_archive, of_address
from geomap.read.articles.web_page import WebPage, read_web_page

URL = "https://news.example.org/crane"
COPY = f"https://web.archive.org/web/20240503101112/{URL}"
SENTENCES = "Three dockers watched a crane lift a grey container onto the quay before dawn. " * 5


def page(head="", body="", top=""):
    """A page with an article; ``top`` is before the first tag."""
    return (
        f'{top}<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Crane on the quay</title>{head}</head>'
        f"<body>{body}<article><h1>Crane on the quay</h1><p>{SENTENCES}</p><p>{SENTENCES}</p></article></body></html>"
    )


def imported(name, content, tmp_path, project, *options):
    """The article that a file becomes, and what the command says."""
    result = run_import("article", write(tmp_path, name, content), project, *options)
    assert result.exit_code == 0, result.output
    (article,) = read_articles(project).articles
    return article, result.stderr


def mhtml(html, *, address=URL):
    encoded = html.encode().hex(" ").upper().split()
    quoted = "".join(f"={code}" + ("=\r\n" if number % 20 == 19 else "") for number, code in enumerate(encoded))
    return (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nSubject: Crane\r\n"
        "Date: Fri, 3 May 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--B"\r\n\r\n'
        f"----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {address}\r\n\r\n{quoted}\r\n"
        "----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n----B--\r\n"
    )


def warc(*records, gzip=False):
    """A WARC file of answers: address, status, type and body."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    for address, status, kind, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        day = {"WARC-Date": "2024-05-03T10:00:00Z"}
        content = io.BytesIO(body.encode())
        record = writer.create_warc_record(
            address, "response", payload=content, http_headers=headers, warc_headers_dict=day
        )
        buffer = record.raw_stream  # a temporary file that the writer leaves open
        writer.write_record(record)
        buffer.close()
    return stream.getvalue()


HTML = "text/html; charset=utf-8"
RECORDS = [
    ("https://news.example.org/", "301 Moved", HTML, "moved"),
    ("https://news.example.org/a.css", "200 OK", "text/css", "a {}"),
    (URL, "200 OK", HTML, page()),
    ("https://news.example.org/other", "200 OK", HTML, page().replace("Crane on the quay", "Another page")),
]


def wacz(*records, listed=URL):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc(*records, gzip=True))
        pages = [{"format": "json-pages-1.0"}, {"url": listed, "ts": "2024-05-03T10:00:00Z"}]
        archive.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, pages)))
    return stream.getvalue()


def safari(html):
    main = {"WebResourceData": html.encode(), "WebResourceURL": URL, "WebResourceTextEncodingName": "UTF-8"}
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


SINGLE_FILE = (
    "<!--\n Page saved with SingleFile \n url: {} \n saved date: Fri May 03 2024 10:00:00 GMT+0200 (CEST)\n-->"
)


@pytest.mark.parametrize(
    ("name", "content", "saved"),
    [
        ("a.mhtml", mhtml(page()), "2024-05-03"),
        ("a.warc", warc(*RECORDS[:3]), "2024-05-03"),
        ("a.warc.gz", warc(*RECORDS[:3], gzip=True), "2024-05-03"),
        ("a.wacz", wacz(RECORDS[3], *RECORDS[:3]), "2024-05-03"),
        ("a.webarchive", safari(page()), None),
        ("a.html", page(SINGLE_FILE.format(URL)), "2024-05-03"),
        ("a.html", page(top=f"<!-- saved from url=(0030){URL} -->\n"), None),
        ("a.html", page(f'<link rel="canonical" href="{URL}">'), None),
        ("a.html", page(f'<meta property="og:url" content="{URL}">'), None),
    ],
)
def test_a_saved_page_says_where_it_is_from(name, content, saved, tmp_path, project) -> None:
    article, _ = imported(name, content, tmp_path, project)
    head = article.front_matter
    assert (article.id, head.title, head.url, head.archive_url) == ("a", "Crane on the quay", URL, None)
    assert (head.accessed.edtf if head.accessed else None) == saved
    assert "lift a grey container onto the quay before dawn." in article.text


ARCHIVED = {
    "wayback": page(
        f'<link rel="canonical" href="{COPY}"><script>__wm.wombat("{URL}","20240503101112","https://web.archive.org/")'
        "</script>",
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div><p>The Wayback Machine has 12 captures of this page.</p></div>"
        "<!-- END WAYBACK TOOLBAR INSERT -->",
    ),
    "wayback with the canonical link of the page": page(
        f'<script>__wm.wombat("{URL}","20240503101112","https://web.archive.org/")</script>'
        f'<link rel="canonical" href="{URL}">'
    ),
    "archive.today": page(
        f'<link rel="canonical" href="https://archive.ph/AbC12"><meta property="og:url" content="https://archive.ph/AbC12">'
        f'<link rel="bookmark" href="http://archive.today/20240503101112/{URL}">'
        '<meta property="og:site_name" content="archive.is">'
    ),
    "SingleFile of a copy": page(SINGLE_FILE.format(COPY)),
    "MHTML of a copy": mhtml(page(), address=COPY),
}


@pytest.mark.parametrize("kind", ARCHIVED)
def test_a_copy_in_an_archive_has_both_addresses_and_the_archive_is_no_publisher(kind, tmp_path, project) -> None:
    name = "a.mhtml" if kind.startswith("MHTML") else "a.html"
    article, _ = imported(name, ARCHIVED[kind], tmp_path, project)
    head = article.front_matter
    assert head.url == URL
    assert head.archive_url.endswith(f"20240503101112/{URL}")
    assert head.accessed.edtf == "2024-05-03"
    assert not is_archive(head.publisher or "")
    assert "Wayback" not in article.text


def test_the_address_of_a_copy_is_both_addresses(tmp_path, project) -> None:
    article, _ = imported("a.txt", f"{SENTENCES}\n", tmp_path, project, "--url", COPY)
    assert (article.front_matter.url, article.front_matter.archive_url) == (URL, COPY)


def test_of_several_pages_the_user_chooses_one(tmp_path, project) -> None:
    content = warc(*RECORDS)
    _, warnings = imported("a.warc", content, tmp_path, project)
    assert "2 pages" in warnings
    assert run_import("article", write(tmp_path, "b.warc", content), project, "--url", RECORDS[3][0]).exit_code == 0
    titles = {article.id: article.title for article in read_articles(project).articles}
    assert titles == {"a": "Crane on the quay", "b": "Another page"}


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.rtf", b"{\\rtf1 text}", "RTF"),
        ("a.eml", b"From: a@example.org\nTo: b@example.org\nSubject: Crane\n\nText", "e-mail"),
        ("a.txt", b"Received: from x\nMessage-ID: <1@example.org>\nFrom: a@example.org\n\nText", "e-mail"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        ("a.docx", None, "document"),
        ("a.warc", b"WARC/1.0\r\nbroken", ""),
        ("a.wacz", b"PK\x03\x04broken", ""),
        ("a.warc.gz", b"\x1f\x8bbroken", ""),
        ("a.webarchive", b"bplist00broken", ""),
    ],
)
def test_other_documents_are_refused_by_name_with_what_to_do(name, content, named, tmp_path, project) -> None:
    if content is None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        content = stream.getvalue()
    result = run_import("article", write(tmp_path, name, content), project)
    assert result.exit_code == 1
    assert named in result.stderr
    assert "= help:" in result.stderr
    assert snapshot(project) == {}


def test_a_page_with_hardly_any_text_has_a_warning(tmp_path, project) -> None:
    html = (
        "<html><head><title>Wait</title></head><body><p>Please enable JavaScript to read this page.</p></body></html>"
    )
    assert "hardly any text" in imported("a.html", html, tmp_path, project)[1]
    assert "hardly any text" not in run_import("article", write(tmp_path, "b.html", page()), project).stderr


@pytest.mark.parametrize(
    "words",
    [
        "می\u200cگویند کامیون\u200cها آمدند",  # Persian: zero-width non-joiners
        "क्\u200dष और क्\u200cष",  # Hindi: both joiners
        "\u2067עברית\u2069 \u200ftext\u200e",  # marks of directions
        "می&zwnj;گویند و &#8204;&#x200D;",
    ],
)
def test_invisible_letters_are_kept(words, tmp_path, project) -> None:
    html = page().replace("Three dockers", f"{words} Three dockers", 1)
    article, _ = imported("a.html", html, tmp_path, project)
    expected = words.replace("&zwnj;", "\u200c").replace("&#8204;&#x200D;", "\u200c\u200d")
    assert expected in article.text


@pytest.mark.parametrize("mark", ["<br>", "<br/>", "<BR />", '<br class="x">'])
def test_br_is_a_line_break_and_not_a_paragraph(mark, tmp_path, project) -> None:
    html = page().replace("</h1>", f"</h1><p>Berth 4{mark}Gate 7{mark}{mark}Yard 2 {SENTENCES}</p>", 1)
    article, _ = imported("a.html", html, tmp_path, project)
    assert "Berth 4\nGate 7\n\nYard 2 Three" in article.text


@given(st.text(st.characters(categories=["L", "Cf", "Nd"], exclude_characters="\u00ad\ufeff"), min_size=1, max_size=40))
def test_every_letter_of_a_sentence_is_kept(word) -> None:
    html = page().replace("Three dockers", f"Then {word}x watched. Three dockers", 1)
    found = read_web_page(html, "a.html")
    assert isinstance(found, WebPage)
    assert f"Then {word}x watched." in found.text


@given(st.text(max_size=200))
def test_any_text_has_a_provenance(text) -> None:
    for found in (find_provenance(text), of_address(text)):
        assert found.url is None or found.url.startswith("http")


@pytest.mark.parametrize(
    ("html", "copy"),
    [
        (page(f'<link rel="canonical" href="/web/20240503101112/{URL}">'), COPY),
        (page(f'<link rel="canonical" href="//web.archive.org/web/20240503101112/{URL}">'), COPY),
        (
            page(body=f'<!-- BEGIN WAYBACK TOOLBAR INSERT --><input id="wmtbURL" value="{URL}">'
            "<!-- END WAYBACK TOOLBAR INSERT -->")
            + "<!-- FILE ARCHIVED ON 10:11:12 May 03, 2024 AND RETRIEVED FROM THE INTERNET ARCHIVE -->",
            COPY,
        ),
        (page(top=f"<!-- Saved from {URL} at 2024-05-03T10:11:12Z using monolith v2.8.1 -->"), None),
    ],
)  # fmt: skip
def test_links_toolbars_and_comments_of_archives_name_the_page(html, copy, tmp_path, project) -> None:
    article, _ = imported("page.html", html, tmp_path, project)
    head = article.front_matter
    assert (head.url, head.archive_url, head.accessed.edtf) == (URL, copy, "2024-05-03")


@pytest.mark.parametrize("content", ['{"title": "Crane"}', '<?xml version="1.0"?><en-export><note/></en-export>'])
def test_data_is_no_article(content, tmp_path, project) -> None:
    result = run_import("article", write(tmp_path, "notes.txt", content), project)
    assert result.exit_code == 1
    assert "to import data: geomap import FILE" in result.stderr
    assert snapshot(project) == {}


CYRILLIC = "Кран на набережной поднял серый контейнер до рассвета. "
LETTER = CYRILLIC * 12


def page_in(text: str, encoding: str, meta: str = "") -> bytes:
    body = f"<html lang=ru><head>{meta}<title>T</title></head><body><article><p>{text}</p></article></body></html>"
    return body.encode(encoding)


@pytest.mark.parametrize(
    ("data", "stated"),
    [
        (page_in(LETTER, "utf-8"), None),
        (page_in(LETTER, "utf-8"), "windows-1251"),  # wrong: the bytes are UTF-8
        (page_in(LETTER, "utf-16"), None),  # with a byte order mark
        (page_in(LETTER, "utf-16-le"), "utf-16le"),
        (page_in(LETTER, "cp1251"), "windows-1251"),
        (page_in(LETTER, "cp1251"), "x-cp1251"),
        (page_in(LETTER, "cp1251", "<meta charset=windows-1251>"), None),
        (page_in(LETTER, "cp1251", "<meta charset=windows-1251>"), "klingon"),
        (page_in(LETTER, "koi8-r", '<meta http-equiv=content-type content="text/html; charset=koi8-r">'), "base64"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + page_in(LETTER, "cp1251"), None),
    ],
)
def test_a_page_is_decoded_by_its_mark_its_bytes_its_server_or_itself(data, stated) -> None:
    _, text = parse_page(data, stated, "page")
    assert CYRILLIC.strip() in text


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "It’s the harbour – “quiet”. "),
        ("gb2312", "gb18030", "朱镕基在港口。"),
        ("shift_jis", "cp932", "港の①番。"),
        ("ks_c_5601-1987", "cp949", "항구에서 똠방. "),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label, encoding, text) -> None:
    assert text.strip() in parse_page(page_in(text * 20, encoding), label, "page")[1]


@pytest.mark.parametrize("label", [None, "utf-7", "unicode_escape", "utf-8"])
def test_an_encoding_that_is_not_stated_is_not_guessed(label) -> None:
    with pytest.raises(EncodingError):
        parse_page(page_in(LETTER, "cp1251"), label, "page")


@pytest.mark.parametrize(("coding", "name"), [("br", "brotli"), ("zstd", "zstd"), ("gzip", "gzip"), ("identity", None)])
def test_a_page_that_was_sent_packed_is_unpacked(coding, name) -> None:
    html = page().encode()
    with pa.BufferOutputStream() as sink:
        if name:
            with pa.CompressedOutputStream(sink, name) as stream:
                stream.write(html)
        data = sink.getvalue().to_pybytes() if name else html
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + coding.encode() + b"\r\n\r\n" + data
    assert open_saved_page(response(answer), "a.warc", None).html == html


@pytest.mark.parametrize(
    ("coding", "data"), [("compress", b"x"), ("gzip, br", b"x"), ("zstd", b"no zstd"), ("br", b"\xff")]
)
def test_a_page_that_cannot_be_unpacked_is_refused_with_its_coding(coding, data) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n".encode() + data
    with pytest.raises(ArticleError, match=f'"{coding}"'):
        open_saved_page(response(answer), "a.warc", None)


def response(answer: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=1)}>\r\n"
        f"WARC-Target-URI: {URL}\r\nWARC-Date: 2023-01-05T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"
