package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;

/** JSON for the SDK: numbers keep their digits. */
final class McpJson {

    private McpJson() {}

    static McpJsonMapper mapper() {
        return new JacksonMcpJsonMapper(JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build());
    }
}
