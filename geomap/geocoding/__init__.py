"""Geocoders: searches for places, and the comparison of a gazetteer's positions."""
