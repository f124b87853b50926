import hashlib
import io
import json
import os
import urllib.request

import openai
import pytest

from conftest import through_the_gateway

LINE = b'{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini"}}\n'


def upload(client):
    return client.files.create(file=("data.jsonl", io.BytesIO(LINE)), purpose="batch")


def test_a_file_is_uploaded_read_and_deleted(client, upstream):
    file = upload(client)
    read = client.files.retrieve(file.id)
    content = client.files.content(file.id)
    deleted = client.files.delete(file.id)

    assert (file.id, read.filename, deleted.deleted) == ("file-caravan1", "data.jsonl", True)
    assert json.loads(content.text)["response"]["body"]["text"] == "Grüße 👋"
    calls = upstream.calls()
    assert [(call["method"], call["path"]) for call in calls] == [
        ("POST", "/v1/files"),
        ("GET", "/v1/files/file-caravan1"),
        ("GET", "/v1/files/file-caravan1/content"),
        ("DELETE", "/v1/files/file-caravan1"),
    ]
    assert calls[0]["headers"]["content-type"].startswith("multipart/form-data; boundary=")


@through_the_gateway
def test_an_upload_passes_byte_for_byte(base_url, upstream):
    body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\xff.bin\"\r\n\r\n" + bytes(range(256)) * 9
    body += b"\r\n--b--\r\n"
    request = urllib.request.Request(
        base_url + "/files",
        data=body,
        headers={
            "authorization": "Bearer " + os.environ["CARAVAN_KEY"],
            "content-type": 'multipart/form-data; boundary="b"',
        },
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()

    call = upstream.only_call()
    assert call["sha256"] == hashlib.sha256(body).hexdigest()
    assert call["headers"]["content-type"] == 'multipart/form-data; boundary="b"'


@through_the_gateway
def test_a_list_has_the_caller_s_own_alone_and_goes_on_over_pages_of_others(client, upstream):
    upload(client)

    assert [file.id for file in client.files.list()] == ["file-caravan1"]
    assert [call["query"] for call in upstream.calls()[1:]] == [None, "after=file-of-another-account"]


def test_a_batch_is_made_read_listed_and_cancelled(client, upstream):
    file = upload(client)
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"customer": "Żółw"}
    )
    read = client.batches.retrieve(batch.id)
    listed = [item.id for item in client.batches.list()]
    output = client.files.content(read.output_file_id)
    cancelled = client.batches.cancel(batch.id)

    assert read.metadata == {"customer": "Żółw"}
    assert listed == ["batch_caravan1"]
    assert "Grüße" in output.text
    assert cancelled.status == "cancelling"
    assert json.loads(upstream.calls()[1]["body"]) == {
        "input_file_id": "file-caravan1",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {"customer": "Żółw"},
    }


@through_the_gateway
def test_what_is_not_the_caller_s_is_not_found_and_nobody_is_asked(client, upstream):
    with pytest.raises(openai.NotFoundError) as missing:
        client.files.retrieve("file-of-another-account")
    with pytest.raises(openai.NotFoundError):
        client.batches.retrieve("batch_of_another")
    with pytest.raises(openai.NotFoundError):
        client.batches.create(
            input_file_id="file-of-another-account", endpoint="/v1/chat/completions", completion_window="24h"
        )

    assert missing.value.body["message"] == "No such File object: file-of-another-account"
    assert upstream.calls() == []
