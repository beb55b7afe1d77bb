import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
    end.connect(("www.usfca.edu", 80))
    print(end.getsockname()[0])
