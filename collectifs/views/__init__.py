"""Pages of collectives: one function a page."""
