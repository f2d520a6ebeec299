"""УПД: both titles, its sums and what is completed in it."""
