"""Import: files of other formats become places, reports and articles of a project."""
