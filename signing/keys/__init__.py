"""Private keys: where they lie, how they are read and kept. The raw signature is all that is asked of one."""
