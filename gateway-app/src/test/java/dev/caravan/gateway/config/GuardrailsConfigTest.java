package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.plugins.Extensions;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.gateway.plugins.Plugins;
import dev.caravan.processors.guardrails.GuardrailAction;
import dev.caravan.processors.guardrails.Replacement;
import dev.caravan.spi.guard.Side;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardrailsConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void withoutASectionThereAreNone() {
        assertThat(file.config(ConfigFixture.ECHO).guardrails()).isEmpty();
    }

    @Test
    void theyComeInTheOrderOfTheFileWithTheirDefaults() {
        List<GuardrailConfig> guardrails = file.config(
                        ConfigFixture.ECHO
                                + """
                        guardrails:
                          zebra: {kind: test-word, word: z}
                          ant: {kind: test-word, word: a}
                        """)
                .guardrails();

        assertThat(guardrails).extracting(GuardrailConfig::name).containsExactly("zebra", "ant");
        assertThat(guardrails.get(0)).satisfies(zebra -> {
            assertThat(zebra.sides()).containsExactlyInAnyOrder(Side.INPUT, Side.OUTPUT);
            assertThat(zebra.action()).isEqualTo(GuardrailAction.BLOCK);
            assertThat(zebra.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(zebra.window()).isEqualTo(4096);
            assertThat(zebra.everywhere()).isTrue();
            assertThat(zebra.failsOpen()).isFalse();
        });
    }

    @Test
    void everySettingIsRead() {
        GuardrailConfig guardrail = file.config(
                        ConfigFixture.ECHO
                                + """
                        guardrails:
                          names:
                            kind: test-word
                            word: x
                            on: [input]
                            action: redact
                            replacement: "<{label}>"
                            restore: true
                            when-failing: open
                            timeout: 2s
                            window: 1000
                            everywhere: false
                        """)
                .guardrails()
                .get(0);

        assertThat(guardrail.sides()).containsExactly(Side.INPUT);
        assertThat(guardrail.action()).isEqualTo(GuardrailAction.REDACT);
        assertThat(guardrail.replacement()).isEqualTo(Replacement.of("<{label}>"));
        assertThat(guardrail.restore()).isTrue();
        assertThat(guardrail.failsOpen()).isTrue();
        assertThat(guardrail.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(guardrail.window()).isEqualTo(1000);
        assertThat(guardrail.everywhere()).isFalse();
        assertThat(problems("guardrails: {names: {kind: test-word, word: x, on: input}}"))
                .isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(
                        problems(
                                """
                                guardrails:
                                  none: {word: x}
                                  odd: {kind: test-wrod, word: x}
                                  judge: {kind: test-judge, word: x, action: redact}
                                  bare: {kind: test-word}
                                  more: {kind: test-word, word: x, wrods: y}
                                  back: {kind: test-word, word: x, restore: true}
                                  out: {kind: test-word, word: x, on: output, action: redact, restore: true}
                                  flat: {kind: test-word, word: x, action: redact, restore: true, replacement: gone}
                                  form: {kind: test-word, word: x, replacement: gone}
                                  a b: {kind: test-word, word: x}
                                  luck: {kind: test-word, word: x, action: hope, on: [side], when-failing: ajar, window: 0}
                                """))
                .satisfiesExactly(
                        none -> assertThat(none).contains("guardrails.none.kind: is missing. Kinds here: "),
                        odd -> assertThat(odd)
                                .contains(
                                        "guardrails.odd.kind: there is no kind 'test-wrod'. Did you mean 'test-word'?"),
                        judge -> assertThat(judge)
                                .contains("guardrails.judge.action: a guardrail of the kind 'test-judge'"),
                        bare -> assertThat(bare).contains("guardrails.bare.word: is missing. Write what to find"),
                        more -> assertThat(more).contains("guardrails.more.wrods: is not a known key"),
                        back -> assertThat(back)
                                .contains("guardrails.back.restore: means nothing without action: redact"),
                        out -> assertThat(out)
                                .contains("guardrails.out.restore: puts back what was redacted of the input"),
                        flat -> assertThat(flat).contains("guardrails.flat.replacement: has no {label}"),
                        form -> assertThat(form).contains("guardrails.form.replacement: means nothing without"),
                        name -> assertThat(name).contains("guardrails.a b: is no guardrail's name"),
                        action -> assertThat(action).contains("guardrails.luck.action: 'hope'"),
                        on -> assertThat(on).contains("guardrails.luck.on: 'side'"),
                        failing -> assertThat(failing).contains("guardrails.luck.when-failing: 'ajar'"),
                        window -> assertThat(window).contains("guardrails.luck.window: '0'"));
    }

    /** Those that the kinds have found among them. */
    private List<String> problems(String guardrails) {
        ConfigDraft draft = file.read(ConfigFixture.ECHO + guardrails);
        ClassLoader host = getClass().getClassLoader();
        try (Plugins plugins = PluginLoader.load(host, folder.resolve("plugins"))) {
            Extensions.of(host, plugins).make(draft).close();
        } catch (ConfigException told) {
            // The draft has them as well.
        }
        return draft.problems().all().stream()
                .map(problem -> problem.describe("gateway.yaml"))
                .toList();
    }
}
