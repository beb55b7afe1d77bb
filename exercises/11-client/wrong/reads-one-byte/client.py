import socket
import sys

host, path = sys.argv[1:]
request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
answer = b""
with socket.create_connection((host, 80)) as connection:
    connection.sendall(request.encode())
    answer = connection.recv(1)
print(answer.split(b"\r\n\r\n", 1)[1].decode(), end="")
