# Sends a file as programs in Python do: httpx as the openai package uses it (fields, then the file without a type), and
# aiohttp as Home Assistant's integrations use it (a type in every part). Prints one JSON line for each answer.
# python python_libraries.py URL KEY FILE
import asyncio
import json
import sys

import aiohttp
import httpx

url, key, path = sys.argv[1:4]
with open(path, "rb") as audio:
    sound = audio.read()
stainless = {
    "Accept": "application/json",
    "User-Agent": "OpenAI/Python 1.109.1",
    "X-Stainless-Lang": "python",
    "X-Stainless-Package-Version": "1.109.1",
    "X-Stainless-OS": "Linux",
    "X-Stainless-Arch": "x64",
    "X-Stainless-Runtime": "CPython",
    "X-Stainless-Runtime-Version": "3.11.2",
    "Authorization": "Bearer " + key,
    "X-Stainless-Async": "false",
    "x-stainless-retry-count": "0",
    "x-stainless-read-timeout": "600",
}


def tell(name, status, headers, text):
    kind = headers.get("content-type", "")
    print(json.dumps({"name": name, "status": status, "type": kind, "text": text}))


with httpx.Client(base_url=url + "/v1/") as client:
    fields = {
        "model": "whisper-1",
        "response_format": "verbose_json",
        "temperature": "0",
        "timestamp_granularities[]": ["word", "segment"],
    }
    answer = client.post("audio/transcriptions", data=fields, files=[("file", ("a.wav", sound))], headers=stainless)
    tell("httpx", answer.status_code, answer.headers, answer.text)
    streamed = {"model": "gpt-4o-transcribe", "stream": "true"}
    files = [("file", ("speech.wav", sound, "audio/wav"))]
    with client.stream("POST", "audio/transcriptions", data=streamed, files=files, headers=stainless) as answer:
        tell("httpx stream", answer.status_code, answer.headers, "".join(answer.iter_text()))
    chat = {"model": "gpt-5.5", "messages": [{"role": "user", "content": "Hello"}]}
    answer = client.post("chat/completions", json=chat, headers=stainless)
    tell("httpx chat", answer.status_code, answer.headers, answer.text)
    answer = client.get("models", headers={**stainless, "Authorization": "Bearer wrong"})
    tell("httpx wrong key", answer.status_code, answer.headers, answer.text)


async def with_aiohttp():
    form = aiohttp.FormData()
    form.add_field("file", sound, filename="audio.wav", content_type="audio/wav")
    form.add_field("model", "whisper-1")
    form.add_field("language", "en")
    async with aiohttp.ClientSession() as session:
        address = url + "/v1/audio/transcriptions"
        async with session.post(address, data=form, headers={"Authorization": "Bearer " + key}) as answer:
            tell("aiohttp", answer.status, answer.headers, await answer.text())


asyncio.run(with_aiohttp())
