"""Who is who, what is new, what belongs where: pure decisions."""
