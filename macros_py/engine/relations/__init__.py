"""Relations: equations and bounds written the way the form reads, compiled once, run with intervals."""
