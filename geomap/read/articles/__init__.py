"""Articles: front matter, text and its markup."""
