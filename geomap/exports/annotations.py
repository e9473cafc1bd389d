"""Atlas → annotations.jsonld (W3C Web Annotation): every mention of a place and every quote, with its position."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from pydantic_core import to_json

from geomap.exports.geojson import json_rows
from geomap.exports.iris import iri, urn
from geomap.exports.record import addresses
from geomap.i18n.translator import Translator
from geomap.model import Article, Citation, Mention, Place, Publish, Report
from geomap.model.atlas import CONTEXT_LENGTH
from geomap.model.published import PublishedAtlas

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

Node = dict[str, Any]
Span = tuple[int, int]


def annotation_parts(atlas: PublishedAtlas, _words: Translator) -> Iterator[bytes]:
    """The annotations as one collection with one page, in pieces.

    A mention identifies a place; a quote links to its report and identifies the report's place. A target has the quoted
    text only where the article's ``publish`` allows it, otherwise just its position. Positions count code points of the
    article's text as geomap reads it. An article is described where it is first a source, and later named by its IRI.
    """
    targets = _Targets(atlas)
    total = len(atlas.mentions) + len(atlas.citations)
    head = {"@context": CONTEXT, "id": urn(atlas.info, "annotations"), "type": "AnnotationCollection"}
    page = {"id": urn(atlas.info, "annotations", "page"), "type": "AnnotationPage", "startIndex": 0}
    opening = to_json({**head, "label": atlas.info.title, "total": total, "first": page}).removesuffix(b"}}")
    yield opening + b',"items":[\n'
    yield from json_rows(map(to_json, chain(_mentions(atlas, targets), _quotes(atlas, targets))))
    yield b"\n]}}\n"


def _mentions(atlas: PublishedAtlas, targets: "_Targets") -> Iterator[Node]:
    counts = Counter[tuple[str, str]]()
    for mention in atlas.mentions:
        counts[mention.article, mention.place] += 1
        number = str(counts[mention.article, mention.place])
        head = _head(urn(atlas.info, "mention", mention.article, mention.place, number), "identifying")
        body = _place(atlas, atlas.place_by_id[mention.place])
        yield {**head, "body": body, "target": targets.target(mention)}


def _quotes(atlas: PublishedAtlas, targets: "_Targets") -> Iterator[Node]:
    for citation in atlas.citations:
        report = atlas.report_by_id[citation.report]
        bodies = [_report(atlas, report)]
        if report.place:
            bodies.append(_place(atlas, atlas.place_by_id[report.place]))
        if atlas.weighs_evidence:
            bodies.append({"type": "TextualBody", "purpose": "classifying", "value": str(citation.says)})
        head = _head(urn(atlas.info, "quote", report.id, str(citation.evidence)), "linking")
        yield {**head, "body": bodies, "target": targets.target(citation)}


def _head(name: str, motivation: str) -> Node:
    return {"id": name, "type": "Annotation", "motivation": motivation}


def _place(atlas: PublishedAtlas, place: Place) -> Node:
    source = {"id": iri(atlas.info, "place", place.id), "type": "schema:Place", "schema:name": place.name}
    return _body("identifying", {**source, "dcterms:identifier": place.id})


def _report(atlas: PublishedAtlas, report: Report) -> Node:
    source = {"id": iri(atlas.info, "report", report.id), "type": "schema:Claim", "schema:name": report.title}
    about = {"schema:description": f"{report.status}: {report.status_reason}", "dcterms:identifier": report.id}
    return _body("linking", source | about)


def _body(purpose: str, source: Node) -> Node:
    return {"type": "SpecificResource", "purpose": purpose, "source": source}


class _Targets:
    """The articles as sources, and the spans of their texts that may be published."""

    def __init__(self, atlas: PublishedAtlas) -> None:
        self._sources: dict[str, Node | str] = {article.id: _source(atlas, article) for article in atlas.articles}
        self._published: dict[str, list[Span]] = {}
        for article in atlas.articles:
            self._published[article.id] = (
                [(0, len(article.text))] if article.front_matter.publish is Publish.FULL else []
            )
        for each in atlas.citations:
            if atlas.article_by_id[each.article].front_matter.publish is Publish.EXCERPTS:
                self._published[each.article].append(each.sentences)
        self._texts = {article.id: article.text for article in atlas.articles}

    def target(self, anchor: Mention | Citation) -> Node:
        """The position of the text, and the text itself where it is published."""
        position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
        spans = self._published[anchor.article]
        # A mention may be in two published sentences.
        around = [(first, last) for first, last in spans if first <= anchor.start and anchor.end <= last]
        selector: Node | list[Node] = position
        if around:
            first, last = min(span[0] for span in around), max(span[1] for span in around)
            text = self._texts[anchor.article]
            quote = {
                "type": "TextQuoteSelector",
                "exact": anchor.exact,
                "prefix": text[max(first, anchor.start - CONTEXT_LENGTH) : anchor.start],
                "suffix": text[anchor.end : min(last, anchor.end + CONTEXT_LENGTH)],
            }
            selector = [quote, position]
        source = self._sources[anchor.article]
        if isinstance(source, dict):
            self._sources[anchor.article] = source["id"]
        return {"type": "SpecificResource", "source": source, "selector": selector}


def _source(atlas: PublishedAtlas, article: Article) -> Node:
    """The article by its address, or by a URN if it has none."""
    source: Node = {"id": _name(atlas, article), "type": "Text"}
    source |= {"language": article.front_matter.language or atlas.info.language, "dcterms:identifier": article.id}
    if article.published_title:
        source["dcterms:title"] = article.published_title
    if article.front_matter.archive_url and article.front_matter.url:
        source["cached"] = article.front_matter.archive_url
    if article.front_matter.kind:
        source["dcterms:type"] = str(article.front_matter.kind)
    origins: list[Node | str] = [{"id": _name(atlas, each)} for each in atlas.repeated_by(article)]
    origins += [article.front_matter.origin] if article.front_matter.origin else []
    return source | ({"dcterms:source": origins} if origins else {})


def _name(atlas: PublishedAtlas, article: Article) -> str:
    return next(iter(addresses(article)), urn(atlas.info, "article", article.id))
