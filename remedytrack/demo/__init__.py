"""The demo: real facts of two public documents, played in the order they were known."""
