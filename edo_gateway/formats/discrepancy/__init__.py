"""ТОРГ-2: both titles, the differences found and what is completed in them."""
