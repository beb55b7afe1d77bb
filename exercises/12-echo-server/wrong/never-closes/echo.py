import socket
import sys
import threading


def serve(client):
    client.sendall(b"hello\r\n")
    client.sendall(client.makefile("rb").readline())
    client.recv(1)


server = socket.create_server(("", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,)).start()
