package dev.caravan.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigException;
import dev.caravan.gateway.config.ConfigProblem;
import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderFactoryTest {

    @TempDir
    Path folder;

    private final List<String> closed = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Object> seen = new LinkedHashMap<>();

    /** A plugin that reads a URL and a key. */
    private final LoadedPlugin web = loaded("web", settings -> {
        settings.url("url", "https://default.example.org");
        settings.secret("api-key");
        return new RecordingProvider(settings.name());
    });

    private static LoadedPlugin loaded(String name, Function<Settings, @Nullable Provider> create) {
        ProviderPlugin plugin = new ProviderPlugin() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Provider create(Settings settings) {
                return create.apply(settings);
            }
        };
        return new LoadedPlugin(name, "class path", plugin, Map.of());
    }

    /** The plugin {@code web} with a preset {@code cloud}; what it reads goes into {@link #seen}. */
    private LoadedPlugin webWithPreset(Map<String, Object> preset) {
        LoadedPlugin plugin = loaded("web", settings -> {
            seen.put("url", settings.url("url", "https://default.example.org"));
            seen.put("region", settings.text("region", "none"));
            seen.put("fast", settings.flag("fast", false));
            settings.text("auth");
            settings.headerValue("api-key");
            return new RecordingProvider(settings.name());
        });
        return new LoadedPlugin("web", "class path", plugin.plugin(), Map.of("cloud", preset));
    }

    private ConfigDraft draft(String yaml) {
        try {
            return new ConfigReader(environment::get).read(Files.writeString(folder.resolve("gateway.yaml"), yaml));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<ConfiguredProvider> create(String yaml, LoadedPlugin... plugins) {
        Map<String, LoadedPlugin> byName = new LinkedHashMap<>();
        for (LoadedPlugin plugin : plugins) {
            byName.put(plugin.name(), plugin);
        }
        return new ProviderFactory(new Plugins(byName, List.of(), List.of())).create(draft(yaml));
    }

    private List<String> problems(String yaml, LoadedPlugin... plugins) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> create(yaml, plugins));
        assertThat(refused).as("the configuration is refused").isNotNull();
        return refused.problems().stream()
                .map((ConfigProblem problem) -> problem.describe("gateway.yaml"))
                .toList();
    }

    @Test
    void aProviderIsMadeOfThePluginsPartAndTheGateways() {
        List<ConfiguredProvider> providers = create(
                """
                providers:
                  mine:
                    plugin: web
                    url: https://host/v1
                    models: [a]
                    forward-headers: [X-Team]
                    format-urls: {embeddings: "https://host/e"}
                    auth: passthrough
                  web: {}
                """,
                web);

        ConfiguredProvider mine = providers.get(0);
        assertThat(mine.name()).isEqualTo("mine");
        assertThat(mine.plugin()).isEqualTo("web");
        assertThat(mine.provider()).isInstanceOf(RecordingProvider.class);
        assertThat(mine.passThroughCredentials()).isTrue();
        assertThat(mine.models()).containsExactly("a");
        assertThat(mine.forwardHeaders()).containsExactly("x-team");
        assertThat(mine.formatUrls()).containsEntry(Operation.EMBEDDINGS, "https://host/e");
        assertThat(mine.timeouts().connect()).hasSeconds(5);
        assertThat(providers.get(1).name()).isEqualTo("web");
        assertThat(closed).isEmpty();
    }

    @Test
    void aPluginThatDoesNotExistIsToldWithThoseThatDo() {
        assertThat(problems("providers:\n  a: {}\n  b:\n    plugin: wbe\n", web))
                .containsExactly(
                        "gateway.yaml:2: providers.a.plugin: there is no plugin 'a'. Plugins here: web",
                        "gateway.yaml:4: providers.b.plugin: there is no plugin 'wbe'. Did you mean 'web'? Plugins here: web");
    }

    @Test
    void aPresetIsFoundByTheProvidersNameAndBringsItsSettings() {
        List<ConfiguredProvider> providers = create(
                "providers:\n  cloud: {api-key: k, models: [m], timeouts: {connect: 1s}}\n",
                webWithPreset(Map.of("url", "https://cloud.example.org/v1", "fast", true)));

        assertThat(seen)
                .containsEntry("url", "https://cloud.example.org/v1")
                .containsEntry("fast", true)
                .containsEntry("region", "none");
        assertThat(providers.get(0).name()).isEqualTo("cloud");
        assertThat(providers.get(0).plugin()).isEqualTo("web");
        assertThat(providers.get(0).models()).containsExactly("m");
        assertThat(providers.get(0).timeouts().connect()).hasSeconds(1);
    }

    @Test
    void aPresetIsFoundByThePluginKeyUnderAnyNameOfTheProviders() {
        List<ConfiguredProvider> providers = create(
                "providers:\n  a: {plugin: cloud}\n  b: {plugin: cloud, auth: passthrough}\n",
                webWithPreset(Map.of("url", "https://cloud.example.org/v1")));

        assertThat(providers).extracting(ConfiguredProvider::name).containsExactly("a", "b");
        assertThat(providers)
                .extracting(ConfiguredProvider::passThroughCredentials)
                .containsExactly(false, true);
        assertThat(seen).containsEntry("url", "https://cloud.example.org/v1");
    }

    @Test
    void whatTheOperatorWritesWinsOverThePresetKeyByKeyUnlessItIsEmpty() {
        create(
                "providers:\n  cloud: {url: 'https://own.example.org', region: \"${REGION:}\", fast:}\n",
                webWithPreset(Map.of("url", "https://cloud.example.org/v1", "region", "eu", "fast", true)));

        assertThat(seen)
                .containsEntry("url", "https://own.example.org")
                .containsEntry("region", "eu")
                .containsEntry("fast", true);
    }

    @Test
    void problemsOfAPresetsProviderNameTheOperatorsKeys() {
        LoadedPlugin plugin = webWithPreset(Map.of("url", "https://cloud.example.org/v1"));

        assertThat(problems("providers:\n  cloud:\n    url: nowhere\n    regoin: eu\n", plugin))
                .containsExactly(
                        "gateway.yaml:3: providers.cloud.url: 'nowhere' is no http(s) URL. Write one such as https://host/v1");
        assertThat(problems("providers:\n  cloud:\n    regoin: eu\n    models: {}\n", plugin))
                .containsExactly(
                        "gateway.yaml:3: providers.cloud.regoin: is not a known key. Did you mean 'region'? Known here:"
                                + " api-key, auth, fast, format-urls, forward-headers, models, plugin, region, timeouts, url",
                        "gateway.yaml:4: providers.cloud.models: expected a list, found a map. Write [one, two]");
    }

    @Test
    void aNameThatIsNeitherPluginNorPresetIsToldWithBoth() {
        assertThat(problems("providers:\n  cluod: {}\n", webWithPreset(Map.of()), loaded("other", settings -> null)))
                .containsExactly(
                        "gateway.yaml:2: providers.cluod.plugin: there is no plugin 'cluod'. Did you mean 'cloud'?"
                                + " Plugins here: web, other. Presets: cloud");
    }

    @Test
    void aProvidersSectionShowsNoSecretOfItsFile() {
        environment.put("TOKEN", "tok-0123456789");

        assertThat(draft("providers:\n  a: {api-key: \"${TOKEN}\", token: tok-9876543210}\n")
                        .config()
                        .providers()
                        .toString())
                .doesNotContain("tok-");
    }

    @Test
    void problemsOfTheFileAndOfThePluginsAreToldTogether() {
        assertThat(problems(
                        """
                        server: {port: x}
                        providers:
                          a:
                            plugin: web
                            url: nowhere
                          b:
                            plugin: web
                            ulr: https://host
                            region: eu
                        """,
                        web))
                .containsExactly(
                        "gateway.yaml:1: server.port: 'x' is no whole number from 0 to 65535. Write a number in that range",
                        "gateway.yaml:5: providers.a.url: 'nowhere' is no http(s) URL. Write one such as https://host/v1",
                        "gateway.yaml:8: providers.b.ulr: is not a known key. Did you mean 'url'? Known here: api-key,"
                                + " format-urls, forward-headers, models, plugin, timeouts, url",
                        "gateway.yaml:9: providers.b.region: is not a known key. Known here: api-key,"
                                + " format-urls, forward-headers, models, plugin, timeouts, url");
    }

    @Test
    void authThatNobodyUnderstandsIsAnUnknownKey() {
        assertThat(problems("providers:\n  web:\n    auth: handshake\n", web))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:3: providers.web.auth: is not a known key. ");
    }

    @Test
    void providersThatWereMadeAreClosedWhenTheConfigurationIsRefused() {
        assertThat(problems("providers:\n  a: {plugin: web}\n  b: {plugin: web, nonsense: 1}\n  c: {}\n", web))
                .hasSize(2);

        assertThat(closed).containsExactly("a", "b");
    }

    @Test
    void aPluginThatBreaksIsAProblemOfItsProviderAndShowsNoSecret() {
        environment.put("TOKEN", "tok-0123456789");
        LoadedPlugin broken = loaded("broken", settings -> {
            throw new IllegalStateException("cannot use " + settings.text("token", ""));
        });

        assertThat(problems("providers:\n  broken:\n    token: ${TOKEN}\n", broken))
                .containsExactly(
                        "gateway.yaml:2: providers.broken: its plugin 'broken' broke: it failed with"
                                + " IllegalStateException: cannot use ${TOKEN}. Ask the plugin's author, or leave the provider out");
    }

    @Test
    void aPluginThatLacksAClassIsAProblemOfItsProvider() {
        LoadedPlugin broken = loaded("broken", settings -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });

        assertThat(problems("providers:\n  broken: {}\n", broken))
                .singleElement()
                .asString()
                .contains("its plugin 'broken' broke: it lacks a class: org.example.Missing");
    }

    @Test
    void aPluginThatMakesNothingIsAProblemOfItsProvider() {
        assertThat(problems("providers:\n  idle: {}\n", loaded("idle", settings -> null)))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: providers.idle: its plugin 'idle' made no provider. ");
    }

    @Test
    void aDraftWithProblemsGivesNoConfiguration() {
        ConfigDraft draft = draft("providers: {a: {}}\n");

        assertThatThrownBy(() -> new ProviderFactory(new Plugins(Map.of(), List.of(), List.of())).create(draft))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(draft::checked).isInstanceOf(ConfigException.class);
    }

    private final class RecordingProvider implements Provider {

        private final String name;

        RecordingProvider(String name) {
            this.name = name;
        }

        @Override
        public Set<Operation> operations() {
            return Set.of(Operation.CHAT_COMPLETIONS);
        }

        @Override
        public boolean hasCredentials() {
            return true;
        }

        @Override
        public Upstream prepare(ProviderRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }
}
