package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes and parameters are those that OpenAI's API answers to the same mistakes. */
class MalformedRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'m'} | messages | missing_required_parameter",
                "{'messages':[{'role':'user','content':'x'}]} | model | missing_required_parameter",
                "{'model':7,'messages':[]} | model | invalid_type",
                "{'model':'m','messages':'hello'} | messages | invalid_type",
                "{'model':'m','messages':[]} | messages | empty_array",
                "{'model':'m','messages':['hello']} | messages[0] | invalid_type",
                "{'model':'m','messages':[{'content':'x'}]} | messages[0].role | missing_required_parameter",
                "{'model':'m','messages':[{'role':'robot','content':'x'}]} | messages[0].role | invalid_value",
                "{'model':'m','messages':[{'role':'user'}]} | messages[0].content | missing_required_parameter",
                "{'model':'m','messages':[{'role':'user','content':7}]} | messages[0].content | invalid_type",
                "{'model':'m','messages':[{'role':'user','content':[{'text':'x'}]}]}"
                        + " | messages[0].content[0].type | missing_required_parameter",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'n':0} | n | integer_below_min_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'n':129} | n | integer_above_max_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'n':1.5} | n | invalid_type",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'max_tokens':99999999999999999999}"
                        + " | max_tokens | integer_above_max_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'stream':'yes'} | stream | invalid_type",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'stream_options':{'include_usage':true}}"
                        + " | stream_options | invalid_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'tools':{}} | tools | invalid_type",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function'}]}"
                        + " | tools[0].function | missing_required_parameter",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'tool_choice':'auto'}"
                        + " | tool_choice | invalid_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'response_format':{'type':'xml'}}"
                        + " | response_format.type | invalid_value",
                "{'model':'m','messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema'}}"
                        + " | response_format.json_schema | missing_required_parameter",
            })
    void isRefusedInChatByTheFieldThatIsWrong(String body, String param, String code) {
        assertRefused(Operation.CHAT_COMPLETIONS, body, param, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'m'} | input | missing_required_parameter",
                "{'model':'m','input':7} | input | invalid_type",
                "{'model':'m','input':[]} | input | empty_array",
                "{'model':'m','input':''} | input | empty_string",
                "{'model':'m','input':['a',7]} | input[1] | invalid_type",
                "{'model':'m','input':[1,'a']} | input | invalid_type",
                "{'model':'m','input':[[1],[]]} | input[1] | empty_array",
                "{'model':'m','input':'a','dimensions':0} | dimensions | integer_below_min_value",
                "{'model':'m','input':'a','encoding_format':'hex'} | encoding_format | invalid_value",
            })
    void isRefusedInEmbeddingsByTheFieldThatIsWrong(String body, String param, String code) {
        assertRefused(Operation.EMBEDDINGS, body, param, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'m'} | prompt | missing_required_parameter",
                "{'model':'m','prompt':'a','n':11} | n | integer_above_max_value",
                "{'model':'m','prompt':'a','response_format':'file'} | response_format | invalid_value",
                "{'model':'m','prompt':'a','stream':true} | stream | unsupported_value",
            })
    void isRefusedInImagesByTheFieldThatIsWrong(String body, String param, String code) {
        assertRefused(Operation.IMAGE_GENERATIONS, body, param, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{}{}", "{'model':'m',}", "\u0000"})
    void thatIsNoJsonObjectIsRefused(String body) {
        GatewayError error = refusal(Operation.CHAT_COMPLETIONS, body);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_json");
        assertThat(error.param()).isNull();
    }

    @Test
    void isToldWhatWasExpectedAndWhatWasFound() {
        assertThat(refusal(Operation.CHAT_COMPLETIONS, "{'model':'m','messages':'hello'}"))
                .hasMessage("Invalid type for 'messages': expected an array of objects, but got a string instead.");
        assertThat(refusal(Operation.CHAT_COMPLETIONS, "{'model':'m','messages':{'100%':'%s'}}"))
                .hasMessage("Invalid type for 'messages': expected an array of objects, but got an object instead.");
    }

    @Test
    void mayAskForSoManyLongChoicesThatTheyAreTooMuch() {
        String text = "x".repeat(1 << 20);

        assertRefused(
                Operation.CHAT_COMPLETIONS,
                "{'model':'m','n':128,'messages':[{'role':'user','content':'" + text + "'}]}",
                "n",
                "invalid_value");
    }

    private static void assertRefused(Operation operation, String body, String param, String code) {
        GatewayError error = refusal(operation, body);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isNotBlank();
    }

    private static GatewayError refusal(Operation operation, String body) {
        return Objects.requireNonNull(
                catchThrowableOfType(GatewayError.class, () -> EchoCalls.answer(operation, body)), "it was answered");
    }
}
