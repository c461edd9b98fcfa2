"""What a lesson is made of, and the pages, notebooks and scripts that are made of lessons."""
