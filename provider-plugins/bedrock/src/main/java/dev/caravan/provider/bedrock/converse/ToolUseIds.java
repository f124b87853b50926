package dev.caravan.provider.bedrock.converse;

import dev.caravan.spi.wire.MadeUpId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Ids of tool calls as Bedrock takes them: up to 64 letters, digits and {@code _.:-}. */
final class ToolUseIds {

    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");

    private ToolUseIds() {}

    /** The id itself where Bedrock takes it, else one that follows from it, so that a call and its result still match. */
    static String valid(String id) {
        return VALID.matcher(id).matches() ? id : "tooluse_" + digest(id);
    }

    /** A new id for a call of an answer that came without. */
    static String fresh() {
        return "tooluse_" + MadeUpId.hex();
    }

    private static String digest(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, hash).toString(36);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
