package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolOutputTest {

    @ParameterizedTest
    @CsvSource(
            value = {
                "noon | false | {'result':'noon'}",
                "noon | true | {'error':'noon'}",
                "[1,2] | false | {'result':'[1,2]'}",
                "{'a':1} | false | {'a':1}",
                "{'a':1} | true | {'error':{'a':1}}",
                "{'result':1} | false | {'result':1}",
                "{'result':1,'error':2} | false | {'result':1,'error':2}",
                "{} | false | {}",
            },
            delimiter = '|')
    void isWrittenAsAnObjectAndReadBack(String text, boolean error, String response) {
        ToolOutput output = new ToolOutput(text.replace('\'', '"'), error);

        assertThat(output.write()).isEqualTo(Golden.node(response));
        assertThat(ToolOutput.read(output.write())).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"{'result':'x'}", "{'output':[1]}", "{'error':'x'}"},
            delimiter = '|')
    void wrapsAnObjectThatLooksLikeAWrapping(String text) {
        ToolOutput output = new ToolOutput(text.replace('\'', '"'), false);

        assertThat(output.write().path("result").isTextual()).isTrue();
        assertThat(ToolOutput.read(output.write())).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{'output':'noon'} | noon | false",
                "{'output':{'h':12}} | {'h':12} | false",
                "{'error':{'code':1}} | {'code':1} | true",
            },
            delimiter = '|')
    void readsTheDocumentedKeys(String response, String text, boolean error) {
        assertThat(ToolOutput.read(Golden.object(response))).isEqualTo(new ToolOutput(text.replace('\'', '"'), error));
    }
}
