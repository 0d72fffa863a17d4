"""Writing and sending mail: what a mail looks like and how it leaves."""
