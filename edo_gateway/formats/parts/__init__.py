"""What documents of several orders have in common: parties, addresses, references, signatories, values."""
