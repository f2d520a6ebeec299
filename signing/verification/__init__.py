"""The verdict on a signature: separate facts in their order, and how they are told."""
