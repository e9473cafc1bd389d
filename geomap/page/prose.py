"""The editor's Markdown → the few HTML elements that the page allows."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

HIGHEST = 3
"""Level of the highest heading; the page uses two above it."""

TAGS = frozenset(
    {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "blockquote", "code", "pre", "br", "hr"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
_SAFE = re.compile(r"https?://|mailto:", re.IGNORECASE)


class _Renderer(RendererHTML):
    """Replaces unsafe links with their text and pictures with their alternative text, so that nothing is loaded."""

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The start of a link, if its address is safe."""
        env["linked"] = _SAFE.match(str(tokens[at].attrGet("href"))) is not None  # links cannot hold links
        return self.renderToken(tokens, at, options, env) if env["linked"] else ""

    def link_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The end of a link."""
        return self.renderToken(tokens, at, options, env) if env["linked"] else ""

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The alternative text of a picture."""
        return escapeHtml(self.renderInlineAsText(tokens[at].children or [], options, env))


def prose_html(markdown: str) -> str:
    r"""Markdown (CommonMark and tables) as safe HTML for the page.

    It has only paragraphs, headings from ``h3``, lists, emphasis, links, quotations, code and tables, and no attributes
    except the ``start`` of a list and those of links. Links have ``http``, ``https`` and ``mailto`` addresses and open
    in a new tab. HTML in the Markdown is shown as text, and pictures are replaced by their alternative text.

    >>> prose_html("# How we work\n\nWe *read*. <b>Not this.</b>")
    '<h3>How we work</h3>\n<p>We <em>read</em>. &lt;b&gt;Not this.&lt;/b&gt;</p>\n'
    """
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    parser.validateLink = lambda _: True  # type: ignore[assignment,method-assign]  # see link_open
    env: dict[str, Any] = {}
    tokens = parser.parse(markdown, env)
    _lower_headings(tokens)
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, env),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer noopener",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _lower_headings(tokens: Sequence[Token]) -> None:
    """Make the highest heading an ``h3`` and keep the differences between the levels."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    top = min((int(token.tag[1]) for token in headings), default=HIGHEST)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - top + HIGHEST)}"
