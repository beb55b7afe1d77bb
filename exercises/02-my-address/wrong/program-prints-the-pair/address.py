import socket

end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.connect(("www.usfca.edu", 80))
print(end.getsockname())
