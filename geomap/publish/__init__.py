"""Writing a site to its folder."""
