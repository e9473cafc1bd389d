"""The data of a map in formats that other programs read."""
