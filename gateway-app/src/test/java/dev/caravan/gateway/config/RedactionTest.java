package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.SettingsException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactionTest {

    private static final String SECRET = "sk-live-0123456789";

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void setTheSecret() {
        file = new ConfigFixture(folder).with("OPENAI_API_KEY", SECRET);
    }

    @Test
    void aSecretInTheWrongPlaceIsShownAsItsVariable() {
        assertThat(file.problems("server:\n  port: ${OPENAI_API_KEY}\n" + ECHO))
                .containsExactly(
                        "gateway.yaml:2: server.port: '${OPENAI_API_KEY}' is no whole number from 0 to 65535. Write a"
                                + " number in that range");
    }

    @Test
    void aSecretInsideAValueIsShownAsItsVariable() {
        assertThat(file.problems("providers:\n  a:\n    format-urls:\n      models: x ${OPENAI_API_KEY}\n"))
                .singleElement()
                .asString()
                .contains("'x ${OPENAI_API_KEY}' is no URL")
                .doesNotContain(SECRET);
    }

    @Test
    void aSecretThatStandsInTheFileIsNotShownByAPluginEither() {
        ConfigDraft draft = file.read("providers:\n  a:\n    api-key: \"literal secret\"\n");

        draft.problems().add(new SettingsException("providers.a.api-key", "'literal secret' has a blank", "Not it"));

        assertThat(draft.problems().all())
                .containsExactly(new ConfigProblem("providers.a.api-key", 3, "'****' has a blank", "Not it"));
    }

    @Test
    void aUserInAUrlIsNotShown() {
        assertThat(file.problems("providers:\n  a:\n    format-urls:\n      models: ftp://me:pw12@host/x\n"))
                .singleElement()
                .asString()
                .contains("'ftp://****@host/x' is no http(s) URL");
    }

    @Test
    void anUnknownKeyIsToldWithoutItsValue() {
        assertThat(file.problems("server:\n  pass: hunter2hunter2\n" + ECHO))
                .singleElement()
                .asString()
                .contains("server.pass: is not a known key")
                .doesNotContain("hunter2");
    }
}
