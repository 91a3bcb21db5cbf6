"""What a result can be trusted for: how it was made, so that it can be made again."""
