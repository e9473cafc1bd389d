"""Articles: front matter, text and the marks in it."""
