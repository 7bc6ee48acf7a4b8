"""What a month costs: the price book and the bills it makes."""
