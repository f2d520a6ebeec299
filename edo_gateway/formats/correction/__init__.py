"""УКД: the seller's title, its sums and what is completed in it."""
