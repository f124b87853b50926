package dev.caravan.gateway.ledger.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.ledger.UsageGroup;
import dev.caravan.gateway.ledger.UsageRow;
import dev.caravan.spi.wire.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What is told of a group. */
enum UsageFields {
    /** How much was used. */
    USAGE(
            "usage",
            List.of(
                    "calls",
                    "errors",
                    "input_tokens",
                    "output_tokens",
                    "cache_read_tokens",
                    "cache_write_tokens",
                    "reasoning_tokens",
                    "latency_ms")) {
        @Override
        void put(ObjectNode json, UsageRow row) {
            json.put("calls", row.calls());
            json.put("errors", row.errors());
            json.put("input_tokens", row.inputTokens());
            json.put("output_tokens", row.outputTokens());
            json.put("cache_read_tokens", row.cacheReadTokens());
            json.put("cache_write_tokens", row.cacheWriteTokens());
            json.put("reasoning_tokens", row.reasoningTokens());
            json.put("latency_ms", LogJson.millis(row.calls() == 0 ? 0 : row.latency() / row.calls()));
        }
    },
    /** What it has cost. */
    COSTS("costs", List.of("calls", "cost_usd", "unpriced")) {
        @Override
        void put(ObjectNode json, UsageRow row) {
            json.put("calls", row.calls());
            json.put("cost_usd", LogJson.plain(row.cost()));
            json.put("unpriced", row.unpriced());
        }
    };

    private final String word;
    private final List<String> fields;

    UsageFields(String word, List<String> fields) {
        this.word = word;
        this.fields = fields;
    }

    /** What a file of it is called. */
    String word() {
        return word;
    }

    abstract void put(ObjectNode json, UsageRow row);

    /** The columns of a file. */
    List<String> columns(List<UsageGroup> groups) {
        List<String> columns = new ArrayList<>();
        groups.forEach(group -> columns.add(group.word()));
        columns.addAll(fields);
        return columns;
    }

    ObjectNode json(List<UsageGroup> groups, UsageRow row) {
        ObjectNode json = Json.object();
        for (int i = 0; i < groups.size(); i++) {
            String value = row.group().get(i);
            boolean day = groups.get(i) == UsageGroup.DAY && value != null;
            json.put(
                    groups.get(i).word(),
                    day ? LocalDate.ofEpochDay(Long.parseLong(value)).toString() : value);
        }
        put(json, row);
        return json;
    }
}
