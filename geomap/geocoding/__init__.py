"""Places by name from a geocoder: requests are rate-limited, results are checked and never made more precise."""
