"""Changes to a gazetteer file that leave every other line as it was."""
