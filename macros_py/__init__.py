"""The brain and its doors: a pure engine, the rules it runs, and the ways people reach it."""
