import socket

print(socket.gethostbyname("www.usfca.edu"))
