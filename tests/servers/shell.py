"""sshd with a host key and users of its own, alone or with gitolite behind it."""

from __future__ import annotations

import getpass
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.running import answering, free_port, needed, start, stop

_SETTINGS = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {home}/host
PidFile none
AuthorizedKeysFile {home}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AcceptEnv GIT_PROTOCOL
SetEnv HOME={home}
MaxStartups 200
PrintMotd no
PrintLastLog no
"""
_CLIENT = """\
Host {user}-{port}
  HostName 127.0.0.1
  Port {port}
  User {login}
  IdentityFile {home}/{user}
  IdentitiesOnly yes
  UserKnownHostsFile {home}/known_hosts
  StrictHostKeyChecking yes
"""


@dataclass(frozen=True, slots=True)
class Shell:
    """An SSH server. `home` holds its keys; `known_hosts` there is what the clients believe in."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    def url(self, user: str, path: str | Path) -> str:
        """The address of a repository for one of the users."""
        return f"ssh://{user}-{self.port}/{str(path).lstrip('/')}"

    def stop(self) -> None:
        """Kill the server now; what is already connected ends with its client."""
        stop(self.process)


def serve(home: Path, client_home: Path, users: tuple[str, ...], command: str = "") -> Shell:
    """Start sshd; each user has a key. A `command` is run whatever is asked for (`{user}` in it is the name).

    The client's settings are put into `client_home`: its .gitconfig names an ssh with hosts `<user>-<port>`.
    """
    sshd = needed("sshd")
    home.mkdir(exist_ok=True)
    port = free_port()
    for name in ("host", *users):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name, "-C", name], check=True)
    forced = f'command="{command}",' if command else ""
    allowed = [f"{forced.format(user=user)}restrict {_public(home / user)}" for user in users]
    (home / "authorized_keys").write_text("\n".join(allowed) + "\n", encoding="utf-8")
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {_public(home / 'host')}\n", encoding="utf-8")
    (home / "conf").write_text(_SETTINGS.format(port=port, home=home), encoding="utf-8")
    with (client_home / "ssh_config").open("a", encoding="utf-8") as file:
        for user in users:
            file.write(_CLIENT.format(user=user, port=port, home=home, login=getpass.getuser()))
    settings = client_home / ".gitconfig"
    subprocess.run(
        ["git", "config", "--file", settings, "core.sshCommand", f"ssh -F {client_home}/ssh_config"], check=True
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where root's sshd shuts its untrusted part in
    process = start([sshd, "-D", "-e", "-f", home / "conf"], home=home)
    answering(process, port, home)
    return Shell(home, port, process)


def gitolite(home: Path, rules: str) -> str:
    """Set gitolite up in `home` with these rules and return the command for `serve`."""
    program = Path(needed("gitolite"))
    for folder in ("conf", "logs"):
        (home / ".gitolite" / folder).mkdir(parents=True)
    (home / ".gitolite/conf/gitolite.conf").write_text(rules, encoding="utf-8")
    (home / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n", encoding="utf-8")
    clean = {"HOME": str(home), "PATH": os.environ["PATH"], "USER": getpass.getuser(), "LC_ALL": "C"}
    subprocess.run([program, "setup", "-a", "admin"], env=clean, check=True, capture_output=True)
    share = subprocess.check_output([program, "query-rc", "GL_BINDIR"], env=clean, text=True).strip()
    return f"{share}/gitolite-shell {{user}}"


def _public(key: Path) -> str:
    return key.with_suffix(".pub").read_text(encoding="utf-8").strip()
