package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Header;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class A2aConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void anAgentHasAUrlOrACardAndWhatItIsSent() {
        List<A2aAgentConfig> agents = file.with("TOKEN", "t-1")
                .config(
                        """
                        a2a-agents:
                          one: { url: https://one.example.com/rpc/ }
                          two: { url: "https://two.example.com/.well-known/agent-card.json", public-card: false }
                          three:
                            url: https://three.example.com
                            card: https://cards.example.com/three.json
                            api-key: ${TOKEN}
                            headers: { X-Team: the blue one }
                            timeouts: { first-byte: 3s }
                        """
                                + ECHO)
                .a2aAgents();

        assertThat(agents).extracting(A2aAgentConfig::name).containsExactly("one", "two", "three");
        assertThat(agents.get(0).url()).isEqualTo("https://one.example.com/rpc/");
        assertThat(agents.get(0).cardUrl()).isEqualTo("https://one.example.com/rpc/.well-known/agent-card.json");
        assertThat(agents.get(0).hasPublicCard()).isTrue();
        assertThat(agents.get(1).url()).isNull();
        assertThat(agents.get(1).hasPublicCard()).isFalse();
        assertThat(agents.get(2).cardUrl()).isEqualTo("https://cards.example.com/three.json");
        assertThat(agents.get(2).headers())
                .containsExactly(new Header("Authorization", "Bearer t-1"), new Header("X-Team", "the blue one"));
        assertThat(agents.get(2).timeouts().firstByte()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void everyMistakeIsTold() {
        assertThat(file.problems(
                        """
                        a2a-agents:
                          none: {}
                          "b d": { url: https://x.example.com }
                          wrong: { url: nothing }
                          more: { url: https://x.example.com, key: a, headers: { Host: x } }
                        """
                                + ECHO))
                .hasSize(5)
                .anyMatch(problem -> problem.contains("a2a-agents.none.url: is missing"))
                .anyMatch(problem -> problem.contains("is no agent's name"))
                .anyMatch(problem -> problem.contains("a2a-agents.wrong.url"))
                .anyMatch(problem -> problem.contains("a2a-agents.more.key"))
                .anyMatch(problem -> problem.contains("more.headers.Host: is no header that can be set"));
    }

    @Test
    void realtimeSessionsHaveDefaults() {
        assertThat(file.config(ECHO).realtime().maxFrame()).isEqualTo(16 << 20);
        assertThat(file.config("realtime: {max-frame: 1MiB, idle: 30s}\n" + ECHO)
                        .realtime()
                        .idle())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(file.problems("realtime: {max-frame: 1B}\n" + ECHO)).hasSize(1);
    }
}
