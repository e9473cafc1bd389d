"""Texts, dates, numbers and distances in the language of the reader."""
