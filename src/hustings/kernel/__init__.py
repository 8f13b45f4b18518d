"""Words that every room speaks: neutral records, provenance with use rules, the clock, and the tree of errors."""
