"""The preview: a local server that rebuilds the map when a file is saved."""
