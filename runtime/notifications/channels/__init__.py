"""One module for each channel; each gives `open_channel(settings, store)`, which gives a `Channel`."""
