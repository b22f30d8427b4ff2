"""What HTML may say, and what it may not: pure functions from markup to safe markup."""
