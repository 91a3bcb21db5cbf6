"""A simulated chest radiograph with nodules of known size, and what an enlargement makes of them."""
