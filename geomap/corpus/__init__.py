"""A corpus of articles of any size → a table of mentions: partition by partition, by several processes or on Spark."""
