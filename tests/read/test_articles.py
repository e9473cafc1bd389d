"""Articles: the text is kept exactly, front matter is read with locations, Markdown syntax is recognised."""

import hashlib
import itertools
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.findings import Location
from geomap.model import Article, FrontMatter, Publish, without_markup
from geomap.read import read_article, read_articles
from geomap.read.articles import articles as articles_module
from geomap.read.articles.markup import markdown_syntax
from geomap.read.files import Kind

HEAD = """\
---
id: rooftops
title: Guns on rooftops
publisher: The Post
url: https://post.example/a
published: 2023-01-20
language: en
authors: [Jane Doe, "123"]
publish: full
---
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Guns on rooftops</title>
<meta property="og:site_name" content="The Post"><meta property="article:published_time" content="2023-01-20T10:00:00Z">
</head><body><nav><a href="/">Home</a> <a href="/subscribe">Subscribe</a></nav><article><h1>Guns on rooftops</h1>
<p>Two residents of the <b>Harbour</b> tower saw a launcher being lifted onto the roof on Monday &amp; told us.</p>
<p>A second paragraph says at some length what else was seen, so that there is enough text to be taken for one.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def one(make_project):
    """The one article of a project, without findings."""

    def read(content: str | bytes, name: str = "a.md") -> Article:
        reading = read_articles(make_project({f"seeds/{name}": content}))
        assert reading.findings == []
        (article,) = reading.articles
        return article

    return read


@pytest.fixture
def found(make_project):
    """The findings of a project's articles as "file:line:column code"."""

    def find(files: dict[str, str | bytes]) -> list[str]:
        root = make_project({f"seeds/{name}": content for name, content in files.items()})
        return [f"{str(f.location)[6:]} {f.code}" for f in read_articles(root).findings]

    return find


# Text and head


def test_an_article_without_front_matter_is_only_text(one) -> None:
    article = one("\n# Guns *on* rooftops\r\n\r\nText.\n", "guns-on-rooftops.md")
    assert article.text == "\n# Guns *on* rooftops\r\n\r\nText.\n"
    assert (article.id, article.title, article.first_line) == ("guns-on-rooftops", "Guns on rooftops", 1)
    assert article.front_matter == FrontMatter()
    assert article.file == "seeds/guns-on-rooftops.md"
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_text_after_front_matter_is_kept_exactly(one, line_end) -> None:
    head, text = HEAD.replace("\n", line_end), f"{line_end}Text  {line_end}--- {line_end}end"
    article = one(head + text)
    assert article.text == text
    assert article.first_line == 11
    assert article.at(article.text.index("Text")) == Location("seeds/a.md", 12, 1)
    assert (article.id, article.title, article.front_matter.publish) == ("rooftops", "Guns on rooftops", Publish.FULL)
    assert article.front_matter.authors == ("Jane Doe", "123")
    assert article.front_matter.published is not None
    assert article.front_matter.published.edtf == "2023-01-20"
    assert article.front_matter.at("publisher") == Location("seeds/a.md", 4, 12)


@examples(1.5)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\r\t-# *"), min_size=1)
)
def test_any_text_is_read_unchanged(tmp_path_factory, text) -> None:
    if not text.strip() or text.startswith(("---", "\ufeff")) or set(text) & set("\ufffe\uffff"):
        return
    root = tmp_path_factory.mktemp("project")
    (root / "seeds").mkdir()
    (root / "seeds/a.txt").write_bytes(text.encode())
    reading = read_articles(root)
    assert reading.findings == []
    assert reading.articles[0].text == text
    assert reading.articles[0].markup == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_usual_encodings_are_read(one, encoding) -> None:
    article = one((HEAD + "Кремль 🛰️ \u200fשלום").encode(encoding))
    assert article.text == "Кремль 🛰️ \u200fשלום"
    assert article.id == "rooftops"


@pytest.mark.parametrize(
    "head", ["---\n---\n", "---\n# nothing yet\n---\n", "---  \n\n--- \n", "---\ntitle:\nurl: \n---\n"]
)
def test_empty_front_matter_is_accepted(one, head) -> None:
    article = one(f"{head}Text\n")
    assert article.front_matter == FrontMatter()
    assert article.text == "Text\n"


def test_later_dashes_are_text(one) -> None:
    assert one("Text\n---\nid: b\n---\n").front_matter == FrontMatter()


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("moscow-rooftops.md", "moscow-rooftops"),
        ("2023-01-20.en.txt", "2023-01-20.en"),
        ("Guns on Rooftops.txt", "guns-on-rooftops"),
        ("Крыши.txt", "Крыши"),
        ("cafe\u0301.txt", "café"),
        ("(1).txt", "1"),
        ("A.MARKDOWN", "A"),
    ],
)
def test_the_default_id_is_made_from_the_files_name(one, name, id_) -> None:
    assert one("Text", name).id == id_


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  \n> ## A [link](https://a.example) & `code`\nmore", "A link & code"),
        ("***\n\n- one\n- two", "one"),
        ("Title\n=====\n", "Title"),
        ("<!-- note -->\n**Bold** words", "Bold words"),
        ("a  b\tc\n", "a b c"),
        ("—\n", "—"),
    ],
)
def test_the_default_title_is_the_first_line_with_a_word(one, text, title) -> None:
    assert one(text).title == title


def test_a_very_long_first_line_is_cut_for_the_title(one) -> None:
    title = one("x" * 10_000).title
    assert len(title) <= 200
    assert title.endswith("…")


def test_a_plain_text_has_no_markup(one) -> None:
    article = one("# *Title*\n", "a.txt")
    assert article.markup == ()
    assert article.title == "# *Title*"


# What is wrong


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("url: javascript:alert(1)", "3:6 G011"),
        ("url: data:text/html,x", "3:6 G011"),
        ("archive_url: /saved/a.html", "3:14 G011"),
        ("published: 20.01.2023", "3:12 G010"),
        ("publish: everything", "3:10 G005"),
        ("publsher: The Post", "3:1 G002"),
        ("authors: Jane Doe", "3:10 G004"),
        ("title: 1984", "3:8 G004"),
        ("title: ''", "3:8 G003"),
        ("id: a b", "3:5 G004"),
        ("language: english", "3:11 G004"),
        ("title: one: two", "3:11 Y003"),
        ("publisher: b", "3:1 Y004"),
        ("title: *x", "3:8 Y005"),
        ("title: !!python/none x", "3:8 Y007"),
        ("\ttitle: x", "3:1 Y003"),
    ],
)
def test_a_mistake_in_the_front_matter_is_reported_at_its_line(make_project, head, place) -> None:
    reading = read_articles(make_project({"seeds/a.md": f"---\npublisher: a\n{head}\n---\nText\n"}))
    assert [f"{f.location.line}:{f.location.column} {f.code}" for f in reading.findings] == [place]
    (article,) = reading.articles
    assert article.text == "Text\n"


def test_an_article_with_broken_front_matter_can_still_be_cited(make_project) -> None:
    root = make_project({"seeds/a.md": "---\nid: rooftops\npublish: everything\npublisher: The Post\n---\nText\n"})
    (article,) = read_articles(root).articles
    assert (article.id, article.front_matter.publisher, article.front_matter.publish) == (
        "rooftops",
        "The Post",
        Publish.EXCERPTS,
    )


@pytest.mark.parametrize("head", ["- a\n- b", "just words"])
def test_front_matter_that_is_not_a_mapping_is_reported(found, head) -> None:
    assert found({"a.md": f"---\n{head}\n---\nText\n"}) == ["a.md:2:1 G004"]


def test_front_matter_that_is_not_closed_is_reported(found) -> None:
    assert found({"a.md": "---\nid: a\n\nText\n"}) == ["a.md:1:1 Y003"]


@pytest.mark.parametrize(("text", "line"), [("", 1), (" \n\t\n", 1), (HEAD, 11), (HEAD + "\n \n", 11)])
def test_an_empty_article_is_reported(found, text, line) -> None:
    assert found({"a.md": text}) == [f"a.md:{line}:1 A002"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"Text\n\xff\xfe", "2:1"),
        ("Москва".encode("cp1251"), "1:1"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "1:1"),
        (b"Text\n  \0", "2:3"),
        (b"Text \x1b[2J", "1:6"),
        ("Text".encode("utf-32"), "1:1"),
    ],
)
def test_an_article_that_is_not_text_is_reported_at_its_first_invalid_byte(found, content, place) -> None:
    assert found({"a.txt": content}) == [f"a.txt:{place} A003"]


def test_an_article_over_the_limit_is_reported(make_project, monkeypatch) -> None:
    monkeypatch.setattr(articles_module, "ARTICLE", Kind(limit=1000, too_large="A004", not_text="A003"))
    root = make_project({"seeds/a.txt": "x" * 1001, "seeds/b.txt": "x" * 1000})
    reading = read_articles(root)
    assert [(f.location.file, f.code) for f in reading.findings] == [("seeds/a.txt", "A004")]
    assert [article.id for article in reading.articles] == ["b"]


def test_a_duplicate_article_id_is_reported_at_the_second(make_project) -> None:
    root = make_project({"seeds/a.md": "One", "seeds/a.txt": "Two", "seeds/b.md": "---\nid: a\n---\nThree"})
    reading = read_articles(root)
    assert [f"{f.location} {f.code}" for f in reading.findings] == ["seeds/a.txt:1:1 A006", "seeds/b.md:2:5 A006"]
    assert all("seeds/a.md" in finding.message for finding in reading.findings)
    assert [article.text for article in reading.articles] == ["One"]


def test_a_name_without_a_letter_needs_an_id(found) -> None:
    assert found({"---.txt": "Text"}) == ["---.txt:1:1 G003"]
    assert found({"---.txt": "---\nid: a\n---\nText"}) == []


# Files


def test_articles_are_found_in_folders_and_sorted_by_id(make_project) -> None:
    root = make_project(
        {
            "seeds/z.md": "Z",
            "seeds/2023/b.txt": "B",
            "seeds/2023/README.md": "An article of that name",
            "seeds/README.md": "Not an article",
            "seeds/.hidden.md": "Hidden",
            "seeds/.git/a.md": "Hidden",
            "seeds/picture.png": b"\x89PNG",
            "seeds/a.TXT": "A",
        }
    )
    reading = read_articles(root)
    assert reading.findings == []
    assert [(article.id, article.file) for article in reading.articles] == [
        ("README", "seeds/2023/README.md"),
        ("a", "seeds/a.TXT"),
        ("b", "seeds/2023/b.txt"),
        ("z", "seeds/z.md"),
    ]


def test_no_folder_has_no_articles(tmp_path) -> None:
    reading = read_articles(tmp_path)
    assert (reading.articles, reading.findings) == ((), [])


def test_symlinks_lead_no_further_than_the_project(make_project, tmp_path) -> None:
    root = make_project({"seeds/a.md": "A", "drafts/b.md": "B"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("Secret")
    (root / "seeds/in").symlink_to(root / "drafts")
    (root / "seeds/loop").symlink_to(root / "seeds")
    (root / "seeds/out").symlink_to(outside)
    (root / "seeds/secret.md").symlink_to(outside / "secret.md")
    (root / "seeds/gone.md").symlink_to(root / "nowhere.md")
    reading = read_articles(root)
    assert [article.text for article in reading.articles] == ["A", "B"]
    assert [f"{f.location.file} {f.code}" for f in reading.findings] == [
        "seeds/gone.md Y001",
        "seeds/out A005",
        "seeds/secret.md A005",
    ]


def test_an_article_that_the_user_names_may_be_anywhere(make_project, tmp_path) -> None:
    root, file = make_project({"seeds/a.md": "A"}), tmp_path / "news.rst"
    file.write_text("News")
    article, findings = read_article(file, root, anywhere=True)
    assert findings == []
    assert article is not None
    assert (article.id, article.text, article.file) == ("news", "News", file.as_posix())
    article, (outside,) = read_article(file, root)
    assert article is None
    assert outside.code == "A005"


def test_a_missing_file_is_reported(tmp_path) -> None:
    article, (missing,) = read_article(tmp_path / "a.md", tmp_path, anywhere=True)
    assert article is None
    assert (missing.code, missing.location.file) == ("Y001", "a.md")


# Saved web pages


def test_a_saved_web_page_is_its_main_text(one) -> None:
    pytest.importorskip("trafilatura", exc_type=ImportError)
    article = one(PAGE, "post.html")
    assert "saw a launcher being lifted onto the roof on Monday & told us.\n\nA second" in article.text
    assert "Subscribe" not in article.text
    assert "All rights" not in article.text
    assert (article.title, article.front_matter.publisher) == ("Guns on rooftops", "The Post")
    assert article.front_matter.published is not None
    assert article.front_matter.published.edtf == "2023-01-20"
    assert article.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_front_matter_overrides_a_web_pages_metadata(one) -> None:
    pytest.importorskip("trafilatura", exc_type=ImportError)
    article = one("---\nid: post\npublisher: Another\n---\n" + PAGE, "a.htm")
    assert (article.id, article.front_matter.publisher, article.title) == ("post", "Another", "Guns on rooftops")


def test_a_web_page_without_an_article_is_empty(found) -> None:
    pytest.importorskip("trafilatura", exc_type=ImportError)
    assert found({"a.html": "<html><body></body></html>"}) == ["a.html:1:1 A002"]


def test_a_web_page_needs_the_extra(found, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert found({"a.html": PAGE}) == ["a.html:1:1 A007"]


# Markdown's marks, shown between ⟦ and ⟧


def shown(text: str) -> str:
    pieces, at = [], 0
    for start, end in markdown_syntax(text):
        pieces += [text[at:start], "⟦", text[start:end], "⟧"]
        at = end
    return "".join([*pieces, text[at:]])


@pytest.mark.parametrize(
    "marked",
    [
        "⟦# ⟧Title ⟦#⟧\n⟦###### ⟧Sixth\n#hashtag\n",
        "⟦> ⟧quoted\n⟦> > - ⟧deep\n  ⟦* ⟧item\n⟦12. ⟧twelfth\n⟦3) ⟧third\n⟦- [x] ⟧done\n2023 was\n-5 degrees\n",
        "Title\n⟦=====⟧\n\nTitle\n⟦---⟧\n\n⟦***⟧\n\n⟦- - -⟧\n",
        "⟦*⟧one⟦*⟧ ⟦**⟧two⟦**⟧ ⟦***⟧three⟦***⟧ ⟦_⟧four⟦_⟧ ⟦__⟧five⟦__⟧ ⟦~~⟧six⟦~~⟧",
        "⟦**⟧one ⟦*⟧two⟦***⟧ and ⟦***⟧one⟦*⟧ two⟦**⟧",
        "(⟦*⟧Кремль⟦*⟧), ⟦**⟧«Центр»⟦**⟧, ⟦_⟧Москва⟦_⟧-река, Frunzenskaya ⟦**⟧embank⟦**⟧ment",
        "snake_case_name, 5 * 3, a footnote*, *alone, * and _, ~about~",
        "*not over\n\na paragraph*",
        "⟦`⟧code *x* [a](b)⟦`⟧ and ⟦``⟧a ` b⟦``⟧ and ` alone",
        "⟦```python⟧\n*x* = `y`\n# no heading\n⟦```⟧\n⟦*⟧after⟦*⟧\n⟦~~~⟧\nnever closed *x*\n",
        'see ⟦[⟧the ⟦*⟧Post⟦*](https://a.example/b_(c) "Title")⟧ and ⟦![⟧a map⟦](map.png)⟧',
        "⟦[![⟧alt⟦](a.png)](https://a.example)⟧, [no link], [neither] (this)",
        "⟦[⟧one⟦][ref]⟧ ⟦[⟧Ref⟦]⟧ [other]\n\n⟦[ref]: https://a.example 'Title'⟧\n",
        "⟦<https://a.example/x>⟧ ⟦https://a.example/moscow_a⟧, (⟦www.example.org/moscow⟧).",
        "⟦<!-- a *comment* [x](y) -->⟧ ⟦<b class='x'>⟧bold⟦</b>⟧, a < b > c <!-- not closed",
        "⟦\\⟧*not emphasis⟦\\⟧* 1⟦\\⟧. C:\\data",
        "⟦# ⟧Heading\r\n⟦> ⟧quote\r\n⟦* ⟧item ⟦**⟧b⟦**⟧\r\n",
        "",
    ],
)
def test_markdown_syntax_is_separated_from_content(marked) -> None:
    assert shown(marked.replace("⟦", "").replace("⟧", "")) == marked


@examples(4)
@given(st.text("ab*_`[]()!<>-# \n\\~=.:/1x", max_size=60))
def test_marks_are_sorted_disjoint_and_inside_the_text(text) -> None:
    spans = markdown_syntax(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.large
@pytest.mark.parametrize(
    "piece",
    [
        *("[", "<!--", "`", "` a", "*a ", "a* ", "*", "_a_ ", "](", "[a](", "<a ", "> ", "# ", "- ", "\\", "\n\n"),
        *("http://((", "[a][b", "=\n", " #", "~~a", "[x](  ", '[x](a "', "1. ", "``` \n", "<", "![", "***a ", "\n \r"),
    ],
)
def test_no_text_takes_more_than_its_length_to_read(piece) -> None:
    """A quadratic scanner would need minutes for each of these."""
    text = piece * (60_000 // len(piece))
    assert all(end <= len(text) for _, end in markdown_syntax(text))
    assert markdown_syntax("[r]: x\n\n" + text + " " * 60_000 + ")]>`-->") is not None


def test_the_example_articles_have_no_findings(first_map: Path) -> None:
    reading = read_articles(first_map)
    assert reading.findings == []
    assert reading.articles


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("the <redacted> battery near <Kyiv>", "the <redacted> battery near <Kyiv>"),
        ("<name of the unit> moved to <место>", "<name of the unit> moved to <место>"),
        ("an <address> and <time> were removed", "an <address> and <time> were removed"),
        ("a <b>bold</b> word<br/>", "a bold word"),
        ('a <span class="x">word</span>, <time datetime="2024">then</time>', "a word, then"),
        ("<address>Quay Road</address>", "Quay Road"),
        ("see <https://example.org/a> or <a@example.org>", "see  or "),
    ],
)
def test_words_in_angle_brackets_are_text_unless_they_are_html(markdown, shown) -> None:
    assert without_markup(markdown, markdown_syntax(markdown)) == shown


def test_an_unresolved_merge_conflict_is_not_read_as_text(found) -> None:
    text = f"{HEAD}One.\n<<<<<<< HEAD\nTwo.\n=======\nThree.\n>>>>>>> other\n"
    assert found({"a.md": text}) == [f"a.md:{HEAD.count(chr(10)) + 2}:1 Y008"]
    assert found({"a.md": "A heading\n=======\n\nSome text.\n"}) == []


@pytest.mark.parametrize("matter", ["- a", "just words"])
def test_front_matter_without_keys_is_reported_as_such(make_project, matter) -> None:
    root = make_project({"seeds/a.md": f"---\n{matter}\n---\nText.\n"})
    (one,) = read_articles(root).findings
    assert one.message.startswith("the front matter is")
    assert one.help == "write keys with their values, such as publisher: The Daily"


def test_a_link_that_leads_to_no_file_is_reported_with_what_to_do(make_project) -> None:
    root = make_project({"seeds/a.md": "Text.\n"})
    (root / "seeds" / "gone.md").symlink_to(root / "nowhere.md")
    (one,) = read_articles(root).findings
    assert one.message == "the symbolic link leads to no file"
    assert one.help == "restore the file that it leads to, or remove the link"
