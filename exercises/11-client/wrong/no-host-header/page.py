import sys
import urllib.request

host, path = sys.argv[1:]
with urllib.request.urlopen(f"http://{host}{path}") as answer:
    print(answer.read().decode(), end="")
