"""Legal time: calendars, counting profiles, time limits and their computation."""
