"""The only way out: what members answer, kept from the decision until it is known to have arrived, and sent once."""
