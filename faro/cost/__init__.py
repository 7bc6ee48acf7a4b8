"""Monthly costs: the price book and bills."""
