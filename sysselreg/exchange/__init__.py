"""Files that others read and write: CSV now, more formats as they come."""
