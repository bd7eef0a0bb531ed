# Transcribes a file with the openai package of Python. python openai-python.py FILE
import os
import sys

from openai import OpenAI

client = OpenAI(
    base_url=os.environ.get("SOTTO_URL", "http://127.0.0.1:8788") + "/v1",
    api_key=os.environ.get("SOTTO_KEY", "none"),
)
with open(sys.argv[1], "rb") as audio:
    print(client.audio.transcriptions.create(model="whisper-1", file=audio).text)
