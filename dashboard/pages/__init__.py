"""The pages: each a short list of sections made from a view."""
