"""The Markdown that an editor writes → the little HTML that the page shows."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

HIGHEST = 3
"""Level of the highest heading that comes out: the page's own two stay above."""

TAGS = frozenset(
    {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "blockquote", "code", "pre", "br", "hr"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
_SAFE = re.compile(r"https?://|mailto:", re.IGNORECASE)


class _Renderer(RendererHTML):
    """Links that lead nowhere safe are their words, and pictures the words that stand for them: nothing is loaded."""

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The start of a link, where it is one that may be followed."""
        env["linked"] = _SAFE.match(str(tokens[at].attrGet("href"))) is not None  # links cannot hold links
        return self.renderToken(tokens, at, options, env) if env["linked"] else ""

    def link_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Its end."""
        return self.renderToken(tokens, at, options, env) if env["linked"] else ""

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The words that stand for a picture."""
        return escapeHtml(self.renderInlineAsText(tokens[at].children or [], options, env))


def prose_html(markdown: str) -> str:
    r"""Markdown (CommonMark and tables) as HTML that may stand in the page.

    There are only paragraphs, headings from ``h3`` down, lists, emphasis, links, quotations, code and tables in it,
    no attribute but a list's ``start`` and what a link needs. Links lead to ``http``, ``https`` and ``mailto``
    addresses and open elsewhere; HTML in the Markdown is shown as it is written; pictures are replaced by the words
    that stand for them.

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
    """The highest heading becomes the highest that may be; the steps between them stay."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    top = min((int(token.tag[1]) for token in headings), default=HIGHEST)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - top + HIGHEST)}"
