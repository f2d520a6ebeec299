"""КС-2: both titles, their sums and what is completed in them."""
