import http.server
import json
import sys
import time

PAGES = {
    "/time.txt": ("text/plain", lambda: time.strftime("time: %H:%M:%S\n")),
    "/data.json": ("application/json", lambda: str({"course": "networks", "numbers": [25, 53, 80]})),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path not in PAGES:
            self.send_error(404)
            return
        kind, text = PAGES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text().encode())


http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Handler).serve_forever()
