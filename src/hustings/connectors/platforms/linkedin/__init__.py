"""LinkedIn as far as it lets programs in: pages of organisations (pages.py) and a member's own data (portability.py)."""
