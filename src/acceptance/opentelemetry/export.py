"""Sends one trace of an agent with a call of a model, as an application's instrumentation does, and prints the trace's id."""

import sys

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult


class Checked(OTLPSpanExporter):
    """Notes whether the gateway has taken everything."""

    failed = False

    def export(self, spans):
        result = super().export(spans)
        self.failed |= result is not SpanExportResult.SUCCESS
        return result


exporter = Checked()
provider = TracerProvider(resource=Resource.create({"service.name": "travel"}))
provider.add_span_processor(SimpleSpanProcessor(exporter))
tracer = provider.get_tracer("acceptance")

with tracer.start_as_current_span("invoke_agent travel", attributes={"gen_ai.operation.name": "invoke_agent"}) as agent:
    trace_id = format(agent.get_span_context().trace_id, "032x")
    with tracer.start_as_current_span("chat gpt-4o") as call:
        call.set_attributes({
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.conversation.id": "conversation-1",
            "gen_ai.response.finish_reasons": ["stop"],
            "gen_ai.usage.input_tokens": 11,
            "gen_ai.usage.output_tokens": 3,
            "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]}]',
            "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Rainy."}]}]',
        })
provider.shutdown()
if exporter.failed:
    sys.exit("a span was not taken")
print(trace_id)
