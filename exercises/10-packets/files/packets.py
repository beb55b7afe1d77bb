"""Sends 100 numbered messages to an echo server, by UDP and by TCP, and counts what comes back."""

import socket
import sys

host = sys.argv[1] if len(sys.argv) > 1 else "wireless.usfca.edu"
port = 7

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.connect((host, port))
udp.settimeout(0.1)
seen = []
for number in range(1, 101):
    udp.send(b"%d" % number)
    try:
        seen.append(int(udp.recv(100)))
    except socket.timeout:
        pass
print("UDP: sent 100,", len(seen), "came back")

tcp = socket.create_connection((host, port))
lines = tcp.makefile()
came = 0
for number in range(1, 101):
    tcp.sendall(b"%d\n" % number)
    if lines.readline() == "%d\n" % number:
        came += 1
print("TCP: sent 100,", came, "came back")
