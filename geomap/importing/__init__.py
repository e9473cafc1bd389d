"""Places, reports and articles from files in other formats."""
