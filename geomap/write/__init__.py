"""Atlas → files: the page, the exports, the manifest, and the one step that replaces the site."""
