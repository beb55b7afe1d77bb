import socket
import sys

host, path = sys.argv[1:]
request = f"GET {path} HTTP/1.0\r\nConnection: close\r\n\r\n"
answer = b""
with socket.create_connection((host, 80)) as connection:
    connection.sendall(request.encode())
    while True:
        piece = connection.recv(4096)
        if not piece:
            break
        answer += piece
print(answer.split(b"\r\n\r\n", 1)[1].decode(), end="")
