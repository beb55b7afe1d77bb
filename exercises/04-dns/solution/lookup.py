import socket
import sys

try:
    print(socket.gethostbyname(sys.argv[1]))
except socket.gaierror:
    print("unknown")
