"""Readers of public data: officials, bodies, districts and lobbying, as authorities and open projects publish them."""
