package dev.caravan.processors.guardrails.kinds.text;

import dev.caravan.spi.Settings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Files that a guardrail's settings name, relative to the folder in which the gateway was started. */
public final class SettingsFiles {

    private SettingsFiles() {}

    /**
     * The text of the file that a key names; empty when the key is absent.
     *
     * @throws dev.caravan.spi.SettingsException when it cannot be read
     */
    public static Optional<String> read(Settings settings, String key) {
        return settings.text(key).map(name -> {
            try {
                return Files.readString(Path.of(name));
            } catch (NoSuchFileException | InvalidPathException e) {
                throw settings.invalid(
                        key,
                        "there is no file '" + name + "'",
                        "Give its path from the folder in which the gateway is started, or an absolute one");
            } catch (CharacterCodingException e) {
                throw settings.invalid(key, "'" + name + "' is not written in UTF-8", "Save it in that encoding");
            } catch (IOException e) {
                throw settings.invalid(
                        key, "'" + name + "' cannot be read", "Check that it is a file, and its permissions");
            }
        });
    }
}
