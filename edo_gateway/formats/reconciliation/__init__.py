"""The reconciliation act: both titles, the balances and what is completed in them."""
