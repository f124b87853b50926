package dev.caravan.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.guard.GuardrailKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindsTest {

    private static final String SERVICE_FILE = "META-INF/services/" + GuardrailKind.class.getName();

    @TempDir
    private Path work;

    private Path plugins;

    @BeforeEach
    void findFolder() {
        plugins = work.resolve("plugins");
    }

    @Test
    void findsAKindInAJarThatBringsNothingElse() {
        jar("acme.jar", "acme", "outside.AcmeKind", new PluginWorkshop(work));

        try (Plugins loaded = load()) {
            assertThat(kinds(loaded).names()).contains("acme", "test-word");
            assertThat(loaded.rejected()).isEmpty();
        }
    }

    @Test
    void findsAKindBesideAPlugin() {
        jar("acme.jar", "acme", "outside.AcmeKind", new PluginWorkshop(work).plugin("AcmePlugin", "acme"));

        try (Plugins loaded = load()) {
            assertThat(kinds(loaded).names()).contains("acme");
        }
    }

    @Test
    void leavesANameToWhoHasItFirst() {
        jar("thief.jar", "test-word", "outside.AcmeKind", new PluginWorkshop(work));

        try (Plugins loaded = load()) {
            assertThat(kinds(loaded).names()).containsOnlyOnce("test-word");
        }
    }

    @Test
    void skipsAKindThatCannotBeLoaded() {
        jar("broken.jar", "acme", "outside.Nowhere", new PluginWorkshop(work));

        try (Plugins loaded = load()) {
            assertThat(kinds(loaded).names()).doesNotContain("acme").contains("test-word");
        }
    }

    private Plugins load() {
        return PluginLoader.load(getClass().getClassLoader(), plugins);
    }

    private Kinds<GuardrailKind> kinds(Plugins loaded) {
        return Kinds.load(GuardrailKind.class, GuardrailKind::name, getClass().getClassLoader(), loaded);
    }

    private void jar(String file, String name, String service, PluginWorkshop workshop) {
        workshop.source(
                        "AcmeKind",
                        """
                        package outside;

                        import dev.caravan.spi.Settings;
                        import dev.caravan.spi.guard.*;
                        import java.util.List;

                        public class AcmeKind implements GuardrailKind {
                            public String name() {
                                return "%s";
                            }

                            public Guardrail create(Settings settings) {
                                throw new UnsupportedOperationException();
                            }
                        }
                        """
                                .formatted(name))
                .file(SERVICE_FILE, service.getBytes(StandardCharsets.UTF_8))
                .jar(plugins.resolve(file));
    }
}
