"""Pages and accounts with Meta, one module each: Facebook, Instagram, Threads. What they share of the Graph API: graph.py."""
