"""tick(now) and what calls it: plain functions, APScheduler around them."""
