"""SR against HR: one pair (`score`) and a folder (`benchmark`)."""
