"""A server of the built binary for Python tests: started on a free port of 127.0.0.1, stopped by its own process."""
import base64
import json
import pathlib
import re
import ssl
import subprocess
import urllib.request

START_SECONDS_MAX = 60
ANSWER_SECONDS_MAX = 30


class Server:
    def __init__(self, tallygate, data, *more):
        self.data = pathlib.Path(data)
        self.credentials = json.loads((self.data / "credentials.json").read_text(encoding="utf-8"))
        command = [str(tallygate), "serve", "--data", str(data), "--listen", "127.0.0.1:0", "--metrics-listen", "", *map(str, more)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.url = self._listening()
        self.tls = ssl.create_default_context(cafile=self.credentials["ca_file"])

    def _listening(self):
        said = []
        for line in self.process.stderr:
            said.append(line)
            found = re.search(r"listening (https://127\.0\.0\.1:\d+)", line)
            if found:
                return found.group(1)
        raise AssertionError("the server did not start: " + "".join(said))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=START_SECONDS_MAX)
        self.process.stderr.close()

    def _open(self, path, headers, body=None):
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        with urllib.request.urlopen(request, context=self.tls, timeout=ANSWER_SECONDS_MAX) as answer:
            return json.load(answer)

    def token(self, client_name):
        client = next(client for client in self.credentials["clients"] if client["name"] == client_name)
        basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        return self._open("/oauth2/token", headers, b"grant_type=client_credentials")["access_token"]

    def get(self, path, token):
        return self._open(path, {"Authorization": f"Bearer {token}"})
