"""Markdown of the editor as safe HTML."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.page.prose import TAGS, prose_html


class Tags(HTMLParser):
    """Every element that a browser would make, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes) -> None:
        self.found.append((tag, dict(attributes)))


def test_usual_markdown_becomes_html() -> None:
    text = "# How\n\nWe *read* **much** and quote `words`.\n\n- one\n- two\n\n3. three\n\n> said\n\nline\\\nbreak\n"
    assert prose_html(text) == (
        "<h3>How</h3>\n<p>We <em>read</em> <strong>much</strong> and quote <code>words</code>.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        '<ol start="3">\n<li>three</li>\n</ol>\n<blockquote>\n<p>said</p>\n</blockquote>\n<p>line<br>\nbreak</p>\n'
    )


def test_a_table_has_no_styles() -> None:
    assert [tag for tag, _ in Tags(prose_html("|a|b|\n|--|-:|\n|1|2|\n")).found] == [
        *("table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td")
    ]
    assert "style" not in prose_html("|a|b|\n|--|-:|\n|1|2|\n")


@pytest.mark.parametrize(
    ("levels", "shown"),
    [([1, 2, 3], [3, 4, 5]), ([2, 3, 2], [3, 4, 3]), ([3], [3]), ([1, 6], [3, 6]), ([6, 5], [4, 3])],
)
def test_headings_start_at_h3_and_keep_their_differences(levels, shown) -> None:
    text = "\n\n".join(f"{'#' * level} Heading" for level in levels)
    assert re.findall(r"<h(\d)>", prose_html(text)) == list(map(str, shown))


@pytest.mark.parametrize("address", ["https://example.org/a?b=c&d", "http://example.org", "mailto:desk@example.org"])
def test_a_safe_link_opens_in_a_new_tab_without_a_referrer(address) -> None:
    (_, (tag, attributes)) = Tags(prose_html(f'[us]({address} "title")')).found
    assert (tag, attributes) == ("a", {"href": address, "target": "_blank", "rel": "noreferrer noopener"})


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "vbscript:x", "file:///etc/passwd"),
        *("data:text/html;base64,PHNjcmlwdD4=", "//example.org", "page.html", "/page", "#part", "blob:x", ""),
        *("\\javascript:alert(1)", "x:https://example.org", "<java\tscript:alert(1)>"),
    ],
)
def test_any_other_link_is_replaced_by_its_text(address) -> None:
    html = prose_html(f"[our *words*]({address}) and [![a picture]({address})]({address})")
    assert html == "<p>our <em>words</em> and a picture</p>\n"


def test_pictures_are_replaced_by_their_alternative_text() -> None:
    html = prose_html("![a **launcher** <b>](https://example.org/x.png) ![][1]\n\n[1]: https://example.org/y.png")
    assert html == "<p>a launcher &lt;b&gt; </p>\n"


def test_html_is_shown_as_text() -> None:
    html = prose_html("<script>alert(1)</script>\n\n<b onclick=x>bold</b> <!-- gone? --> &lt;i&gt;")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b onclick=x&gt;bold&lt;/b&gt; &lt;!-- gone? --&gt; &lt;i&gt;" in html
    assert {tag for tag, _ in Tags(html).found} == {"p"}


HOSTILE = st.sampled_from(
    [
        *("<script>", "</p>", "<img src=x onerror=a>", "<a href=", "<svg/onload=x>", "<!--", "<![CDATA[", "]]>", "<?x"),
        *("](", "![", "[", ")", "[1]: ", "[1]", "javascript:", "data:x", "https://a.b", "style=x", " onclick=x "),
        *("<", ">", '"', "'", "`", "```", "\n", "\n\n", "# ", "> ", "- ", "|", "|-|-|", "*", "_", "\t", "\\", "\0"),
        *("&#x6a;", "&lt;", "\u202e"),
    ]
)


@given(st.lists(HOSTILE | st.text(max_size=5), max_size=30).map("".join))
def test_the_html_never_runs_or_loads_anything(text) -> None:
    html = prose_html(text)
    for tag, attributes in Tags(html).found:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel", "target"} if tag == "a" else {"start"} if tag == "ol" else set())
        assert re.match(r"(https?://|mailto:)", attributes.get("href") or "https://", re.IGNORECASE)
    assert not re.search(r"<(script|style|img|svg|iframe|!--)", html, re.IGNORECASE)
    assert not re.search(r"<[^>]*[\s\"'](on\w+|style)\s*=", html, re.IGNORECASE)


@given(st.text())
def test_any_text_is_accepted_and_gives_the_same_html(text) -> None:
    assert prose_html(text) == prose_html(text)
