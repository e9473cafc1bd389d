"""The map as a picture, drawn without a browser: ``preview.png`` and the SVG in the page."""
