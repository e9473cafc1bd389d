"""Changes to the files of a gazetteer. Lines that a change does not concern keep every byte."""
