"""The editor's overlays: the data for the page, and what the editor should know about them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from geomap.findings import Finding
from geomap.geometry.overlays import MAX_BYTES, MAX_ZOOM, Box, published_overlays, tolerance_of
from geomap.model import Feature
from geomap.model.geodesy import METRES_PER_DEGREE
from geomap.model.published import PublishedAtlas


def overlays_data(atlas: PublishedAtlas) -> list[dict[str, Any]]:
    """The overlays for the page: GeoJSON geometries, with longitudes beyond 180 if the map has such."""
    return [
        {**shapes.as_json(), "style": str(overlay.style), "attribution": overlay.credit}
        for overlay, shapes in zip(atlas.info.overlays, published_overlays(atlas).overlays, strict=True)
    ]


def check_overlays(atlas: PublishedAtlas) -> Iterator[Finding]:
    """O010 where nothing of an overlay is in the map's area, O011 where something is left out or simplified."""
    published = published_overlays(atlas)
    for index, (overlay, shapes) in enumerate(zip(atlas.info.overlays, published.overlays, strict=True)):
        location = atlas.info.at("overlays", index, "file")
        if shapes.is_empty:
            advice = "remove it, or check its coordinates"
            if _intersects_if_swapped(overlay.features, published.box):
                advice = "did you swap latitude and longitude? GeoJSON has longitude first"
            yield Finding(location, "O010", f"nothing in {overlay.file} is in the area of the map", advice)
        elif shapes.is_cut:
            west, south, east, north = (f"{value:.1f}" for value in published.box)
            found = f"the parts of {overlay.file} outside {west}–{east}° east, {south}–{north}° north are left out"
            yield Finding(location, "O011", found, "a map whose places are farther apart shows more of it")
    if published.zoom < MAX_ZOOM:
        size = sum(shapes.size for shapes in published.overlays)
        within = tolerance_of(published.zoom, published.box) * METRES_PER_DEGREE
        found = (
            f"the overlays are simplified for zoom {published.zoom}, within {within:,.0f} m, "
            f"to {size / 1000:.0f} kB; the limit is {MAX_BYTES / 1000:g} kB"
        )
        advice = "simplify them yourself, or use fewer, for finer lines"
        yield Finding(atlas.info.at("overlays"), "O011", found, advice)


def _intersects_if_swapped(features: Sequence[Feature], box: Box) -> bool:
    frame = shapely.box(*box)
    return any(frame.intersects(shapely.transform(feature.geometry, np.fliplr)) for feature in features)
