"""Writes intake-answers.json: what FastAPI answers to reports of NeMo Intake, good ones and bad ones.

The models are those of "Ingest Chat Completion" in the NeMo Platform API reference, where what is not required may be null.

    pip install fastapi httpx && python intake_reference.py > intake-answers.json
"""

import json
from enum import Enum
from typing import Any, Dict, List, Optional

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict


class ExperimentContext(BaseModel):
    experiment_id: str
    test_case_id: Optional[str] = None


class EvaluationContext(BaseModel):
    evaluation_id: Optional[str] = None
    evaluation_sha: Optional[str] = None
    evaluation_run_id: Optional[str] = None
    test_case_id: Optional[str] = None
    metadata: Optional[Dict[str, Any]] = None


class ChatMessageRole(str, Enum):
    user = "user"
    system = "system"
    assistant = "assistant"
    developer = "developer"
    tool = "tool"
    function = "function"


class CapturedChatMessage(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: ChatMessageRole


class CapturedChatCompletionsRequest(BaseModel):
    model_config = ConfigDict(extra="allow")
    messages: List[CapturedChatMessage]
    model: str


class ChatCompletionsIngestRequest(BaseModel):
    experiment_context: Optional[ExperimentContext] = None
    evaluation_context: Optional[EvaluationContext] = None
    request: CapturedChatCompletionsRequest
    response: Any
    session_id: Optional[str] = None
    trace_id: Optional[str] = None
    provider: Optional[str] = None
    cost_usd: Optional[float] = None
    cost_input_usd: Optional[float] = None
    cost_output_usd: Optional[float] = None
    cost_details: Optional[Dict[str, float]] = None


app = FastAPI()


@app.post("/", status_code=201)
def ingest(report: ChatCompletionsIngestRequest):
    return {}


REQUEST = '"request":{"messages":[{"role":"user"}],"model":"m"}'
RESPONSE = '"response":{"error":{}}'


def values_of(field, values):
    return ["{%s,%s,%s:%s}" % (REQUEST, RESPONSE, json.dumps(field), value) for value in values]


def requests(*values):
    return ['{"request":%s,%s}' % (value, RESPONSE) for value in values]


def messages(*values):
    return requests(*['{"messages":%s,"model":"m"}' % value for value in values])


NUMBERS = ["null", "0", "1.5", "-1", "1e-9", '"1.5"', '" 1 "', '"1_0"', '"+1"', '".5"', '"1."', '"1e3"', "true", "false",
           '""', '"x"', '"0x1"', '"1 2"', '"_1"', "[]", "{}"]
TEXTS = ["null", '""', '"x"', '"é😀"', "5", "true", "[]", "{}"]
OBJECTS = ["null", "{}", '"x"', "5", "[]"]

CASES = [
    "", " ", "null", "[]", "5", '"x"', "true", "{}", '{"x":1}',
    "{", '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{"a":1,"b"}', "{a:1}", '{"a":tru}', '{"a":nul', '{"a":fals3}', '{"a":"x',
    '{"a":"\\q"}', '{"a":"\\u12"}', '{"a":"\\u1', '{"a":"\\', '{"a":"\x01"}', '{"a":"\n"}', "[1,]", "[1 2]", "[", "[1",
    "{} x", "{}{}", '{"a":01}', '{"a":-}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":1e5x}', '{"a":1e}', '{"a":[1,2',
    '{"a":{"b":1 "c":2}}', '{"a" 1}', '{"é":"é" x', '{"a":"😀" x', "\ufeff{}", '{"a": [ 1 , { } , [ ] ] , }', "'a'",
    "{%s}" % REQUEST, "{%s}" % RESPONSE, "{%s,%s}" % (REQUEST, RESPONSE), "{%s,%s,\"more\":[1]}" % (REQUEST, RESPONSE),
    *["{%s,\"response\":%s}" % (REQUEST, value) for value in ["null", "{}", '"data: x"', "5", "[]", "false"]],
    *requests("null", "{}", "5", '"x"', "[]", '{"messages":[]}', '{"model":"m"}', '{"messages":null,"model":null}',
              '{"messages":[],"model":""}', '{"messages":[],"model":5}', '{"messages":[],"model":"m","temperature":1}'),
    *messages("5", "{}", '"abc"', "true", "[5]", "[null]", "[[]]", '["x"]', "[{}]", '[{"role":null}]', '[{"role":5}]',
              '[{"role":"User"}]', '[{"role":""}]', '[{"role":"user"},{"role":"x"},{"content":"c"}]',
              *['[{"role":"%s","content":[{"type":"text"}],"more":{"a":1}}]' % role.value for role in ChatMessageRole]),
    *values_of("experiment_context", OBJECTS),
    *values_of("experiment_context", ['{"experiment_id":%s}' % value for value in TEXTS]),
    *values_of("experiment_context", ['{"experiment_id":"e","test_case_id":%s}' % value for value in TEXTS]),
    *values_of("experiment_context", ['{"experiment_id":"e","more":5}', '{"test_case_id":5}']),
    *values_of("evaluation_context", OBJECTS),
    *[case for field in ["evaluation_id", "evaluation_sha", "evaluation_run_id", "test_case_id"]
      for case in values_of("evaluation_context", ['{"%s":%s}' % (field, value) for value in TEXTS])],
    *values_of("evaluation_context", ['{"metadata":%s}' % value for value in OBJECTS + ['{"a":{"b":[1]}}']]),
    *[case for field in ["session_id", "trace_id", "provider"] for case in values_of(field, TEXTS)],
    *[case for field in ["cost_usd", "cost_input_usd", "cost_output_usd"] for case in values_of(field, NUMBERS)],
    *values_of("cost_details", OBJECTS),
    *values_of("cost_details", ['{"cached":%s}' % value for value in NUMBERS]),
    '{"cost_usd":"x","cost_details":{"a":"y"},"session_id":1,"request":{"messages":[{}]},"experiment_context":{},'
    '"evaluation_context":{"metadata":1}}',
]

client = TestClient(app)
answers = []
for case in CASES:
    answer = client.post("/", content=case.encode(), headers={"content-type": "application/json"})
    answers.append({"body": case, "status": answer.status_code, "answer": answer.json()})
print("[" + ",\n".join(json.dumps(entry) for entry in answers) + "]")
