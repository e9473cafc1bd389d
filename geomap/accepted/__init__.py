"""Findings that the editor accepts, by an ignore comment or in the baseline."""
