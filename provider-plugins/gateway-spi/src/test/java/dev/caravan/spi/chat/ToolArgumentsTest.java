package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.spi.GatewayError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolArgumentsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | {}", "' ' | {}", "'{\"b\":1.50,\"a\":[]}' | {\"b\":1.50,\"a\":[]}"})
    void areAnObjectThatKeepsItsOrderAndDigits(String arguments, String object) {
        assertThat(ToolArguments.ofRequest(call(arguments), "messages[0]")).hasToString(object);
        assertThat(ToolArguments.ofAnswer("look", arguments)).hasToString(object);
        assertThat(ToolArguments.text(arguments)).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[1]", "\"{}\"", "null", "{} {}"})
    void ofAClientThatAreNoObjectAreItsFault(String arguments) {
        GatewayError error =
                catchThrowableOfType(GatewayError.class, () -> ToolArguments.ofRequest(call(arguments), "messages[0]"));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_tool_arguments");
        assertThat(error.param()).isEqualTo("messages[0]");
        assertThat(error.text()).contains("'look'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[1]", "\"{}\"", "null", "{} {}"})
    void ofAProviderThatAreNoObjectAreItsFault(String arguments) {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> ToolArguments.ofAnswer("look", arguments));

        assertThat(error.status()).isEqualTo(502);
        assertThat(error.code()).isEqualTo("invalid_upstream_answer");
        assertThat(error.param()).isNull();
        assertThat(error.text()).contains("'look'");
    }

    private static Part.ToolCall call(String arguments) {
        return new Part.ToolCall("call_0", "look", arguments);
    }
}
