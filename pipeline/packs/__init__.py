"""Stage: packs."""
