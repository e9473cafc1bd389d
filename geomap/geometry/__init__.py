"""Geometry: extents and tiles, the shapes of places, overlays, and the Web Mercator projection."""
