"""What a typed sentence is about, learned from words that people wrote."""
