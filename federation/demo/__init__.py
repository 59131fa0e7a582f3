"""The demo federation: invented people and associations, and the two doors that only a demo has.

Its loaders may read every app's models; nothing outside `federation` knows it, and its pages are only
mounted when the portal runs in demo mode.
"""
