import socket
import sys
import threading


def serve(client):
    with client:
        client.sendall(b"hello\r\n")
        client.sendall(client.makefile("rb").readline())


server = socket.create_server(("", int(sys.argv[1])))
if True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,)).start()
