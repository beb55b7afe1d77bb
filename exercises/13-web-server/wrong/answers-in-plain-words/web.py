import socket
import sys

server = socket.create_server(("", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    client.sendall(b"time: now\n")
    client.close()
