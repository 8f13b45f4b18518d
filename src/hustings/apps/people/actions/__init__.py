"""All writes of the room: what sources say, what happened, and what members decide."""
