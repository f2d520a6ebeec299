"""A process of its own that holds the keys: whoever takes over the web process takes no key with it."""
