"""``geomap import article``: a saved page, Markdown or text becomes an article in ``seeds/`` with its front matter."""

import datetime

import pytest
from imports import run_import, snapshot, write
from loopback import serving

import geomap
from geomap.findings import ProjectError
from geomap.importing.article import new_article
from geomap.importing.errors import ArticleError, EncodingError, FetchError
from geomap.read import read_articles

SENTENCES = "Two residents of the Harbour tower saw a launcher being lifted onto the roof on Monday. " * 6
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="CHARSET"><title>Launcher on the tower</title>
<meta property="og:site_name" content="The Morning Post">
<meta property="article:published_time" content="2023-01-20T08:00:00Z">
</head><body><nav>Home, News, Sport</nav><article><h1>Launcher on the tower</h1><p>{SENTENCES}</p>
<p>Nobody was hurt – so they say: “{SENTENCES}”</p></article><footer>All rights reserved</footer></body></html>"""


def article_of(project):
    reading = read_articles(project)
    assert reading.findings == []
    (article,) = reading.articles
    return article


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_saved_page_fills_the_front_matter(charset, tmp_path, project) -> None:
    path = write(tmp_path, "launcher.html", PAGE.replace("CHARSET", charset).encode(charset))
    result = run_import("article", path, project, "--archive", "https://archive.example.org/1")
    assert result.exit_code == 0, result.stderr
    article = article_of(project)
    head = article.front_matter
    assert (article.id, head.title, head.publisher) == ("launcher", "Launcher on the tower", "The Morning Post")
    assert (head.published.edtf, head.language, head.publish.value) == ("2023-01-20", "en-GB", "excerpts")
    assert (head.archive_url, head.url) == ("https://archive.example.org/1", None)
    assert "saw a launcher being lifted onto the roof" in article.text
    assert "“Two residents" in article.text
    assert "Sport" not in article.text
    assert "# url:" in (project / "seeds" / "launcher.txt").read_text(encoding="utf-8")


def test_the_imported_article_is_linked(tmp_path, project) -> None:
    write(project, "data/locations.yaml", "places: [{name: Harbour tower, coordinates: [1, 2]}]\n")
    run_import("article", write(tmp_path, "launcher.txt", "News\n\nA launcher stood on the Harbour tower.\n"), project)
    atlas = geomap.load(project)
    assert [mention.exact for mention in atlas.mentions] == ["Harbour tower"]


def test_markdown_keeps_its_text_and_its_front_matter(tmp_path, project) -> None:
    text = (
        "---\npublisher: A paper\npublished: 2023-01~\nauthors: ['B, C', D]\n---\n# A *title*\n\nText: with a colon.\n"
    )
    assert (
        run_import("article", write(tmp_path, "a.md", text), project, "--url", "https://example.org/a").exit_code == 0
    )
    article = article_of(project)
    assert (article.title, article.front_matter.publisher, article.front_matter.published.edtf) == (
        "A title",
        "A paper",
        "2023-01~",
    )
    assert (article.front_matter.authors, article.front_matter.url) == (("B, C", "D"), "https://example.org/a")
    assert article.text == "# A *title*\n\nText: with a colon.\n"


def test_an_article_is_never_replaced(tmp_path, project) -> None:
    write(project, "seeds/a.txt", "mine\n")
    before = snapshot(project)
    result = run_import("article", write(tmp_path, "a.txt", "theirs\n"), project)
    assert result.exit_code == 1
    assert "seeds/a.txt" in result.stderr
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("name", "content", "options", "error"),
    [
        ("a.txt", b"\xff\xfe\xfd", {}, "A003"),
        ("a.txt", b"", {}, "A002"),
        ("a.html", b"<html><body></body></html>", {}, ArticleError),
        ("a.html", b"<html><body>\xe9\xe8</body></html>", {}, EncodingError),
        ("a.txt", b"text", {"url": "javascript:alert(1)"}, ArticleError),
        ("a.txt", b"text", {"archive": "nowhere"}, ArticleError),
    ],
)
def test_a_file_that_cannot_become_an_article_is_an_error(name, content, options, error, tmp_path, project) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(ProjectError if isinstance(error, str) else error) as caught:
        new_article(path, project, **options)
    if isinstance(caught.value, ProjectError):
        assert [finding.code for finding in caught.value.findings] == [error]
    result = run_import("article", path, project, *(f"--{key}={value}" for key, value in options.items()))
    assert (result.exit_code, result.stdout) == (1, "")
    assert snapshot(project) == {}


def test_a_page_is_fetched_once_and_the_archive_link_is_stored(tmp_path, project) -> None:
    write(tmp_path, "web/launcher.html", PAGE.replace("CHARSET", "utf-8"))
    with serving(tmp_path / "web") as port:
        url = f"http://127.0.0.1:{port}/launcher.html"
        result = run_import("article", project, "--url", url, "--archive", "https://archive.example.org/1")
    assert result.exit_code == 0, result.stderr
    article = article_of(project)
    assert (article.id, article.front_matter.url) == ("launcher-on-the-tower", url)
    assert article.front_matter.archive_url == "https://archive.example.org/1"
    assert article.front_matter.accessed.edtf == datetime.datetime.now(datetime.UTC).date().isoformat()


@pytest.mark.parametrize("what", ["missing.html", "large.html", "picture.png"])
def test_a_page_that_cannot_be_fetched_is_an_error(what, tmp_path, project) -> None:
    write(tmp_path, "web/large.html", "<html>" + "x" * 5_100_000)
    write(tmp_path, "web/picture.png", b"\x89PNG")
    with serving(tmp_path / "web") as port:
        result = run_import("article", "--url", f"http://127.0.0.1:{port}/{what}", project)
    assert (result.exit_code, result.stdout) == (1, "")
    assert snapshot(project) == {}


@pytest.mark.parametrize("url", ["ftp://example.org/a", "http://user:pass@127.0.0.1/", "not an address"])
def test_only_web_addresses_are_fetched(url, project) -> None:
    with pytest.raises(FetchError):
        new_article(None, project, url=url)
    assert run_import("article", "--url", url, project).exit_code == 1


def test_redirects_are_followed(tmp_path, project) -> None:
    (tmp_path / "web" / "folder").mkdir(parents=True)
    write(tmp_path, "web/folder/index.html", PAGE.replace("CHARSET", "utf-8"))
    with serving(tmp_path / "web") as port:
        assert run_import("article", "--url", f"http://127.0.0.1:{port}/folder", project).exit_code == 0
    assert article_of(project).id == "launcher-on-the-tower"
