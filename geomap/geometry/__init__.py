"""Shapes on the Earth: extents, outlines, circles of uncertainty and the Web Mercator projection."""
