package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the key that the gateway makes up at its start lets in, and how long. */
class GeneratedKeyUseTest {

    private static final String YAML = "providers: { echo: {} }\n";

    @TempDir
    Path folder;

    private TestGateway gateway;
    private KeyClient generated;

    @BeforeEach
    void start() throws IOException {
        KeyRoutes.write(folder);
        gateway = new TestGateway(folder, YAML, List.of());
        generated = new KeyClient(gateway, gateway.key());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void itLastsWhileNoOtherKeyAdministersTheGateway() throws Exception {
        generated.create("{\"name\":\"app\"}");
        generated.create("{\"name\":\"shop admin\",\"role\":\"admin\",\"project\":\"shop\"}");
        assertThat(generated.send("GET", "", "").statusCode()).isEqualTo(200);

        JsonNode admin = generated.create("{\"name\":\"admin\",\"role\":\"admin\"}");

        assertThat(generated.send("GET", "", "").statusCode()).isEqualTo(401);
        assertThat(generated.chat().statusCode()).isEqualTo(401);
        KeyClient successor = generated.with(admin.path("key").asText());
        assertThat(successor.send("GET", "", "").statusCode()).isEqualTo(200);

        successor.send("DELETE", "/" + admin.path("id").asText(), "");
        assertThat(generated.send("GET", "", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOfTheConfigurationEndsItAndKeysOfTheDatabaseOutliveAReload() throws Exception {
        KeyClient app = generated.with(
                generated.create("{\"name\":\"app\"}").path("key").asText());

        Files.writeString(
                folder.resolve("gateway.yaml"),
                YAML + "keys: [{ name: ci, hash: \"sha256:" + "0123456789abcdef".repeat(4) + "\" }]\n");

        await().untilAsserted(() -> assertThat(generated.chat().statusCode()).isEqualTo(401));
        assertThat(app.chat().statusCode()).isEqualTo(200);
    }
}
