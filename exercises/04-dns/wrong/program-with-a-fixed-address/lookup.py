import sys

print("unknown" if "no-such" in sys.argv[1] else "192.0.2.80")
