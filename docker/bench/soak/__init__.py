"""Long runs under load with faults, and whether kald's word matches them."""
