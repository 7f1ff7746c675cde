"""Real servers for the tests: nginx with git-http-backend, sshd, gitolite; hooks that stand in for the forges."""
