"""Values of a record → keys of a place or a report."""
