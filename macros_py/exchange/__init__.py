"""Sent up and sent back: the submission copy with its seal, its verification, the return copy and its way home."""
