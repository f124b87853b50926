package dev.caravan.provider.bedrock.signing;

import dev.caravan.spi.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who signs.
 *
 * @param accessKeyId the public half of the key
 * @param secretAccessKey the private half
 * @param sessionToken what temporary credentials come with, or null for lasting ones
 */
public record Credentials(String accessKeyId, Secret secretAccessKey, @Nullable Secret sessionToken) {}
