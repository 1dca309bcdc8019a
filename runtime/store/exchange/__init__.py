"""The tables of a store as files of rows, and back: CSV and JSON Lines for each, a folder for all of them."""
