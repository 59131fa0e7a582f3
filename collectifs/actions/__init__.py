"""What people do in collectives: one function each, the whole of it or nothing."""
