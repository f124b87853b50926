package dev.caravan.testkit.chat;

import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import java.util.List;

/** Something that a provider may answer. */
public enum AnswerFeature {
    TEXT("text", stop(new Part.Text("It is sunny in Zürich. ☀️ Line\nbreak, \"quotes\", \\ and \u0001."))),
    TOOL_CALL("tool call", calls(call(0))),
    TEXT_AND_TOOL_CALL("text, then a tool call", calls(new Part.Text("Let me see."), call(0))),
    PARALLEL_TOOL_CALLS("parallel tool calls", calls(call(0), call(1), call(2))),
    TOOL_CALL_WITHOUT_ARGUMENTS("tool call without arguments", calls(new Part.ToolCall("call_9", "get_time", "{}"))),
    REASONING("reasoning", stop(new Part.Reasoning("Sun, or rain?"), new Part.Text("Sun."))),
    SIGNED_REASONING(
            "reasoning with a signature",
            stop(new Part.Reasoning("Sun, or rain?", "c2lnbmF0dXJl", null, null), new Part.Text("Sun."))),
    SIGNED_TOOL_CALL(
            "tool call with a signature",
            calls(new Part.ToolCall("call_7", "get_time", "{\"zone\":\"CET\"}", "c2lnbmF0dXJl", null))),
    REFUSAL("refusal", finished(Finish.Reason.STOP, new Part.Refusal("I cannot help with that."))),
    LENGTH("stop reason: length", finished(Finish.Reason.LENGTH, new Part.Text("It is"))),
    STOP_SEQUENCE(
            "stop reason: stop sequence",
            answer(
                    List.of(new Choice(
                            0, List.of(new Part.Text("It is ")), new Finish(Finish.Reason.STOP_SEQUENCE, "END", null))),
                    Usage.of(11, 7))),
    CONTENT_FILTER("stop reason: content filter", finished(Finish.Reason.CONTENT_FILTER, new Part.Text("It"))),
    CACHED_TOKENS(
            "cached tokens",
            answer(
                    List.of(new Choice(0, List.of(new Part.Text("Sun.")), new Finish(Finish.Reason.STOP))),
                    new Usage(1000, 7, 900, 0, 0, 0, 0, 0))),
    REASONING_TOKENS(
            "reasoning tokens",
            answer(
                    List.of(new Choice(0, List.of(new Part.Text("Sun.")), new Finish(Finish.Reason.STOP))),
                    new Usage(11, 70, 0, 0, 0, 60, 0, 0)));

    private final String label;
    private final ChatAnswer sample;

    AnswerFeature(String label, ChatAnswer sample) {
        this.label = label;
        this.sample = sample;
    }

    /** The feature in words, for a table. */
    public String label() {
        return label;
    }

    /** An answer that has it. */
    public ChatAnswer sample() {
        return sample;
    }

    private static ChatAnswer stop(Part... parts) {
        return finished(Finish.Reason.STOP, parts);
    }

    private static ChatAnswer calls(Part... parts) {
        return finished(Finish.Reason.TOOL_CALLS, parts);
    }

    private static ChatAnswer finished(Finish.Reason reason, Part... parts) {
        return answer(List.of(new Choice(0, List.of(parts), new Finish(reason))), Usage.of(11, 7));
    }

    private static ChatAnswer answer(List<Choice> choices, Usage usage) {
        return new ChatAnswer("answer-1", "test-model", 1_700_000_000, choices, usage, null, null);
    }

    private static Part call(int index) {
        return new Part.ToolCall(
                "call_" + index, "get_weather", "{\"city\":\"Zürich\",\"days\":[1,2.5,-3e2],\"n\":" + index + "}");
    }
}
