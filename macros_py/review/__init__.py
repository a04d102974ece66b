"""The bureau's desk: thousands of submissions in one go, each of which ends in exactly one row of a ledger."""
