"""The page of the map: one HTML file with its data, and the files next to it."""
