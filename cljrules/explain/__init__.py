"""What rules say, in plain English: criteria and actions read back, and why a rule fired on a loan or did not."""
