package dev.caravan.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private enum Access {
        READ_ONLY,
        ALL
    }

    @Test
    void aValueIsReadAsTextWhateverTypeTheFileGaveIt() {
        Settings settings = settings(Map.of("word", "hello", "number", 7, "flag", true));

        assertThat(settings.text("word")).contains("hello");
        assertThat(settings.text("number")).contains("7");
        assertThat(settings.text("flag")).contains("true");
    }

    @Test
    void aValueOfAnyShapeIsReadAsATree() {
        Settings settings = settings(Map.of("schema", Map.of("required", List.of("a"), "maxProperties", 2)));

        assertThat(settings.json("schema").orElseThrow().at("/required/0").asText())
                .isEqualTo("a");
        assertThat(settings.json("schema").orElseThrow().get("maxProperties").asInt())
                .isEqualTo(2);
        assertThat(settings.json("absent")).isEmpty();
    }

    @Test
    void whatHasNoQuotesIsATextToSomeAndANumberOrTruthInATree() {
        List<?> values = List.of(new Unquoted("20"), "20", new Unquoted("True"), new Unquoted("1.50"));
        Settings settings = settings(Map.of("enum", values, "model", new Unquoted("1.10")));

        assertThat(settings.text("model")).contains("1.10");
        assertThat(settings.json("enum").orElseThrow()).hasToString("[20,\"20\",true,1.50]");
    }

    @Test
    void anEmptyValueCountsAsAbsent() {
        Settings settings = settings(Map.of("api-key", ""));

        assertThat(settings.text("api-key")).isEmpty();
        assertThat(settings.secret("api-key")).isEmpty();
        assertThat(settings.text("api-key", "none")).isEqualTo("none");
    }

    @Test
    void aMissingRequiredTextIsRefusedWithItsFullPathAndTheFix() {
        SettingsException refused =
                refusal(() -> settings(Map.of()).requiredText("plugin", "Write the name of a plugin"));

        assertThat(refused.key()).isEqualTo("providers.one.plugin");
        assertThat(refused.fix()).isEqualTo("Write the name of a plugin");
        assertThat(refused).hasMessage("providers.one.plugin: is missing. Write the name of a plugin");
    }

    @Test
    void aMapOrAListIsNoText() {
        Settings settings = settings(Map.of("map", Map.of("a", 1), "list", List.of(1)));

        assertThat(refusal(() -> settings.text("map")).problem()).isEqualTo("expected a text, found a map");
        assertThat(refusal(() -> settings.text("list")).problem()).isEqualTo("expected a text, found a list");
    }

    @Test
    void aSecretIsReadAndDoesNotShowItself() {
        Secret secret =
                settings(Map.of("api-key", "sk-hidden")).secret("api-key").orElseThrow();

        assertThat(secret.reveal()).isEqualTo("sk-hidden");
        assertThat(secret).hasToString("****");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-one\n", " sk-one", "sk one", "sk-\u00e9", "sk-\u0000"})
    void aHeaderValueThatNoHeaderCarriesIsRefusedWithoutQuotingIt(String value) {
        SettingsException refused =
                refusal(() -> settings(Map.of("api-key", value)).headerValue("api-key"));

        assertThat(refused.key()).isEqualTo("providers.one.api-key");
        assertThat(refused).hasMessageNotContaining("sk-").hasMessageNotContaining("one\n");
    }

    @Test
    void aHeaderValueOfVisibleAsciiIsTaken() {
        assertThat(settings(Map.of("api-key", "sk-Proj_1.2/3+4==")).headerValue("api-key"))
                .contains("sk-Proj_1.2/3+4==");
        assertThat(settings(Map.of()).headerValue("api-key")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v1, https://api.example.com/v1",
        "https://api.example.com/v1/, https://api.example.com/v1",
        "https://api.example.com///, https://api.example.com",
        "http://[::1]:8080, http://[::1]:8080",
        "HTTP://localhost:11434, HTTP://localhost:11434",
    })
    void aUrlIsReadWithoutSlashesAtItsEnd(String written, String read) {
        assertThat(settings(Map.of("url", written)).url("url", "https://other")).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com/v1",
                "ftp://example.com",
                "https://",
                "https:///v1",
                "https://user:word@example.com",
                "https://example.com/#top",
                "https://exa mple.com",
                "/v1"
            })
    void whatIsNoHttpUrlIsRefused(String written) {
        SettingsException refused =
                refusal(() -> settings(Map.of("url", written)).url("url", "https://other"));

        assertThat(refused.key()).isEqualTo("providers.one.url");
        assertThat(refused.fix()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "1h, PT1H", "7d, PT168H", "0s, PT0S", "2 s, PT2S"})
    void aTimeIsReadWithItsUnit(String written, Duration read) {
        assertThat(settings(Map.of("timeout", written)).duration("timeout", Duration.ZERO))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-1s", "1.5s", "soon", "1w", "9999999999999s"})
    void aTimeWithoutAUnitOrOutOfRangeIsRefused(String written) {
        assertThat(refusal(() -> settings(Map.of("timeout", written)).duration("timeout", Duration.ZERO))
                        .key())
                .isEqualTo("providers.one.timeout");
    }

    @ParameterizedTest
    @CsvSource({"512B, 512", "64KiB, 65536", "32MiB, 33554432", "1GiB, 1073741824"})
    void aSizeIsReadInBytes(String written, long bytes) {
        assertThat(settings(Map.of("limit", written)).size("limit", 0)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32", "32MB", "-1B", "1.5MiB"})
    void aSizeWithoutABinaryUnitIsRefused(String written) {
        assertThat(refusal(() -> settings(Map.of("limit", written)).size("limit", 0))
                        .key())
                .isEqualTo("providers.one.limit");
    }

    @Test
    void aUrlThatPathsAreAppendedToHasNoQuery() {
        SettingsException refused =
                refusal(() -> settings(Map.of("url", "https://host/v1?key=x")).baseUrl("url", "https://other"));

        assertThat(refused.key()).isEqualTo("providers.one.url");
        assertThat(refused.problem()).startsWith("has a query").doesNotContain("key=x");
        assertThat(settings(Map.of("url", "https://host/v1/")).baseUrl("url", "https://other"))
                .isEqualTo("https://host/v1");
        assertThat(settings(Map.of()).baseUrl("url", "https://other")).isEqualTo("https://other");
    }

    @Test
    void aWholeNumberMustBeInItsRange() {
        Settings settings = settings(Map.of("port", 8080, "low", 0, "word", "many", "half", 1.5));

        assertThat(settings.integer("port", 1, 1, 65_535)).isEqualTo(8080);
        assertThat(settings.integer("absent", 9, 1, 65_535)).isEqualTo(9);
        assertThat(refusal(() -> settings.integer("low", 1, 1, 65_535))).hasMessageContaining("from 1 to 65535");
        assertThat(refusal(() -> settings.integer("word", 1, 1, 65_535)).key()).isEqualTo("providers.one.word");
        assertThat(refusal(() -> settings.integer("half", 1, 1, 65_535)).key()).isEqualTo("providers.one.half");
    }

    @Test
    void aFlagIsTrueOrFalseAndNothingElse() {
        Settings settings = settings(Map.of("a", true, "b", "off", "c", "Yes", "d", "perhaps"));

        assertThat(settings.flag("a", false)).isTrue();
        assertThat(settings.flag("b", true)).isFalse();
        assertThat(settings.flag("c", false)).isTrue();
        assertThat(settings.flag("absent", true)).isTrue();
        assertThat(refusal(() -> settings.flag("d", false)).fix()).isEqualTo("Write true or false");
    }

    @Test
    void aChoiceIsWrittenInLowerCaseWithDashes() {
        Settings settings =
                settings(Map.of("role", "read-only", "wrong", "owner", "many", List.of("all", "read-only")));

        assertThat(settings.choice("role", Access.class, Access.ALL)).isEqualTo(Access.READ_ONLY);
        assertThat(settings.choice("absent", Access.class, Access.ALL)).isEqualTo(Access.ALL);
        assertThat(settings.choices("many", Access.class)).containsExactly(Access.ALL, Access.READ_ONLY);
        assertThat(refusal(() -> settings.choice("wrong", Access.class, Access.ALL))
                        .fix())
                .isEqualTo("Write read-only, all");
    }

    @Test
    void oneTextCountsAsAListOfOne() {
        Settings settings =
                settings(Map.of("one", "a", "two", List.of("a", 2), "map", Map.of(), "deep", List.of(List.of())));

        assertThat(settings.texts("one")).containsExactly("a");
        assertThat(settings.texts("two")).containsExactly("a", "2");
        assertThat(settings.texts("absent")).isEmpty();
        assertThat(refusal(() -> settings.texts("map")).key()).isEqualTo("providers.one.map");
        assertThat(refusal(() -> settings.texts("deep")).key()).isEqualTo("providers.one.deep");
    }

    @Test
    void aSectionKnowsItsPathAndTellsItInErrors() {
        Settings section =
                settings(Map.of("timeouts", Map.of("connect", "soon"))).section("timeouts");

        assertThat(section.path()).isEqualTo("providers.one.timeouts");
        assertThat(section.name()).isEqualTo("timeouts");
        assertThat(refusal(() -> section.duration("connect", Duration.ZERO)).key())
                .isEqualTo("providers.one.timeouts.connect");
    }

    @Test
    void anAbsentSectionIsEmptyAndATextIsNoSection() {
        Settings settings = settings(Map.of("timeouts", "5s"));

        assertThat(settings.section("absent").text("anything")).isEmpty();
        assertThat(refusal(() -> settings.section("timeouts")).problem()).isEqualTo("expected a map, found a text");
    }

    @Test
    void aListOfSectionsNumbersTheirPaths() {
        Settings settings = settings(Map.of("keys", Arrays.asList(Map.of("name", "a"), null)));

        List<Settings> keys = settings.sectionList("keys");

        assertThat(keys).extracting(Settings::path).containsExactly("providers.one.keys[0]", "providers.one.keys[1]");
        assertThat(keys.get(0).text("name")).contains("a");
        assertThat(keys.get(1).text("name")).isEmpty();
    }

    @Test
    void aMapOfTextsIsRead() {
        Settings settings = settings(Map.of("format-urls", Map.of("embeddings", "https://e.example.com")));

        assertThat(settings.textMap("format-urls")).containsExactly(Map.entry("embeddings", "https://e.example.com"));
    }

    @Test
    void aKeyThatNobodyReadIsRefusedWithTheKnownOnes() {
        Settings settings = settings(Map.of("ur", "https://example.com"));
        settings.url("url", "https://other");
        settings.text("api-key");

        SettingsException refused = refusal(settings::rejectUnread);

        assertThat(refused.key()).isEqualTo("providers.one.ur");
        assertThat(refused.fix()).isEqualTo("Known here: api-key, url");
    }

    @Test
    void whenEveryKeyWasReadNothingIsRefused() {
        Settings settings = settings(Map.of("url", "https://example.com"));
        settings.url("url", "https://other");

        settings.rejectUnread();

        assertThatThrownBy(() -> settings(Map.of("url", "x")).rejectUnread()).isInstanceOf(SettingsException.class);
    }

    private static Settings settings(Map<String, ?> values) {
        return Settings.of("providers.one", values);
    }

    private static SettingsException refusal(Runnable reading) {
        return Objects.requireNonNull(
                catchThrowableOfType(SettingsException.class, reading::run), "the value was taken");
    }
}
