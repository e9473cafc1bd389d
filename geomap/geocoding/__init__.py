"""A name → the places that a geocoder knows by it: asked politely, looked at with suspicion, never made finer."""
