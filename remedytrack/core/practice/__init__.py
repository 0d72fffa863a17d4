"""What lawyers keep beside every procedure: roles, representation, consent, papers.

Pure views over journals: standing facts in, what holds on a day out. The events are
data (``workflows/practice.yaml``); their names and fields read here are the interface.
"""

EVERYTHING = "everything"
"""The choice that stands for every paper, or every consent, of a person."""
