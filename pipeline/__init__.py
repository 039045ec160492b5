"""核数 (heshu): read scraped Chinese pages, clean them, extract their numbers and check them against source figures."""

__version__ = "0.1.0"
