"""Fields of imported records: dates, positions, evidence and report texts."""
