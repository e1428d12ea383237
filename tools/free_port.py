"""Answers by its exit code whether a web server may listen: `free_port.py ADDRESS PORT`."""

import socket
import sys


def is_free(address: str, port: int) -> bool:
    """Whether binding works now, by the same rule as the web server's own."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError:
            return False
        return True


if __name__ == "__main__":
    sys.exit(not is_free(sys.argv[1], int(sys.argv[2])))
