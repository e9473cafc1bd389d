"""The editor in the browser: the project's entries, articles and queue, and changes of its files with undo."""
