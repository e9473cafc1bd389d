"""Commands that are more than one call, and what they print with."""
