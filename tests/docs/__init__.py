"""Every command of the documents runs and prints what they say."""
