"""The pages: requests become calls of services, answers become pages, nothing else."""
