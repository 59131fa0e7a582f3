"""Charter to be written by the app."""
