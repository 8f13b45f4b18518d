"""Goals: a political objective with a deadline, who decides on it, who moves them, and where each of them stands."""
