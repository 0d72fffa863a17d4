"""``python -m remedytrack`` is the same as ``remedytrack``."""

from remedytrack.cli import main

if __name__ == "__main__":
    main(prog_name="remedytrack")
