"""What leaves the program as a file: tables for spreadsheets, later papers."""
