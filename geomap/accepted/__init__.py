"""Findings that the editor has accepted, by a comment or in the baseline."""
