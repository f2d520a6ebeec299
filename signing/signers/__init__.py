"""Making signatures: one contract, one form of message, whoever holds the key."""
