"""Write the data of a map in the formats of other programs."""
