"""The map as a picture without a browser: ``preview.png`` and the picture in the page."""
