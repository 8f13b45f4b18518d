"""Events: coming and past, who comes, what is said there, what was noted on a phone, and the follow-ups."""
