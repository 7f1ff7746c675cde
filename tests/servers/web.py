"""nginx with fcgiwrap and git-http-backend: shared repositories over HTTP with basic authentication."""

from __future__ import annotations

import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.running import answering, free_port, needed, start, stop

USERS, PASSWORD = ("anna", "bo", "cilla"), "hemlig"
# Requests that are served at the same time.
_WORKERS = 6
# One process in the foreground, so that killing it leaves nothing behind. The folders are its own: no root needed.
_SETTINGS = """\
daemon off; master_process off; pid nginx.pid; error_log log;
events {{}}
http {{
  access_log off; client_max_body_size 0;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {{
    listen 127.0.0.1:{port};
    auth_basic register; auth_basic_user_file users;
    location / {{
      fastcgi_pass 127.0.0.1:{inner};
      fastcgi_param SCRIPT_FILENAME {backend};
      fastcgi_param GIT_PROJECT_ROOT {folder};
      fastcgi_param GIT_HTTP_EXPORT_ALL 1;
      fastcgi_param PATH_INFO $uri;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param REMOTE_USER $remote_user;
      fastcgi_param REMOTE_ADDR $remote_addr;
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Web:
    """A web server in front of one bare repository: `where` is host, port and path.

    `pid` is nginx itself, for a hook that lets the host die in the middle of a push.
    """

    where: str
    pid: int
    processes: tuple[subprocess.Popen[bytes], ...]

    @property
    def open_url(self) -> str:
        """The address without user and password."""
        return f"http://{self.where}"

    def url(self, user: str = USERS[0]) -> str:
        """The address of the repository with user and password in it."""
        return f"http://{user}:{PASSWORD}@{self.where}"

    def stop(self) -> None:
        """Kill the server now: it is off the network."""
        stop(*self.processes)


def serve(bare: Path, home: Path) -> Web:
    """Serve the bare repository to the users; everything of the server lies in `home` (new)."""
    home.mkdir()
    port = free_port()
    backend = Path(subprocess.check_output(["git", "--exec-path"], text=True).strip()) / "git-http-backend"
    nginx, wrapper = needed("nginx"), needed("fcgiwrap")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        inner = listening.getsockname()[1]
        workers = [start([wrapper], home=home, stdin=listening.fileno()) for _ in range(_WORKERS)]
    text = _SETTINGS.format(port=port, inner=inner, home=home, backend=backend, folder=bare.parent)
    (home / "conf").write_text(text, encoding="utf-8")
    (home / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in USERS), encoding="utf-8")
    server = start([nginx, "-p", home, "-c", home / "conf", "-e", home / "log"], home=home)
    try:
        answering(server, port, home)
    except RuntimeError:
        stop(*workers)
        raise
    return Web(f"127.0.0.1:{port}/{bare.name}", server.pid, (server, *workers))
