package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {

    @ParameterizedTest
    @CsvSource({
        "claude-3-haiku-20240307, 300",
        "claude-3-7-sonnet-20250219, 307",
        "claude-sonnet-4-20250514, 400",
        "claude-opus-4-1-20250805, 401",
        "claude-opus-4@20250514, 400",
        "anthropic/claude-opus-4.5, 405",
        "us.anthropic.claude-sonnet-4-20250514-v1:0, 400",
        "global.anthropic.claude-opus-4-6-v1, 406",
        "claude-opus-5, 500",
        "claude-fable-5-1, 501",
        "Claude-Opus-4-8, 408",
        "claude-mythos-preview, 0",
        "claude-instant, 0",
        "deepseek-chat-4-6, 0",
    })
    void theVersionIsReadFromTheName(String name, int version) {
        assertThat(ClaudeModel.of(name).version()).isEqualTo(version);
    }

    @Test
    void aModelThatNobodyNamedHasNoVersion() {
        assertThat(ClaudeModel.of(null)).isEqualTo(new ClaudeModel(0, false));
    }
}
