"""The size of the Earth, for every distance that is measured on a sphere."""

import math

EARTH_RADIUS_KM = 6371.009
"""Mean radius (2a + b) / 3 of the WGS 84 ellipsoid, as geopy has it.

Distances on this sphere differ from those on the ellipsoid by at most 0.6 %.
"""

EARTH_RADIUS_M = 1000 * EARTH_RADIUS_KM

METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
"""Length of a degree of latitude on that sphere. The grids of ``coarsen`` depend on it: do not change it."""
