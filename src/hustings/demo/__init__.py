"""A fictional campaign as files: a LinkedIn export, a mailbox, an address book and a calendar, generated and dated near now.

The files go through the same door as a user's own. All people, organisations and places are invented; every address lies in
a range that is reserved for examples.
"""

from hustings.demo.campaign import Campaign, write_campaign
from hustings.demo.large import write_large_export

__all__ = ["Campaign", "write_campaign", "write_large_export"]
