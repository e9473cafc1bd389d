"""Create new projects."""
