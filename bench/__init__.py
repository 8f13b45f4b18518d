"""Side-by-side measurements: what Hustings costs against a floor that does the least, in the same run. `python -m bench`."""
