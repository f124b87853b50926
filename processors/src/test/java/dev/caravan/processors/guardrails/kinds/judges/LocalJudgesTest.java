package dev.caravan.processors.guardrails.kinds.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.guardrails.kinds.JudgeCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalJudgesTest {

    private static final Map<String, Object> SCHEMA = Map.of(
            "type", "object",
            "required", List.of("name"),
            "properties", Map.of("age", Map.of("type", "integer")));

    @Test
    void allKindsAreListedUnderTheirNames() {
        assertThat(ServiceLoader.load(GuardrailKind.class))
                .extracting(GuardrailKind::name)
                .containsExactlyInAnyOrder(
                        "regex",
                        "words",
                        "secrets",
                        "pii",
                        "injection",
                        "length",
                        "language",
                        "json-schema",
                        "webhook",
                        "moderation",
                        "judge");
    }

    @ParameterizedTest
    @CsvSource({
        "max-characters, 3, abc, true",
        "max-characters, 3, abcd, false",
        "max-characters, 1, 😀, true",
        "min-characters, 3, ab, false",
        "min-characters, 3, abc, true",
        "max-words, 2, ' two  words ', true",
        "max-words, 2, 'three more words', false",
    })
    void theLengthIsCountedInCharactersOrWords(String key, int limit, String text, boolean passes) {
        assertThat(JudgeCase.of(new LengthKind(), Map.of(key, limit)).of(text).passed())
                .isEqualTo(passes);
    }

    @Test
    void theLengthOfAllMessagesCountsUnlessOnlyTheLastIsLookedAt() {
        assertThat(JudgeCase.of(new LengthKind(), Map.of("max-characters", 5)).of("one\ntwo", "two"))
                .isEqualTo(Judgement.failed("The text has 7 characters; 5 are allowed."));
        assertThat(JudgeCase.of(new LengthKind(), Map.of("max-characters", 5, "look-at", "last"))
                        .of("one\ntwo", "two"))
                .isEqualTo(Judgement.PASSED);
    }

    @Test
    void aLengthWithoutALimitOrWithContraryOnesIsRefused() {
        assertThatThrownBy(() -> JudgeCase.of(new LengthKind(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no limit");
        assertThatThrownBy(() -> JudgeCase.of(new LengthKind(), Map.of("min-characters", 9, "max-characters", 8)))
                .hasMessageContaining("min-characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"a\", \"age\": 3}",
                "  {\"name\": \"a\"}\n",
                "```json\n{\"name\": \"a\"}\n```",
                "```\n{\"name\": \"a\"}```",
            })
    void jsonThatConformsPasses(String text) {
        assertThat(schema().of(text)).isEqualTo(Judgement.PASSED);
    }

    @Test
    void whatDoesNotConformIsToldWithItsPlace() {
        assertThat(schema().of("{\"name\": \"a\", \"age\": \"x\"}"))
                .isEqualTo(Judgement.failed(
                        "The text does not conform to the schema: at /age: string found, integer expected"));
        assertThat(schema().of("{\"age\": 1.5}").reason()).endsWith("(and 1 more)");
        assertThat(schema().of("{}").reason()).contains("at the whole: required property 'name' not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{\"name\": \"a\"} and more", "{\"name\": ", "``````", "```json"})
    void whatIsNoJsonFails(String text) {
        assertThat(schema().of(text).reason()).contains("no JSON");
    }

    @Test
    void aSchemaCanStandInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("s.json"), "{\"type\": \"array\"}");
        JudgeCase judge = JudgeCase.of(new JsonSchemaKind(), Map.of("schema-file", file.toString()));

        assertThat(judge.of("[]").passed()).isTrue();
        assertThat(judge.of("{}").passed()).isFalse();
    }

    @Test
    void aSchemaThatCannotBeUsedIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("s.json"), "{\"type\": ");

        assertRefused(Map.of(), "guardrails.test.schema");
        assertRefused(Map.of("schema", Map.of("type", "strin")), "/type");
        assertRefused(Map.of("schema", Map.of("$ref", "https://x.test/s.json")), "guardrails.test.schema");
        assertRefused(Map.of("schema-file", file.toString()), "guardrails.test.schema-file");
        assertRefused(Map.of("schema-file", "none.json"), "none.json");
        assertRefused(Map.of("schema", SCHEMA, "schema-file", "none.json"), "Remove one");
    }

    private static void assertRefused(Map<String, Object> settings, String message) {
        assertThatThrownBy(() -> JudgeCase.of(new JsonSchemaKind(), settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    private static JudgeCase schema() {
        return JudgeCase.of(new JsonSchemaKind(), Map.of("schema", SCHEMA));
    }
}
