"""The lecture's own way to the practice servers: Python's socket, http.client, smtplib and poplib."""

import http.client
import poplib
import smtplib
import socket
import sys

HOST = "127.0.0.1"
SENDER, RECIPIENT = "parrt@cs.usfca.edu", "support@antlr.org"
MAIL = f"From: {SENDER}\r\nTo: {RECIPIENT}\r\nSubject: by Python\r\n\r\nfirst line\r\n.a line with a dot\r\n"


def web(port):
    with socket.create_connection((HOST, port), 30) as connection:
        connection.sendall(b"hi\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n"), answer
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    for _ in range(2):
        connection.request("GET", "/hello.txt")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"hello\n"), response
    connection.close()


def refused(port):
    try:
        socket.create_connection((HOST, port), 30)
    except ConnectionRefusedError:
        return
    raise AssertionError("the port is open")


def send(port):
    with smtplib.SMTP(HOST, port, timeout=30) as server:
        assert server.ehlo()[0] == 250
        assert server.sendmail(SENDER, [RECIPIENT], MAIL) == {}
    with smtplib.SMTP(HOST, port, timeout=30) as server:
        try:
            server.sendmail(SENDER, ["nobody@refused.usfca.edu"], MAIL)
        except smtplib.SMTPRecipientsRefused as refusal:
            assert refusal.recipients["nobody@refused.usfca.edu"][0] // 100 == 5
        else:
            raise AssertionError("the mail was accepted")


def fetch(port):
    mailbox = poplib.POP3(HOST, port, timeout=30)
    mailbox.user(RECIPIENT)
    mailbox.pass_("secret")
    count, size = mailbox.stat()
    assert count == 1 and size > 0, (count, size)
    lines = mailbox.retr(1)[1]
    assert b"Subject: by Python" in lines, lines
    assert lines[-2:] == [b"first line", b".a line with a dot"], lines
    mailbox.quit()


def banner(port):
    with socket.create_connection((HOST, port), 30) as connection:
        assert connection.recv(4096).startswith(b"SSH-2.0-")


def main():
    ports = [int(word) for word in sys.argv[1:]]
    for step, port in zip([web, refused, send, fetch, banner], ports, strict=True):
        step(port)
    print("all of it works")


main()
