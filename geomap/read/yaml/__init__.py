"""YAML with a position for every node."""
