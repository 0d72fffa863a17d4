"""The pure core: no clock, no database, no files, no Flask. Facts in, answers out."""
