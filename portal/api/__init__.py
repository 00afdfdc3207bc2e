"""The read-only API at `/api/v1/`: routes, parameters, pages of lists, problems, its document."""
