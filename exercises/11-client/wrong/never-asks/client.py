import sys

print("hello" if sys.argv[2] != "/" else "<html><body><h1>University of San Francisco</h1></body></html>")
