"""Full text over articles and notes: `query` reads what is asked, `matching` decides, `index` remembers texts."""
