package dev.caravan.processors.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SessionRulesTest {

    private static final TurnSize TURN = new TurnSize(2, 100, false);

    @Test
    void whatFitsIsKept() {
        assertThat(rules(6, 300).firstKept(List.of(TURN, TURN, TURN))).isZero();
        assertThat(rules(6, 300).firstKept(List.of())).isZero();
    }

    @Test
    void theOldestTurnsGoWhenThereAreTooManyMessagesOrTokens() {
        assertThat(rules(5, 1000).firstKept(List.of(TURN, TURN, TURN))).isEqualTo(1);
        assertThat(rules(100, 299).firstKept(List.of(TURN, TURN, TURN))).isEqualTo(1);
        assertThat(rules(3, 1000).firstKept(List.of(TURN, TURN, TURN))).isEqualTo(2);
    }

    @Test
    void aTurnThatIsTooMuchByItselfTakesTheOlderOnesAlong() {
        TurnSize large = new TurnSize(2, 5000, false);

        assertThat(rules(100, 300).firstKept(List.of(TURN, large, TURN))).isEqualTo(2);
        assertThat(rules(100, 300).firstKept(List.of(TURN, large))).isEqualTo(2);
    }

    @Test
    void aToolsResultNeverStaysWithoutItsCall() {
        TurnSize result = new TurnSize(2, 100, true);

        assertThat(rules(4, 1000).firstKept(List.of(TURN, result, TURN))).isEqualTo(2);
        assertThat(rules(6, 1000).firstKept(List.of(TURN, result, TURN))).isZero();
        assertThat(rules(2, 1000).firstKept(List.of(TURN, result))).isEqualTo(2);
    }

    @Test
    void aTurnKnowsItsSize() {
        Turn turn = Turn.of((ArrayNode) Objects.requireNonNull(Json.parse(
                "[{\"role\":\"tool\",\"content\":\"12345678\"},{\"role\":\"assistant\",\"content\":\"1234\"}]")));

        assertThat(turn.size()).isEqualTo(new TurnSize(2, 2 * 4 + 2 + 1, true));
        assertThat(turn.parsed()).hasSize(2);
    }

    private static SessionRules rules(int messages, int tokens) {
        return new SessionRules(Duration.ofHours(1), messages, tokens);
    }
}
