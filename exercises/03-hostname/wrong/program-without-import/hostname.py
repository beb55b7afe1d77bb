print(socket.gethostname())
