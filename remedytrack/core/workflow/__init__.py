"""Proceedings: definitions, journals and the replay that derives everything else."""
