"""The room civic: public bodies, who holds which office in them, districts, and the postcodes that lie in them."""
