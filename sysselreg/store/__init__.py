"""Where registers live: folders and Git. The only room that touches the disk for records or starts Git."""
